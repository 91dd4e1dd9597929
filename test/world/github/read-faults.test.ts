/**
 * Every read of GitHub meets every fault, and fails. That something is not there is said only where GitHub says so of
 * this very thing, and the repository itself can be read.
 */
import { expect, test } from 'vitest';
import { PermanentError, TransientError, UsageError } from '../../../src/model/failures.ts';
import type { GitHub } from '../../../src/world/world.ts';
import { openStage, type Stage } from '../../support/stage.ts';
import { brokenAnswers, doorOf, peopleOf, refused, type Strike, strikesOf } from '../../support/strikes.ts';

const strikes = strikesOf(
  {
    ...brokenAnswers,
    'a list of another kind': { status: 200, body: [{}] },
    forbidden: refused(403),
    'a secondary limit': refused(403, { 'retry-after': '60' }),
  },
  ['before'],
).map((strike) => (strike.act === 'cut' ? ({ ...strike, when: 'after' } as const) : strike));

/** What the reads look at. */
interface Ground {
  readonly issue: number;
  readonly comment: number;
  readonly pull: number;
  readonly job: number;
}

interface Read {
  /** Path and query of its request. */
  readonly match: RegExp;
  readonly ask: (github: GitHub, ground: Ground) => Promise<unknown>;
  /** Faults that GitHub means as "there is none", and what the door says then. */
  readonly absence?: { readonly faults: readonly string[]; readonly said: unknown };
  /** Nothing is concluded from such an absence, so it needs no proof. */
  readonly isHarmless?: true;
  /** A fault that takes nothing away from it. */
  readonly unhurtBy?: string;
}

/** A person's token is known without asking. */
type ReadCall = Exclude<Extract<keyof GitHub, `fetch${string}`>, 'fetchToken'>;

const gone = ['not found, before', 'gone, before'];

/** By call: one that is new does not compile until it has a row. */
const reads: Readonly<Record<ReadCall, Read>> = {
  fetchRepository: { match: /^\/repos\/acme\/api$/, ask: (github) => github.fetchRepository() },
  fetchLogin: {
    match: /^\/user$/,
    ask: (github) => github.fetchLogin(),
    absence: { faults: ['forbidden, before', 'not found, before'], said: null },
    isHarmless: true,
  },
  fetchIssues: { match: /\/issues\?.*labels=/, ask: (github) => github.fetchIssues('rpi-auto') },
  fetchPulls: { match: /\/pulls\?(?!.*head=)/, ask: (github) => github.fetchPulls() },
  fetchPullOf: { match: /\/pulls\?.*head=/, ask: (github) => github.fetchPullOf('rpi/gh-1') },
  fetchIssue: {
    match: /\/issues\/\d+$/,
    ask: (github, { issue }) => github.fetchIssue(issue),
    absence: { faults: gone, said: { kind: 'gone' } },
  },
  fetchLabelEvent: {
    match: /\/issues\/\d+\/events/,
    ask: (github, { issue }) => github.fetchLabelEvent(issue, 'rpi-auto'),
  },
  fetchBlockers: {
    match: /\/dependencies\/blocked_by/,
    ask: (github, { issue }) => github.fetchBlockers(issue),
    absence: { faults: gone, said: null },
  },
  fetchChildren: {
    match: /\/sub_issues/,
    ask: (github, { issue }) => github.fetchChildren(issue),
    absence: { faults: gone, said: null },
  },
  fetchEdits: { match: /\/graphql/, ask: (github, { issue }) => github.fetchEdits(issue) },
  fetchRole: {
    match: /\/permission$/,
    ask: (github) => github.fetchRole('person-1'),
    absence: { faults: ['not found, before'], said: null },
  },
  fetchComment: {
    match: /\/issues\/comments\/\d+$/,
    ask: (github, { comment }) => github.fetchComment(comment),
    absence: { faults: gone, said: null },
  },
  fetchComments: {
    match: /\/issues\/\d+\/comments/,
    ask: (github, { issue }) => github.fetchComments(issue),
  },
  fetchNewComments: { match: /\/issues\/comments\?/, ask: (github) => github.fetchNewComments(0) },
  fetchStandings: {
    match: /\/graphql/,
    ask: (github, { pull }) => github.fetchStandings({ pulls: [pull], reviews: true }),
  },
  fetchJobLog: {
    match: /\/actions\/jobs\/\d+\/logs/,
    ask: (github, { job }) => github.fetchJobLog(job),
    absence: { faults: gone, said: null },
    isHarmless: true,
    // Where the log lies is told in the headers.
    unhurtBy: 'cut off, before',
  },
};

const groundOn = async ({ github, repository, openIssue }: Stage): Promise<Ground> => {
  const issue = await openIssue();
  const comment = await github.as('mona').comment(issue, 'Hello');
  const sha = repository.commitToOrigin('rpi/gh-1', { 'hello.txt': 'hello\n' });
  const pull = await github.as('mona').openPull({ branch: 'rpi/gh-1', title: 'Greet' });
  const job = await github.as('mona').check(sha, { name: 'test', conclusion: 'failure', log: 'it failed\n' });
  return { issue, comment, pull, job };
};

/** What is told of a read: its answer, or that it failed as failures must. */
const told = async (asked: Promise<unknown>): Promise<unknown> => {
  try {
    return await asked;
  } catch (error) {
    const isOurs = [TransientError, PermanentError, UsageError].some((kind) => error instanceof kind);
    return isOurs ? 'failed' : error;
  }
};

const entries = Object.entries(reads) as readonly (readonly [ReadCall, Read])[];

test('no fault of any read looks like an absence that was not proven', async () => {
  const stage = await openStage({ github: { users: peopleOf(strikes) } });
  const ground = await groundOn(stage);
  for (const [call, { match, ask, absence, isHarmless, unhurtBy }] of entries) {
    const clean = await ask(stage.world.github, ground);
    expect(clean, call).not.toEqual(absence?.said ?? null);
    const meet = async (strike: Strike, path: RegExp): Promise<unknown> => {
      const { when, act, login } = strike;
      const fault = stage.github.faults.add({ match: { path, login }, when, act, times: Infinity });
      const answer = await told(ask(doorOf(stage.github.url, strike, { hangMs: 50 }), ground));
      // On a busy machine one that hangs may be given up before it has arrived.
      if (act !== 'hang') expect(fault.hitCount(), `${call}, ${strike.name}`).toBeGreaterThan(0);
      fault.remove();
      return answer;
    };
    const check = async (strike: Strike): Promise<void> => {
      const what = `${call}, ${strike.name}`;
      const isAbsent = absence?.faults.includes(strike.name) ?? false;
      const expected = isAbsent ? absence?.said : unhurtBy === strike.name ? clean : 'failed';
      expect(await meet(strike, match), what).toEqual(expected);
      if (isAbsent && !isHarmless) expect(await meet(strike, /./), `${what}, everywhere`).toBe('failed');
    };
    await Promise.all(strikes.map(check));
  }
});
