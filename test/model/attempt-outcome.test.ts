import { expect, test } from 'vitest';
import type { Attempt } from '../../src/model/attempt.ts';
import { attemptOutcomes, outcomeOf } from '../../src/model/attempt-outcome.ts';
import { anAttempt, anEndedAttempt, aStop } from '../support/remembered.ts';

test.each([
  ['still running', anAttempt(), null],
  ['ended and not judged', anEndedAttempt(), null],
  ['a pull request', anEndedAttempt({ code: 1, result: 'PR #7' }), 'completed'],
  [
    'a follow-up that left the pull request as it was',
    anEndedAttempt({ result: 'nothing to change' }),
    'completed',
  ],
  ['a class of failure', anEndedAttempt({ result: 'silent for 10m', failure: 'stalled' }), 'stalled'],
  ['a question', anEndedAttempt({ result: 'asked for a person' }), 'blocked'],
  ['stopped', anEndedAttempt({ result: 'stopped', stop: aStop('stop') }), 'stopped'],
  ['cancelled', anEndedAttempt({ result: 'cancelled', stop: aStop('cancel') }), 'stopped'],
  ['killed by a person', anEndedAttempt({ result: 'stopped', stop: aStop('kill') }), 'killed'],
  ['ended with the coordinator', anEndedAttempt({ result: 'stopped', stop: aStop('shutdown') }), 'shutdown'],
  ['a failure without a class', anEndedAttempt({ code: 3, result: 'exited 3' }), 'error'],
  ['lost', anEndedAttempt({ end: { kind: 'lost', why: 'reboot' }, result: 'lost' }), 'error'],
] as const satisfies readonly (readonly [string, Attempt, unknown])[])('%s', (_, attempt, outcome) => {
  expect(outcomeOf(attempt)).toBe(outcome);
  if (outcome !== null) expect(attemptOutcomes).toContain(outcome);
});
