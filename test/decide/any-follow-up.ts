/**
 * Anything that may be remembered of a follow-up, and seen of a pull request.
 */
import fc from 'fast-check';
import type { Feedback, FollowUpMemory, PullStanding } from '../../src/model/follow-up.ts';
import type { Instant } from '../../src/model/instant.ts';

const said = (key: string): Feedback => ({
  kind: key === 'a' ? 'check' : 'review',
  key,
  title: `feedback ${key}`,
  text: '',
  jobId: null,
  saidAtMs: key === 'c' ? Date.UTC(2026, 10, 20, 13, 59, 50) : null,
});

const keys = fc.subarray(['a', 'b', 'c']);

/** Of pull request 100 + the issue's number, or of an older one. */
export const anyFollowUp = (issue: number): fc.Arbitrary<FollowUpMemory | null> =>
  fc.option(
    fc.record({
      pull: fc.constantFrom(100 + issue, 100 + issue, 5),
      rounds: fc.nat(3),
      answered: keys,
      told: keys.map((some) => some.map(said)),
      unmoved: keys,
      headSha: fc.constantFrom('a'.repeat(40), 'b'.repeat(40)),
      left: fc.constantFrom(null, 'something'),
    }),
  );

/** Of pull request 100 + the issue's number. */
export const anyStanding = (
  issue: number,
  instant: fc.Arbitrary<Instant>,
): fc.Arbitrary<PullStanding | string> =>
  fc.oneof(
    fc.constant('no network'),
    fc.record({
      pull: fc.constant(100 + issue),
      headSha: fc.constant('a'.repeat(40)),
      round: fc.constantFrom(1, 1, 2),
      pending: fc.constant(['lint']),
      pendingSince: fc.option(instant),
      feedback: keys.map((some) => some.map(said)),
    }),
  );
