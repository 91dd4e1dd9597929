/**
 * A task as it enters memory.
 */
import type { NewTask, StateChange } from './action.ts';
import type { TaskMemory } from './task.ts';

/** Everything that is remembered of a new task; `atMs` epoch milliseconds of its first state. */
export const firstMemoryOf = (task: NewTask, change: StateChange, atMs: number): TaskMemory => ({
  ...task,
  ledgerPriority: null,
  order: null,
  round: 1,
  recorded: { state: change.to, reason: change.reason, sinceMs: atMs, evidence: change.evidence },
  hold: null,
  question: null,
  answers: [],
  stopOverruledAtMs: null,
  hurriedAt: null,
  notBefore: null,
  wish: null,
  slot: null,
  agentLabel: null,
  preparedFor: null,
  baseSha: null,
  followUp: null,
  pushedSha: null,
  mergedSha: null,
  removal: null,
  labelGone: false,
  greeted: false,
  comment: null,
  stateLabel: null,
  attempts: [],
  troubles: [],
});
