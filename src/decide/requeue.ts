/**
 * Back to the queue: the one way in which a task that rests is taken up again.
 */
import type { Action } from '../model/action.ts';
import type { Evidence } from '../model/evidence.ts';
import { isFollowingUp } from '../model/follow-up.ts';
import type { TaskMemory, TaskPatch } from '../model/task.ts';
import { changeTo } from './steps.ts';

/** Why a task comes back; `patch` changes more of its memory. */
export interface Requeue {
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  readonly patch?: TaskPatch;
}

/** Back to the queue in a new round: attempts are counted anew, what failed before is forgotten. */
export const requeue = (task: TaskMemory, why: Requeue): Action =>
  changeTo(task, 'queued', {
    reason: why.reason,
    evidence: why.evidence,
    patch: {
      round: task.round + 1,
      wish: null,
      question: null,
      notBefore: null,
      order: null,
      mergedSha: null,
      removal: null,
      labelGone: false,
      ...resultOf(task),
      ...why.patch,
    },
  });

/** What is known of its result: kept where a follow-up goes on, as its pull request is still there; else begun anew. */
const resultOf = (task: TaskMemory): TaskPatch => {
  const { pullRequest, pushedSha, followUp } = task;
  if (isFollowingUp(task) && pullRequest?.state === 'open') return { pullRequest, pushedSha };
  return {
    pullRequest: null,
    pushedSha: null,
    ...(followUp === null ? {} : { followUp: { ...followUp, told: [], left: null } }),
  };
};
