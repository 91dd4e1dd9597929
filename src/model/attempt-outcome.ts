/**
 * What an attempt came to, as one word of a short list: fit to be counted.
 */
import type { Attempt, StopCause } from './attempt.ts';

/** `completed`: a pull request proves it; `blocked`: it asked for a person; the others say why it came to nothing. */
export const attemptOutcomes = [
  'completed',
  'blocked',
  'stopped',
  'killed',
  'timeout',
  'stalled',
  'limits',
  'shutdown',
  'lost',
  'no-changes',
  'never-started',
  'error',
] as const;

/** One of {@link attemptOutcomes}. */
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** The word for an attempt; null while it is not judged. */
export const outcomeOf = ({ phase, result, stop, end }: Attempt): AttemptOutcome | null => {
  if (phase !== 'ended' || end === null || result === null) return null;
  if (result.startsWith('PR #')) return 'completed';
  if (end.kind === 'never-started') return end.kind;
  if (stop !== null) return outcomeOfStop[stop.cause];
  if (end.kind === 'lost') return end.kind;
  if (result === 'asked for a person') return 'blocked';
  if (end.exit.code === 0) return result.startsWith('no-changes') ? 'no-changes' : 'completed';
  return signalled.has(end.exit.code) ? 'killed' : 'error';
};

const outcomeOfStop: Readonly<Record<StopCause, AttemptOutcome>> = {
  stop: 'stopped',
  cancel: 'stopped',
  kill: 'killed',
  timeout: 'timeout',
  stalled: 'stalled',
  limits: 'limits',
  shutdown: 'shutdown',
};

/** Exit codes of a process that somebody else ended: SIGINT, SIGKILL, SIGTERM. */
const signalled: ReadonlySet<number> = new Set([130, 137, 143]);
