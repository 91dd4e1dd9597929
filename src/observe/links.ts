/**
 * Which issues hold another one back. Asked only where the list says that there are some, and again when their number or
 * the issue has changed; beside that at most one issue per poll, the one that was asked about longest ago, as a change
 * may leave both as they were.
 */
import type { IssueLinks, LinkedIssue, LinkedRow } from '../model/links.ts';
import { known, type Seen, unknown } from '../model/seen.ts';
import type { Settings } from '../model/settings.ts';
import type { IssueRow, Memory } from '../model/snapshot.ts';
import type { World } from '../world/world.ts';

/** Looks at links; remembers them between polls. */
export interface LinkReader {
  /** Never throws for a failed read: what could not be read is `unknown`. */
  readLinks(asked: LinksAsked): Promise<ReadonlyMap<number, Seen<IssueLinks>>>;
}

/** The list as it is now, and what decides who waits. */
export interface LinksAsked {
  readonly rows: readonly IssueRow[];
  readonly memory: Memory;
  readonly settings: Settings;
}

interface Looked {
  /** What was true of the issue then. */
  readonly key: string;
  readonly atMs: number;
  readonly links: Seen<IssueLinks>;
}

/** How long names hold while nothing tells of a change. */
const namesHoldMs = 10 * 60_000;

/** How long a failed look is not repeated: many tasks may wait. */
const failureHoldsMs = 60_000;

/** A reader with nothing remembered yet. */
export const createLinkReader = ({ github, clock }: World): LinkReader => {
  let looked: ReadonlyMap<number, Looked> = new Map();
  const look = async (row: IssueRow, settings: Settings): Promise<Looked> => {
    const atMs = clock.now().atMs;
    const key = keyOf(row, settings);
    try {
      const [blockers, children] = await Promise.all([
        countBlockers(row) > 0 ? github.fetchBlockers(row.number) : null,
        countChildren(row, settings) > 0 ? github.fetchChildren(row.number) : null,
      ]);
      return { key, atMs, links: known(linksOf({ blockers, children }, settings), atMs) };
    } catch (error) {
      return { key, atMs, links: unknown(error instanceof Error ? error.message : String(error)) };
    }
  };
  return {
    readLinks: async ({ rows, memory, settings }) => {
      const nowMs = clock.now().atMs;
      const waiting = new Set(memory.tasks.filter(isQueued).map(({ issue }) => issue));
      const refused = new Set(memory.refusals.map(({ issue }) => issue));
      const mayWait = ({ number }: IssueRow): boolean =>
        waiting.has(number) || (!memory.knownIssues.has(number) && !refused.has(number));
      const wanted = rows.filter(
        (row) => countBlockers(row) + countChildren(row, settings) > 0 && mayWait(row),
      );
      const again = staleOf(wanted, looked, nowMs);
      const found = wanted.map(async (row) => {
        const before = looked.get(row.number);
        const holds = before?.key === keyOf(row, settings) && row.number !== again && !isDue(before, nowMs);
        return [row.number, holds ? before : await look(row, settings)] as const;
      });
      looked = new Map(await Promise.all(found));
      return new Map([...looked].map(([issue, { links }]) => [issue, links]));
    },
  };
};

const isQueued = ({ recorded }: Memory['tasks'][number]): boolean => recorded.state === 'queued';

const countBlockers = ({ openBlockerCount }: IssueRow): number => openBlockerCount ?? 0;

const countChildren = ({ openChildCount }: IssueRow, { intake }: Settings): number =>
  intake.subIssues === 'wait' ? (openChildCount ?? 0) : 0;

const keyOf = (row: IssueRow, settings: Settings): string =>
  [countBlockers(row), countChildren(row, settings), row.updatedAtMs, settings.github.label].join(' ');

const isDue = ({ links, atMs }: Looked, nowMs: number): boolean =>
  links.kind === 'unknown' && Math.abs(nowMs - atMs) >= failureHoldsMs;

/** The issue whose names are the oldest, if they are too old. */
const staleOf = (
  wanted: readonly IssueRow[],
  looked: ReadonlyMap<number, Looked>,
  nowMs: number,
): number | undefined =>
  wanted
    .map(({ number }) => ({ number, atMs: looked.get(number)?.atMs ?? nowMs }))
    .filter(({ atMs }) => Math.abs(nowMs - atMs) >= namesHoldMs)
    .toSorted((one, other) => one.atMs - other.atMs)[0]?.number;

interface Listed {
  /** Null: there are none, or this server does not tell. */
  readonly blockers: readonly LinkedRow[] | null;
  readonly children: readonly LinkedRow[] | null;
}

const linksOf = ({ blockers, children }: Listed, { github }: Settings): IssueLinks => {
  const label = github.label.toLowerCase();
  const isOurs = ({ repository, labels }: LinkedRow): boolean =>
    repository === null || labels.some((name) => name.toLowerCase() === label);
  return { blockers: openOf(blockers ?? []), children: openOf((children ?? []).filter(isOurs)) };
};

const openOf = (rows: readonly LinkedRow[]): readonly LinkedIssue[] =>
  rows.filter(({ state }) => state === 'open').map(({ repository, number }) => ({ repository, number }));
