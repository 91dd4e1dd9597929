import type { PullStandingRow } from '../../src/model/follow-up.ts';
import type { FakePull } from './fake-github.ts';

/** How a pull request stands, as GitHub tells it. */
export const standingRowOf = (pull: FakePull): PullStandingRow => {
  const { number, headSha, check, isConflicting, reviews, threads } = pull;
  const isOfHead = check?.sha === headSha;
  return {
    number,
    headSha,
    mergeability: isConflicting ? 'conflicting' : 'mergeable',
    checks: isOfHead ? [{ id: check.id, name: 'build', state: check.state, summary: '', jobId: 1 }] : [],
    reviews: [...reviews],
    threads: threads
      .filter(({ isResolved }) => !isResolved)
      .map(({ id, path, line, comments }) => ({ id, path, line, comments: [...comments] })),
  };
};
