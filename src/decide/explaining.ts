/**
 * What the parts of an explanation share.
 */
import type { Condition } from '../model/explanation.ts';
import type { Admission } from './admission.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';

/** One part of an answer: the line it comes to, and the conditions behind it. */
export interface Part {
  readonly answer: string;
  readonly conditions: readonly Condition[];
}

/** A coordinator that runs. */
export interface Coordinator {
  readonly pid: number;
  readonly startedAtMs: number;
}

/** What a part looks at beside the task itself. */
export interface Explaining extends Context {
  readonly facts: readonly TaskFacts[];
  /** The one that runs; null = none does. */
  readonly coordinator: Coordinator | null;
  /** Undefined for a task that is not queued, or still has a worker. */
  readonly admission: Admission | undefined;
}
