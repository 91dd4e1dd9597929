/**
 * Who is told what the daemon does, beside the work: the numbers. Nothing waits for them, and they must not throw.
 */
import type { ActionKind, Outcome } from '../model/action.ts';

/** All of them are called within the loop, so they take next to no time. */
export interface DaemonEars {
  tickBegan(): void;
  /** The tick is over, whether or not it came to its end. */
  tickEnded(tookMs: number): void;
  acted(kind: ActionKind, outcome: Outcome): void;
  /** GitHub was asked; `isWhole`: all that a poll asks for was answered. */
  polled(isWhole: boolean): void;
}
