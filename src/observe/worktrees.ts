/**
 * What lies in the worktrees: STOP, BLOCKED.md, and, where an ended worker waits for its verdict, what it left in git.
 */
import { lastPhaseIn } from '../agents/phase-marks.ts';
import type { Phase } from '../model/agent-account.ts';
import { isLive } from '../model/attempt.ts';
import { TransientError } from '../model/failures.ts';
import type { RunId } from '../model/ids.ts';
import { elapsedMs, type Instant } from '../model/instant.ts';
import { known, type Seen, unknown } from '../model/seen.ts';
import type { Site } from '../model/site.ts';
import type { Memory, WorkSeen, WorktreeSeen } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import type { Clock, World } from '../world/world.ts';

/**
 * One entry per task that is not terminal or has a worker left. What cannot be looked at keeps nobody else from being
 * seen: a worktree counts as there, a question as asked, a STOP file, which would end a worker, as not there until it
 * can be seen. Git may take its time in a large worktree: after two seconds the others are not kept waiting.
 */
export const createWorktreeReader = (world: World, site: Site): WorktreeReader => {
  const works = createWorkReader(world, site);
  return {
    readWorktrees: async ({ tasks }) => {
      const live = tasks.filter((task) => !isTerminal(task.recorded.state) || task.attempts.some(isLive));
      works.keepOnly(live.filter(awaitsVerdict));
      const seen = await Promise.all(
        live.map(async (task) => [task.issue, await readWorktree(world, task, works)] as const),
      );
      return new Map(seen);
    },
    forget: works.forget,
  };
};

/** Looks into worktrees. */
export interface WorktreeReader {
  readWorktrees(memory: Memory): Promise<ReadonlyMap<number, WorktreeSeen>>;
  /** Something of ours has changed the issue's worktree: git is asked anew. */
  forget(issue: number): void;
}

const readWorktree = async (world: World, task: TaskMemory, works: WorkReader): Promise<WorktreeSeen> => {
  const { files } = world;
  const exists = lookOr(() => files.isPresent(task.worktreePath), true);
  if (!exists) return { exists, stopFile: null, blockedFile: null, work: null };
  const stopPath = `${task.worktreePath}/STOP`;
  const modifiedAtMs = lookOr(() => files.readModifiedAtMs(stopPath), null);
  return {
    exists,
    stopFile:
      modifiedAtMs === null ? null : { text: lookOr(() => files.readText(stopPath), '') ?? '', modifiedAtMs },
    blockedFile: readQuestion(`${task.worktreePath}/BLOCKED.md`, world),
    work: awaitsVerdict(task) ? await works.readWork(task) : null,
  };
};

/** One that is there and cannot be read is asked all the same, in no words. */
const readQuestion = (path: string, { files }: World): string | null => {
  const text = lookOr<string | null | undefined>(() => files.readText(path), undefined);
  if (text !== undefined) return text;
  return lookOr(() => files.isPresent(path), true) ? '' : null;
};

/** One look at one file; what to believe while it cannot be had. */
const lookOr = <T>(look: () => T, otherwise: T): T => {
  try {
    return look();
  } catch (error) {
    if (error instanceof TransientError) return otherwise;
    throw error;
  }
};

/** Git is only asked where the answer decides something. */
const awaitsVerdict = (task: TaskMemory): boolean => {
  const { state } = task.recorded;
  const isEnding =
    state === 'running' || state === 'stopping' || state === 'timing_out' || state === 'zombie';
  return isEnding && task.attempts.at(-1)?.phase === 'ended';
};

/** Asks git what ended workers left. */
interface WorkReader {
  /** Null while git has not answered yet; the answer comes with a later look. */
  readWork(task: TaskMemory): Promise<Seen<WorkSeen> | null>;
  /** Forgets what was asked about all others. */
  keepOnly(tasks: readonly TaskMemory[]): void;
  /** Forgets what was asked about this issue. */
  forget(issue: number): void;
}

/** How long one look waits for git. */
const patienceMs = 2000;

/** How long an answer is good for: nothing of ours works there any more, and many ticks pass until GitHub was asked. */
const holdsMs = 5000;

/** A question to git. `seen` is its answer, and `answeredAt` when that was first looked at; null = not yet. */
interface Asked {
  readonly issue: number;
  readonly answer: Promise<Seen<WorkSeen>>;
  seen: Seen<WorkSeen> | null;
  answeredAt: Instant | null;
  /** It was waited for once: others are not kept waiting again. */
  isOverdue: boolean;
}

/** One question at a time for each run. All are asked after the end of the attempt, since before nobody waits for them. */
const createWorkReader = (world: World, site: Site): WorkReader => {
  const asked = new Map<RunId, Asked>();
  const drop = (isOver: (one: Asked, run: RunId) => boolean): void => {
    for (const [run, one] of asked) if (isOver(one, run)) asked.delete(run);
  };
  const ask = (task: TaskMemory): Asked => {
    const answer = readWork(world, task, site);
    const one: Asked = { issue: task.issue, answer, seen: null, answeredAt: null, isOverdue: false };
    void answer.then((seen) => {
      one.seen = seen;
    });
    asked.set(runOf(task), one);
    return one;
  };
  return {
    readWork: async (task) => {
      const now = world.clock.now();
      drop(({ answeredAt }) => answeredAt !== null && elapsedMs(answeredAt, now) >= holdsMs);
      const one = asked.get(runOf(task)) ?? ask(task);
      const seen = one.seen ?? (one.isOverdue ? null : await within(one.answer, world.clock));
      one.isOverdue = seen === null;
      if (seen?.kind === 'known') one.answeredAt ??= world.clock.now();
      else if (seen !== null) drop((other) => other === one);
      return seen;
    },
    keepOnly: (tasks) => {
      const runs = new Set(tasks.map(runOf));
      drop((_, run) => !runs.has(run));
    },
    forget: (issue) => drop((one) => one.issue === issue),
  };
};

const runOf = ({ attempts }: TaskMemory): RunId => attempts.at(-1)?.run ?? '';

/** The answer, or null when it does not come in time. */
const within = <T>(answer: Promise<T>, clock: Clock): Promise<T | null> => {
  const { promise, resolve } = Promise.withResolvers<T | null>();
  const callOff = clock.after(patienceMs, () => resolve(null));
  void answer.then((value) => {
    callOff();
    resolve(value);
  });
  return promise;
};

const readWork = async (world: World, task: TaskMemory, site: Site): Promise<Seen<WorkSeen>> => {
  try {
    const work = await world.git.readWork(task.worktreePath, site.baseBranch);
    return known({ ...work, ...readMarks(world, task) }, world.clock.now().atMs);
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
};

/** What a worker left beside its work to tell how far it came. */
const readMarks = (
  { files }: World,
  { worktreePath }: TaskMemory,
): Pick<WorkSeen, 'markedDoneIn' | 'phase'> => {
  const phase = lookOr(() => phaseIn(files.readText(`${worktreePath}/.coordinator-phase`) ?? ''), null);
  const isDone = lookOr(() => files.isPresent(`${worktreePath}/.coordinator-done`), false);
  return { ...(phase === null ? {} : { phase }), ...(isDone ? { markedDoneIn: 'file' } : {}) };
};

const phaseIn = (text: string): Phase | null =>
  lastPhaseIn(text) ?? (/^\s*(research|plan|implement)\b/.exec(text)?.[1] as Phase | undefined) ?? null;
