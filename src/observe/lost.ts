/**
 * Whether GitHub still shows what it was told of tasks: looked at beside the ticks, at the start and once an hour. Labels come
 * with the list of issues; comments have to be asked for one by one, so only so many are at a time.
 */
import { PermanentError, TransientError, UsageError } from '../model/failures.ts';
import { elapsedMs, type Instant } from '../model/instant.ts';
import { type Lost, nothingLost } from '../model/lost.ts';
import type { Memory, RemoteView } from '../model/snapshot.ts';
import { isFollowed, isTerminal, type TaskMemory } from '../model/task.ts';
import type { World } from '../world/world.ts';

/** What was found missing since the last snapshot; each is told once. */
export type LostReader = (memory: Memory, remote: RemoteView | null) => Lost;

const lookAgainMs = 3_600_000;

/** Comments that are asked for in one look. */
const mostComments = 30;

/** A list that began sooner after the last change may not show what was written then. */
const settledMs = 60_000;

/** Begins with the first list of GitHub's that is there. */
export const createLostReader = (world: World): LostReader => {
  let lookedAt: Instant | null = null;
  let failure: { readonly error: unknown } | null = null;
  let isAsking = false;
  let nextIssue = 0;
  const found: number[] = [];
  const askFor = async (tasks: readonly TaskMemory[]): Promise<void> => {
    isAsking = true;
    try {
      for (const { issue, comment } of tasks)
        if (comment?.id != null && (await world.github.fetchComment(comment.id)) === null) found.push(issue);
    } catch (error) {
      // GitHub does not say: the next look will.
      if (!isForeseen(error)) failure ??= { error };
    } finally {
      isAsking = false;
    }
  };
  return (memory, remote) => {
    if (failure !== null) throw failure.error;
    const comments = found.splice(0);
    const now = world.clock.now();
    const isDue = lookedAt === null || elapsedMs(lookedAt, now) >= lookAgainMs;
    if (!isDue || isAsking || remote?.issues.kind !== 'known')
      return comments.length === 0 ? nothingLost : { comments, labels: [] };
    lookedAt = now;
    const shown = memory.tasks.filter(isShown);
    // Those after the last one that was asked for come first.
    const inTurn = shown.toSorted((a, b) => Number(a.issue < nextIssue) - Number(b.issue < nextIssue));
    const asked = inTurn.slice(0, mostComments);
    nextIssue = (asked.at(-1)?.issue ?? 0) + 1;
    void askFor(asked);
    return { comments, labels: labelsLostIn(memory, remote) };
  };
};

const isForeseen = (error: unknown): boolean =>
  [TransientError, PermanentError, UsageError].some((known) => error instanceof known);

/** Somebody may still look there for what becomes of it. */
const isShown = (task: TaskMemory): boolean => !isTerminal(task.recorded.state) || isFollowed(task);

const labelsLostIn = ({ tasks }: Memory, { at, issues }: RemoteView): readonly number[] => {
  if (issues.kind !== 'known') return [];
  const rows = new Map(issues.value.map((row) => [row.number, row]));
  return tasks
    .filter(({ issue, stateLabel, recorded, troubles }) => {
      const row = rows.get(issue);
      if (row === undefined || stateLabel === null || row.labels.includes(stateLabel)) return false;
      const isSettled = at.atMs - recorded.sinceMs > settledMs;
      return isSettled && troubles.every(({ action }) => action !== 'set-label');
    })
    .map(({ issue }) => issue);
};
