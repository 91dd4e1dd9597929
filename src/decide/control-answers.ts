/**
 * How requests are answered, and what speaks against taking a task up again.
 */
import type { Action } from '../model/action.ts';
import { keyOf } from '../model/ids.ts';
import { elapsedMs } from '../model/instant.ts';
import type { Control, Snapshot } from '../model/snapshot.ts';
import { isTerminal } from '../model/task.ts';
import type { TaskFacts } from './facts.ts';

/** Taken up: what is done, then the answer. */
export const accept = (
  control: Control,
  answer: string,
  ...actions: readonly Action[]
): readonly Action[] => [...actions, { kind: 'answer-control', control: control.id, accepted: true, answer }];

/** Refused, and why. */
export const refuse = (control: Control, answer: string): readonly Action[] => [
  { kind: 'answer-control', control: control.id, accepted: false, answer },
];

/**
 * True while it is not known whether the issue of a finished task is still open, and the next look at GitHub tells: nobody
 * looks after such an issue unless it is to be retried. What a look could not tell is not waited for any longer.
 */
export const awaitsLook = (
  { kind, at }: Control,
  { facts, snapshot }: { readonly facts: TaskFacts; readonly snapshot: Snapshot },
): boolean => {
  const { task, listing } = facts;
  const { now, remote, shuttingDown } = snapshot;
  if (kind !== 'retry' || listing !== 'unknown' || !isTerminal(task.recorded.state) || shuttingDown)
    return false;
  if (remote === null) return true;
  return remote.issues.kind === 'known' && elapsedMs(at, now) < elapsedMs(remote.at, now);
};

/** Why a retry would only be cancelled again; null when nothing is known to speak against it. */
export const uselessBecause = ({ task, listing }: TaskFacts): string | null => {
  const key = keyOf(task.issue);
  if (listing === 'closed') return `the issue of ${key} is closed. Reopen it first`;
  if (listing === 'unlabelled')
    return `the issue of ${key} has lost its label. Putting it on again is a retry`;
  return listing === 'gone' ? `the issue of ${key} is gone` : null;
};
