/**
 * GitHub as one poll sees it: two lists, whose number does not depend on the number of tasks, and a closer look only
 * where something is new: who labelled, and what became of a task's issue that is missing from the list.
 */
import type { Seen } from '../model/seen.ts';
import { known, unknown } from '../model/seen.ts';
import type { Role, Settings } from '../model/settings.ts';
import type { IssuePresence, IssueRow, Labelling, Memory, RemoteView } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import type { LabelEvent, World } from '../world/world.ts';

/** How long a refusal holds while the issue does not change: the permission may have been given meanwhile. */
const refusalHoldsMs = 10 * 60_000;

/** How long a person's role is taken for granted. */
const roleHoldsMs = 60_000;

interface Looked {
  readonly updatedAtMs: number;
  readonly atMs: number;
  readonly labelling: Labelling;
}

/** Polls GitHub; remembers who labelled between polls. */
export interface RemoteReader {
  /** Never throws for a failed read: what could not be read is `unknown`. */
  readRemote(memory: Memory, settings: Settings): Promise<RemoteView>;
}

/** A reader with nothing remembered yet. */
export const createRemoteReader = (world: World): RemoteReader => {
  const source: Source = { world, looked: new Map(), roles: new Map() };
  return { readRemote: (memory, settings) => readRemote(source, memory, settings) };
};

interface Source {
  readonly world: World;
  readonly looked: Map<number, Looked>;
  readonly roles: Map<string, { readonly atMs: number; readonly role: Promise<Role | null> }>;
}

const readRemote = async (source: Source, memory: Memory, settings: Settings): Promise<RemoteView> => {
  const { github, clock } = source.world;
  const at = clock.now();
  const [issues, pulls] = await Promise.all([
    attempt(source, () => github.fetchIssues(settings.github.label)),
    attempt(source, () => github.fetchPulls()),
  ]);
  if (issues.kind === 'unknown') return { at, issues, pulls, labellings: new Map(), confirmed: new Map() };
  const [labellings, confirmed] = await Promise.all([
    readLabellings(source, { rows: issues.value, memory, settings }),
    readMissing(source, issues.value, memory),
  ]);
  return { at, issues, pulls, labellings, confirmed };
};

/** A read that fails is unknown, and says why. */
const attempt = async <T>({ world }: Source, read: () => Promise<T>): Promise<Seen<T>> => {
  try {
    return known(await read(), world.clock.now().atMs);
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
};

const readLabellings = async (
  source: Source,
  {
    rows,
    memory,
    settings,
  }: { readonly rows: readonly IssueRow[]; readonly memory: Memory; readonly settings: Settings },
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

/** A finished task whose issue changed since: beside new issues, only there can a label mean something new. */
const mayBeLabelledAgain = ({ recorded, approval }: TaskMemory, updatedAtMs: number): boolean =>
  isTerminal(recorded.state) && updatedAtMs > approval.atMs;

const readLabelling = async (source: Source, row: IssueRow, settings: Settings): Promise<Labelling> => {
  const { world, looked } = source;
  const before = looked.get(row.number);
  const nowMs = world.clock.now().atMs;
  const holds =
    before !== undefined && (before.labelling.trusted || Math.abs(nowMs - before.atMs) < refusalHoldsMs);
  if (holds && before.updatedAtMs === row.updatedAtMs) return before.labelling;
  const event = await world.github.fetchLabelEvent(row.number, settings.github.label);
  const labelling: Labelling =
    event === null
      ? { login: 'somebody', atMs: row.createdAtMs, trusted: false, ground: 'no event says who labelled' }
      : await judgeLabelling(event, source, settings);
  looked.set(row.number, { updatedAtMs: row.updatedAtMs, atMs: nowMs, labelling });
  return labelling;
};

const judgeLabelling = async (event: LabelEvent, source: Source, settings: Settings): Promise<Labelling> => {
  const { login, atMs } = event;
  const isListed = (names: readonly string[], name: string) =>
    names.some((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (event.isBot || event.viaApp !== null) {
    const trusted =
      isListed(settings.trust.bots, event.viaApp ?? login) || isListed(settings.trust.bots, login);
    return { login, atMs, trusted, ground: trusted ? 'in trust.bots' : 'a bot, not in trust.bots' };
  }
  if (isListed(settings.trust.users, login)) return { login, atMs, trusted: true, ground: 'in trust.users' };
  const role = await readRole(source, login);
  const trusted = role !== null && rankOf(role) >= rankOf(settings.trust.permission);
  return { login, atMs, trusted, ground: `permission: ${role ?? 'none'}` };
};

/** One look per person, also when many issues come at once. */
const readRole = ({ world, roles }: Source, login: string): Promise<Role | null> => {
  const nowMs = world.clock.now().atMs;
  const before = roles.get(login);
  if (before !== undefined && Math.abs(nowMs - before.atMs) < roleHoldsMs) return before.role;
  const role = world.github.fetchRole(login);
  roles.set(login, { atMs: nowMs, role });
  role.catch(() => roles.delete(login));
  return role;
};

const ranks: readonly Role[] = ['read', 'triage', 'write', 'maintain', 'admin'];
const rankOf = (role: Role): number => ranks.indexOf(role);

/** Tasks that a complete list does not hold any more: each is asked for itself before anything is concluded. */
const readMissing = async (
  source: Source,
  rows: readonly IssueRow[],
  memory: Memory,
): Promise<ReadonlyMap<number, Seen<IssuePresence>>> => {
  const listed = new Set(rows.map(({ number }) => number));
  const missing = memory.tasks.filter((task) => !listed.has(task.issue) && mayStillMatter(task));
  const found = await Promise.all(
    missing.map(
      async ({ issue }) =>
        [issue, await attempt(source, () => source.world.github.fetchIssue(issue))] as const,
    ),
  );
  return new Map(found);
};

/** A finished task only matters until it is known that its label is gone. */
const mayStillMatter = (task: TaskMemory): boolean =>
  !isTerminal(task.recorded.state) || (!task.labelGone && task.recorded.state !== 'completed');
