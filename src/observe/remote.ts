/**
 * GitHub as one poll sees it: three lists, whose number does not depend on the number of tasks, and a closer look only
 * where something is new: who labelled, and what became of a task's issue that is missing from the list.
 */
import { adviceOf, UsageError } from '../model/failures.ts';
import type { Seen } from '../model/seen.ts';
import { known, unknown } from '../model/seen.ts';
import type { Settings } from '../model/settings.ts';
import type { IssuePresence, IssueRow, Labelling, Memory, RemoteView, TextEdit } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import type { World } from '../world/world.ts';
import { type ChooserReader, createChooserReader } from './choosers.ts';
import { createEditReader, type EditReader } from './edits.ts';
import { createFollowUpReader, type FollowUpReader } from './follow-ups.ts';
import { readHeard } from './heard.ts';
import { createLinkReader, type LinkReader } from './links.ts';
import { createTrust, type Trust } from './trust.ts';

/** How long a refusal holds while the issue does not change: the permission may have been given meanwhile. */
const refusalHoldsMs = 10 * 60_000;

/** GitHub's times are whole seconds: what happens this long after a change shows in the time of the next one. */
const settledMs = 2000;

interface Looked {
  readonly updatedAtMs: number;
  /** Nothing that came later can have the same time. */
  readonly isSettled: boolean;
  readonly atMs: number;
  readonly labelling: Labelling;
}

/** Polls GitHub; remembers who labelled between polls. */
export interface RemoteReader {
  /** Never throws for a failed read: what could not be read is `unknown`. */
  readRemote(memory: Memory, settings: Settings): Promise<RemoteView>;
}

/** A reader with nothing remembered yet. `alsoWanted`: issues to look for though no task is remembered of them. */
export const createRemoteReader = (
  world: World,
  alsoWanted: () => readonly number[] = () => [],
): RemoteReader => {
  const trust = createTrust(world);
  const edits = createEditReader(world, trust);
  const links = createLinkReader(world);
  const followUps = createFollowUpReader(world, trust);
  const choosers = createChooserReader(world, trust);
  const source: Source = { world, alsoWanted, looked: new Map(), trust, choosers, edits, links, followUps };
  return { readRemote: (memory, settings) => readRemote(source, memory, settings) };
};

interface Source {
  readonly world: World;
  readonly alsoWanted: () => readonly number[];
  readonly looked: Map<number, Looked>;
  readonly trust: Trust;
  readonly choosers: ChooserReader;
  readonly edits: EditReader;
  readonly links: LinkReader;
  readonly followUps: FollowUpReader;
}

interface Listed {
  readonly rows: readonly IssueRow[];
  readonly memory: Memory;
  readonly settings: Settings;
}

const readRemote = async (source: Source, memory: Memory, settings: Settings): Promise<RemoteView> => {
  const { github, clock } = source.world;
  const at = clock.now();
  const [issues, pulls, heard] = await Promise.all([
    attempt(source, () => github.fetchIssues(settings.github.label)),
    attempt(source, () => github.fetchPulls()),
    attempt(source, () => readHeard(source, memory, settings)),
  ]);
  const aheadMs = github.readAheadMs();
  if (issues.kind === 'unknown')
    return {
      at,
      aheadMs,
      issues,
      pulls,
      heard,
      labellings: new Map(),
      choosers: new Map(),
      edits: new Map(),
      links: new Map(),
      followUps: new Map(),
      confirmed: new Map(),
    };
  const listed = { rows: issues.value, memory, settings };
  const [labellings, choosers, edits, links, followUps, confirmed] = await Promise.all([
    readLabellings(source, listed),
    source.choosers.readChoosers(listed),
    readEdits(source, listed),
    source.links.readLinks(listed),
    source.followUps.readFollowUps({ pulls, memory, settings }),
    readMissing(source, issues.value, memory),
  ]);
  return { at, aheadMs, issues, pulls, heard, labellings, choosers, edits, links, followUps, confirmed };
};

/** A read that fails is unknown, and says why. */
const attempt = async <T>({ world }: Source, read: () => Promise<T>): Promise<Seen<T>> => {
  try {
    return known(await read(), world.clock.now().atMs);
  } catch (error) {
    // What a person must mend is told with how; all else mends itself.
    if (error instanceof UsageError) return unknown(adviceOf(error));
    return unknown(error instanceof Error ? error.message : String(error));
  }
};

