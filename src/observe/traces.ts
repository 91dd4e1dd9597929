/**
 * What is left of an earlier life where its memory was lost: the rows of `tasks.md`, run directories, logs, worktrees.
 * Looked for only while memory has never taken a ledger over; of an issue that is remembered by now only its row counts.
 */
import { TransientError } from '../model/failures.ts';
import { issueOf, keyOf, type RunId } from '../model/ids.ts';
import type { LedgerEntry, LedgerRecord, LedgerSeen } from '../model/ledger.ts';
import { known, type Seen, unknown } from '../model/seen.ts';
import type { Site } from '../model/site.ts';
import type { Memory } from '../model/snapshot.ts';
import type { IssueTraces, RunAbout, TracedRow, TracedRun, Traces } from '../model/traces.ts';
import { withoutMarkerLines } from '../render/ledger-block.ts';
import { beginMarker, endMarker } from '../render/ledger-format.ts';
import { parseLedger } from '../render/ledger-parse.ts';
import { readLedgerRecords, replacedIn } from '../render/ledger-records.ts';
import type { World } from '../world/world.ts';

/** One look; null = memory was not lost. A part that cannot be read leaves all of it unknown. */
export type TraceReader = (memory: Memory, ledger: Seen<LedgerSeen>) => Seen<Traces> | null;

/** What a run was started for never changes, and is read once. */
export const createTraceReader = (world: World, site: Site): TraceReader => {
  const abouts = new Map<RunId, RunAbout | null>();
  const aboutOf = (run: RunId): RunAbout | null => {
    const about = abouts.get(run);
    if (about !== undefined) return about;
    const read = world.processes.readRunAbout(run);
    abouts.set(run, read);
    return read;
  };
  return (memory, ledger) => {
    if (memory.ledger !== null) return null;
    if (ledger.kind === 'unknown') return ledger;
    const rows = rowsOf(ledger.value);
    if (typeof rows === 'string') return unknown(`the block of tasks.md is damaged: ${rows}`);
    try {
      const issues = readIssues({ world, site, memory, aboutOf });
      return known({ rows, issues }, world.clock.now().atMs);
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      return unknown(error.message);
    }
  };
};

/** Issues of rows that may become live tasks again: where each stands is to be asked. None once memory has a ledger. */
export const createLostRowReader =
  (world: World, { ledgerPath }: Site): (() => readonly number[]) =>
  () => {
    const memory = world.store.readMemory();
    const text = memory.ledger === null ? readOr(() => world.files.readText(ledgerPath), null) : null;
    if (text === null) return [];
    const rows = rowsOf({ text, parse: parseLedger(text) });
    if (typeof rows === 'string') return [];
    return [...rows]
      .filter(([, { record }]) => record.wrote !== 'completed' && record.wrote !== 'failed')
      .map(([issue]) => issue)
      .filter((issue) => !memory.knownIssues.has(issue));
  };

const readOr = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof TransientError) return otherwise;
    throw error;
  }
};

/** Rows by issue, also those between damaged markers; a string = why they cannot be read. */
const rowsOf = ({ text, parse }: LedgerSeen): ReadonlyMap<number, TracedRow> | string => {
  if (parse.kind === 'absent' || text === null) return new Map();
  if (parse.kind === 'block') return rowsIn(text, parse.entries);
  const mended = `${beginMarker}\n${withoutMarkerLines(text)}\n${endMarker}\n`;
  const again = parseLedger(mended);
  return again.kind === 'block' ? rowsIn(mended, again.entries) : parse.why;
};

const rowsIn = (text: string, entries: readonly LedgerEntry[]): ReadonlyMap<number, TracedRow> => {
  const records = readLedgerRecords(text);
  return new Map(
    [...Map.groupBy(entries, ({ issue }) => issue)].map(([issue, own]) => [
      issue,
      { entries: own, record: records.get(issue) ?? bareRecord(issue, own) },
    ]),
  );
};

/** Of a row that a person wrote, nothing is known but where it stands. */
const bareRecord = (issue: number, entries: readonly LedgerEntry[]): LedgerRecord => ({
  issue,
  wrote:
    entries.find(({ legacyCancel }) => !legacyCancel)?.section ?? replacedIn(entries[0]?.section ?? null),
  title: keyOf(issue),
  priority: entries.find(({ priority }) => priority !== null)?.priority ?? null,
  pullRequest: null,
  worker: null,
  branch: null,
  attempt: null,
  state: null,
  reason: null,
  atMs: null,
  hasLog: false,
  commit: null,
});

interface Look {
  readonly world: World;
  readonly site: Site;
  readonly memory: Memory;
  readonly aboutOf: (run: RunId) => RunAbout | null;
}

const readIssues = (look: Look): ReadonlyMap<number, IssueTraces> => {
  const { world, site, memory } = look;
  const runs = Map.groupBy(readRuns(look), ({ about }) => about.task.issue);
  const logged = issuesIn(world.files.listNames(site.logsPath));
  const trees = issuesIn(world.files.listNames(site.treesPath));
  const issues = [...new Set([...runs.keys(), ...logged, ...trees])].filter(
    (issue) => !memory.knownIssues.has(issue),
  );
  return new Map(
    issues.map((issue) => [
      issue,
      {
        logCount: logged.has(issue) ? countLogs(issue, look) : 0,
        logsPath: `${site.logsPath}/${keyOf(issue)}`,
        hasWorktree: trees.has(issue),
        question: world.files.readText(`${site.treesPath}/${keyOf(issue)}/BLOCKED.md`),
        runs: (runs.get(issue) ?? []).toSorted((a, b) => a.about.attempt.number - b.about.attempt.number),
      },
    ]),
  );
};

const issuesIn = (names: readonly string[]): ReadonlySet<number> =>
  new Set(names.map(issueOf).filter((issue) => issue !== undefined));

const readRuns = ({ world, memory, aboutOf }: Look): readonly TracedRun[] =>
  world.processes.listRuns().flatMap((run) => {
    const about = aboutOf(run);
    if (about === null || memory.knownIssues.has(about.task.issue)) return [];
    return [{ run, about, seen: world.processes.readRun(run) }];
  });

/** The highest number of an attempt that has a log. */
const countLogs = (issue: number, { world, site }: Look): number =>
  Math.max(
    0,
    ...world.files
      .listNames(`${site.logsPath}/${keyOf(issue)}`)
      .map((name) => Number(/^attempt-([1-9]\d{0,5})\.jsonl$/.exec(name)?.[1] ?? 0)),
  );
