/**
 * Why an issue is, or is not, being worked on: conditions, each with what was seen, when, and what to do.
 */
import type { TaskState } from './task.ts';

/**
 * `met`: it speaks for the work. `holds`: it keeps the work back, or is about to end it. `unknown`: it could not be seen.
 * `noted`: neither.
 */
export type Verdict = 'met' | 'holds' | 'unknown' | 'noted';

/** One condition. */
export interface Condition {
  /** A word or two, `pause`, `blocked by`. */
  readonly name: string;
  readonly verdict: Verdict;
  /** What was seen, one line. */
  readonly seen: string;
  /** When that was seen, or since when it is so; null = as told by what is remembered, without a time of its own. */
  readonly atMs: number | null;
  /** What a person can do about it, as a sentence or a command; null = nothing is to be done. */
  readonly fix: string | null;
}

/** The whole answer for one issue. */
export interface Explanation {
  readonly issue: number;
  /** Null where nothing is known of the issue. */
  readonly title: string | null;
  readonly url: string | null;
  /** Null: it is no task. */
  readonly state: TaskState | null;
  readonly sinceMs: number | null;
  /** The one line that answers the question. */
  readonly answer: string;
  readonly conditions: readonly Condition[];
}
