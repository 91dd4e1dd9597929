/**
 * Requests from the command line: `coordinator stop|cancel|retry|kill N`. Each is taken up or refused, with an answer.
 */
import type { Action } from '../model/action.ts';
import { keyOf } from '../model/ids.ts';
import type { Control } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import { requeue } from './retries.ts';
import { remember, saw } from './steps.ts';

const accept = (control: Control, answer: string, ...actions: readonly Action[]): readonly Action[] => [
  ...actions,
  { kind: 'answer-control', control: control.id, accepted: true, answer },
];

const refuse = (control: Control, answer: string): readonly Action[] => [
  { kind: 'answer-control', control: control.id, accepted: false, answer },
];

/** What one request does to its task; `task` undefined = there is no such task. */
export const decideControl = (control: Control, task: TaskMemory | undefined): readonly Action[] => {
  const key = keyOf(control.issue);
  if (task === undefined) return refuse(control, `there is no task ${key}`);
  return control.kind === 'retry' ? decideRetry(control, task) : decideEnd(control, task);
};

const decideRetry = (control: Control, task: TaskMemory): readonly Action[] => {
  const key = keyOf(task.issue);
  const { state } = task.recorded;
  const evidence = [saw('command', control.at.atMs, 'coordinator retry')];
  if (isTerminal(state) || state === 'blocked') {
    const reason = control.reason === null ? 'coordinator retry' : `coordinator retry: ${control.reason}`;
    const patch = { stopOverruledAtMs: control.at.atMs };
    return accept(control, `${key} is queued again`, requeue(task, { reason, evidence, patch }));
  }
  if (state === 'queued')
    return accept(
      control,
      `${key} is tried now`,
      remember(task, { notBefore: null, stopOverruledAtMs: control.at.atMs }),
    );
  return refuse(control, `${key} is ${state}: there is nothing to retry`);
};

const decideEnd = (control: Control, task: TaskMemory): readonly Action[] => {
  const key = keyOf(task.issue);
  const { state } = task.recorded;
  if (isTerminal(state)) return refuse(control, `${key} is ${state} already`);
  const kind = control.kind === 'retry' ? 'stop' : control.kind;
  const hasWorker = state !== 'queued' && state !== 'preparing' && state !== 'blocked';
  if (kind !== 'cancel' && !hasWorker)
    return refuse(
      control,
      `${key} is ${state} and has no worker. Give it up: coordinator cancel ${task.issue}`,
    );
  // A cancel is not taken back by a stop: it ends the worker just the same.
  if (kind === 'stop' && task.wish?.kind === 'cancel')
    return accept(control, `${key} is asked to end already`);
  const wish = { kind, by: `coordinator ${kind}`, reason: control.reason ?? '', at: control.at } as const;
  return accept(control, `${key} is asked to ${kind === 'cancel' ? 'end' : kind}`, remember(task, { wish }));
};