const readLabellings = async (
  source: Source,
  { rows, memory, settings }: Listed,
): Promise<ReadonlyMap<number, Seen<Labelling>>> => {
  const tasks = new Map(memory.tasks.map((task) => [task.issue, task]));
  const wanted = rows.filter(({ number, updatedAtMs }) => {
    const task = tasks.get(number);
    return task === undefined ? !memory.knownIssues.has(number) : mayBeLabelledAgain(task, updatedAtMs);
  });
  const found = await Promise.all(
    wanted.map(
      async (row) => [row.number, await attempt(source, () => readLabelling(source, row, settings))] as const,
    ),
  );
  return new Map(found);
};

/** Finished, or held back by an edit: beside new issues, only there can a label mean something new. */
const mayBeLabelledAgain = ({ recorded, approval, question }: TaskMemory, updatedAtMs: number): boolean =>
  (isTerminal(recorded.state) || (recorded.state === 'blocked' && question === null)) &&
  updatedAtMs > approval.atMs;

const readLabelling = async (source: Source, row: IssueRow, settings: Settings): Promise<Labelling> => {
  const { world, looked } = source;
  const before = looked.get(row.number);
  const nowMs = world.clock.now().atMs;
  if (before !== undefined && before.updatedAtMs === row.updatedAtMs && holds(before, nowMs))
    return before.labelling;
  const labelling = await fetchLabelling(source, row, settings);
  const isSettled = nowMs + world.github.readAheadMs() - row.updatedAtMs >= settledMs;
  looked.set(row.number, { updatedAtMs: row.updatedAtMs, isSettled, atMs: nowMs, labelling });
  return labelling;
};

const holds = ({ labelling, isSettled, atMs }: Looked, nowMs: number): boolean =>
  labelling.trusted || (isSettled && Math.abs(nowMs - atMs) < refusalHoldsMs);

const fetchLabelling = async (source: Source, row: IssueRow, settings: Settings): Promise<Labelling> => {
  const event = await source.world.github.fetchLabelEvent(row.number, settings.github.label);
  if (event === null)
    return {
      login: 'somebody',
      atMs: row.createdAtMs,
      trusted: false,
      ground: 'no event says who labelled',
      textKey: null,
    };
  const { login, atMs } = event;
  const standing = await source.trust.fetchStanding(event, settings);
  if (!standing.trusted) return { login, atMs, ...standing, textKey: null };
  const edit = await source.edits.fetchEdit(row, { atMs, text: null }, settings);
  return { login, atMs, ...standing, textKey: edit === null || edit.trusted ? row.textKey : null };
};

/** Only where the text is not the approved one any more, and a worker might still be given it. */
const readEdits = async (
  source: Source,
  { rows, memory, settings }: Listed,
): Promise<ReadonlyMap<number, Seen<TextEdit | null>>> => {
  const tasks = new Map(memory.tasks.map((task) => [task.issue, task]));
  const found = rows.map(async (row) => {
    const task = tasks.get(row.number);
    if (task === undefined || isTerminal(task.recorded.state) || task.approvedText === row.textKey) return [];
    const approved = { atMs: task.approval.atMs, text: task.approvedText };
    const edit = await attempt(source, () => source.edits.fetchEdit(row, approved, settings));
    return [[row.number, edit] as const];
  });
  return new Map((await Promise.all(found)).flat());
};

/** Tasks that a complete list does not hold any more: each is asked for itself before anything is concluded. */
const readMissing = async (
  source: Source,
  rows: readonly IssueRow[],
  memory: Memory,
): Promise<ReadonlyMap<number, Seen<IssuePresence>>> => {
  const listed = new Set(rows.map(({ number }) => number));
  const retried = memory.controls.filter(({ kind }) => kind === 'retry').map(({ issue }) => issue);
  const tasks = memory.tasks.filter((task) => mayStillMatter(task) || retried.includes(task.issue));
  const wanted = [...tasks.map(({ issue }) => issue), ...source.alsoWanted()];
  const missing = [...new Set(wanted)].filter((issue) => !listed.has(issue));
  const found = await Promise.all(
    missing.map(
      async (issue) => [issue, await attempt(source, () => source.world.github.fetchIssue(issue))] as const,
    ),
  );
  return new Map(found);
};

/** A finished task only matters until it is known that its label is gone. */
const mayStillMatter = (task: TaskMemory): boolean =>
  !isTerminal(task.recorded.state) || (!task.labelGone && task.recorded.state !== 'completed');
