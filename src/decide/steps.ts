/**
 * The building blocks of a decision: a change of state, a change of memory, evidence.
 */
import type { Action } from '../model/action.ts';
import type { AttemptPatch, ExitRecord, Extension, StopCause } from '../model/attempt.ts';
import type { Evidence, EvidenceKind } from '../model/evidence.ts';
import type { Instant } from '../model/instant.ts';
import type { TaskMemory, TaskPatch, TaskState } from '../model/task.ts';

/** What goes along with a change of state. */
export interface ChangeDetail {
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  readonly patch?: TaskPatch;
  readonly attempt?: AttemptPatch;
}

/** The task goes to `to`; `attempt` patches its latest attempt. */
export const changeTo = (task: TaskMemory, to: TaskState, detail: ChangeDetail): Action => {
  const latest = task.attempts.at(-1);
  return {
    kind: 'record-change',
    change: {
      issue: task.issue,
      from: task.recorded.state,
      to,
      reason: detail.reason,
      evidence: detail.evidence,
    },
    patch: { hold: null, ...detail.patch },
    ...(detail.attempt && latest ? { attempt: { run: latest.run, patch: detail.attempt } } : {}),
  };
};

/** Memory changes, the state stays. */
export const remember = (task: TaskMemory, patch: TaskPatch): Extract<Action, { kind: 'record-facts' }> => ({
  kind: 'record-facts',
  issue: task.issue,
  patch,
});

/** The latest attempt's memory changes, the state stays. */
export const rememberAttempt = (
  task: TaskMemory,
  patch: AttemptPatch,
): readonly Extract<Action, { kind: 'record-facts' }>[] => {
  const latest = task.attempts.at(-1);
  if (latest === undefined) return [];
  return [{ kind: 'record-facts', issue: task.issue, attempt: { run: latest.run, patch } }];
};

/** The latest attempt has ended; a person is told what had to be ended besides its worker. */
export const rememberEnd = (task: TaskMemory, patch: AttemptPatch): readonly Action[] => {
  const text = patch.end?.kind === 'exited' ? leftoversText(patch.end.exit) : null;
  const told = text === null ? {} : { told: { word: 'swept', text } };
  return rememberAttempt(task, patch).map((action) => ({ ...action, ...told }));
};

/** `what it left running was ended: node server.js, sleep 600`; null = it left nothing. */
export const leftoversText = ({ leftovers = [] }: ExitRecord): string | null =>
  leftovers.length === 0 ? null : `what it left running was ended: ${leftovers.join(', ')}`;

/** A limit of the latest attempt is put off; a person is told. */
export const extendAttempt = (
  task: TaskMemory,
  { extensions, extended }: { readonly extensions: number; readonly extended: Extension },
): readonly Action[] => {
  const told = { word: 'extended', text: extended.text };
  return rememberAttempt(task, { extensions, extended }).map((action) => ({ ...action, told }));
};

/** From now on the latest attempt is to end; nobody was told yet. */
export const stopPatch = (
  { cause, reason }: { readonly cause: StopCause; readonly reason: string },
  at: Instant,
): AttemptPatch => ({ stop: { cause, reason, at, sentAt: null } });

/** One piece of evidence. */
export const saw = (kind: EvidenceKind, atMs: number, text: string): Evidence => ({ kind, atMs, text });

/**
 * What is remembered of a cancel that rests on such evidence. Where the label was seen to be gone, one that is there is a new
 * one: it may be back before the change, and GitHub tells its time in whole seconds only.
 */
export const goneLabel = (evidence: readonly Evidence[]): TaskPatch =>
  evidence.some(({ kind }) => kind === 'label') ? { labelGone: true } : {};
