/**
 * What an attempt came to, as one word of a short list: fit to be counted.
 */
import type { Attempt, FailureClass } from './attempt.ts';

const failures: Readonly<Record<FailureClass, true>> = {
  instant: true,
  provider: true,
  agent: true,
  error: true,
  timeout: true,
  stalled: true,
  limits: true,
  budget: true,
  killed: true,
  'no-changes': true,
  publish: true,
  'never-started': true,
  preparation: true,
  session: true,
  shutdown: true,
};

/** `completed`: it led to a pull request; `blocked`: it asked for a person; `stopped`: a person ended it. */
export type AttemptOutcome = 'completed' | 'blocked' | 'stopped' | FailureClass;

/** All of them. */
export const attemptOutcomes: readonly AttemptOutcome[] = [
  'completed',
  'blocked',
  'stopped',
  ...(Object.keys(failures) as FailureClass[]),
];

/** The word for an attempt; null while it is not judged. */
export const outcomeOf = ({ phase, result, failure, stop, end }: Attempt): AttemptOutcome | null => {
  if (phase !== 'ended' || end === null || result === null) return null;
  if (failure !== null) return failure;
  if (result.startsWith('PR #')) return 'completed';
  if (result === 'asked for a person') return 'blocked';
  if (stop !== null)
    return stop.cause === 'kill' || stop.cause === 'shutdown' ? outcomeOfStop[stop.cause] : 'stopped';
  // Attempts of before there were classes.
  if (end.kind !== 'exited') return end.kind === 'lost' ? 'error' : end.kind;
  return end.exit.code === 0 ? 'completed' : 'error';
};

const outcomeOfStop = { kill: 'killed', shutdown: 'shutdown' } as const;
