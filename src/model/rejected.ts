/**
 * A pull request that was closed unmerged: the task's work was not wanted, which is no completion (SPEC section 6). Its state
 * stays `completed`, since nothing more happens by itself; every text says what became of it.
 */
import type { PullRequestRef, TaskState } from './task.ts';

/** As much of a task, or of what is said of one, as this is told by. */
export interface Concluded {
  readonly recorded: { readonly state: TaskState };
  readonly pullRequest: Pick<PullRequestRef, 'number' | 'state'> | null;
}

/** True where a person closed the finished task's pull request without merging it. */
export const isRejected = ({ recorded, pullRequest }: Concluded): boolean =>
  recorded.state === 'completed' && pullRequest?.state === 'closed';

/** The word for people: the state, or `rejected`. */
export const outcomeWordOf = (task: Concluded): TaskState | 'rejected' =>
  isRejected(task) ? 'rejected' : task.recorded.state;

/** `PR #12 rejected (closed unmerged)`; null where it was not. */
export const rejectionOf = (task: Concluded): string | null =>
  isRejected(task) ? `PR #${task.pullRequest?.number} rejected (closed unmerged)` : null;
