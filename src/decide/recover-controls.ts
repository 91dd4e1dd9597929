/**
 * `coordinator recover reset N` and `recover kill-zombie N`: for what does not come right by itself. A worker is only ended
 * by the way down that every stop takes, and a process only where it is provably ours.
 */
import type { Action } from '../model/action.ts';
import { isLive, type RunSeen } from '../model/attempt.ts';
import { keyOf, workerOf } from '../model/ids.ts';
import type { Control } from '../model/snapshot.ts';
import type { TaskMemory, TaskPatch } from '../model/task.ts';
import { accept, refuse, uselessBecause } from './control-answers.ts';
import type { TaskFacts } from './facts.ts';
import { requeue } from './requeue.ts';
import { remember, saw } from './steps.ts';

const by = 'coordinator recover reset';

/**
 * Queued anew as if it were first seen; worktree, branch and journal stay. A worker that lives is only ended by force; its
 * work, and that of one which has ended already, is saved first, and until then the request stays open.
 */
export const decideReset = (control: Control, facts: TaskFacts): readonly Action[] => {
  const { task } = facts;
  const key = keyOf(task.issue);
  const useless = uselessBecause(facts);
  if (useless !== null) return refuse(control, useless);
  if (!hasWorker(task)) return accept(control, `${key} is queued anew`, reset(task, control));
  if (control.kind === 'reset' && mayLive(facts))
    return refuse(
      control,
      `${key} is ${task.recorded.state} and has a worker. To end it first, its work saved: ${by} ${task.issue} --force`,
    );
  const isAsked = task.wish !== null || task.recorded.state === 'stopping';
  const wish = { kind: 'stop', by: 'coordinator stop', reason: reasonOf(control), at: control.at } as const;
  return isAsked ? [] : [remember(task, { wish })];
};

/** True unless it is known that no process of its worker is left. */
const mayLive = ({ attempt, run }: TaskFacts): boolean =>
  attempt !== null && isLive(attempt) && !['ended', 'lost', 'fenced'].includes(run?.kind ?? '');

/** A task that is being prepared has none yet: what is under way finds that it is not wanted any more. */
const hasWorker = ({ recorded: { state }, attempts }: TaskMemory): boolean =>
  attempts.some(isLive) ||
  state === 'running' ||
  state === 'timing_out' ||
  state === 'stopping' ||
  state === 'zombie';

const reasonOf = ({ reason }: Control): string =>
  reason === null ? 'recover reset' : `recover reset: ${reason}`;

const reset = (task: TaskMemory, control: Control): Action => {
  const patch: TaskPatch = {
    answers: [],
    ledgerPriority: null,
    slot: null,
    preparedFor: null,
    pullRequest: null,
    pushedSha: null,
    followUp: task.followUp && { ...task.followUp, told: [], left: null },
    hold: null,
    stopOverruledAtMs: control.at.atMs,
  };
  const reason = control.reason === null ? by : `${by}: ${control.reason}`;
  const again = requeue(task, { reason, evidence: [saw('command', control.at.atMs, by)], patch });
  // It is queued already: no change of state, but a new round all the same.
  if (task.recorded.state === 'queued' && again.kind === 'record-change')
    return remember(task, again.patch ?? {});
  return again;
};

/** What is left of a worker that nobody looks after is ended now, not after the next pause between two tries. */
export const decideKillZombie = (control: Control, { task, attempt, run }: TaskFacts): readonly Action[] => {
  const key = keyOf(task.issue);
  if (attempt === null || !isLive(attempt)) return refuse(control, `no worker of ${key} is left`);
  if (run === null) return refuse(control, `the worker of ${key} cannot be seen just now: try again`);
  if (task.recorded.state !== 'zombie' && !isMasterless(run))
    return refuse(
      control,
      `the worker of ${key} is no zombie: its runner looks after it. To end it: coordinator kill ${task.issue}`,
    );
  const answer = `what provably belongs to ${workerOf(attempt.run)} is being ended`;
  return accept(control, answer, { kind: 'sweep-worker', issue: task.issue, run: attempt.run });
};

/** True when processes live, or may live, that no runner looks after. */
export const isMasterless = (run: RunSeen): boolean =>
  run.kind === 'orphaned' || (run.kind === 'draining' && !run.runnerAlive);
