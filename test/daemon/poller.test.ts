import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createPoller } from '../../src/daemon/poller.ts';
import { BugError, TransientError } from '../../src/model/failures.ts';
import { type GitHubStanding, type LimitHold, noStanding, type RateLimit } from '../../src/model/github.ts';
import { known, unknown } from '../../src/model/seen.ts';
import type { RemoteView } from '../../src/model/snapshot.ts';
import type { NarratorLine, World } from '../../src/world/world.ts';
import { noOptions } from '../support/no-options.ts';
import { settingsWith } from '../support/settings.ts';
import { createHandClock } from './hand-clock.ts';

const settings = settingsWith(
  { github: { pollIntervalMs: 15_000 } },
  { command: ['x'], prompt: 'stdin', log: 'text', env: {}, ...noOptions },
);

type Answer = () => Promise<Partial<RemoteView>>;

const saying =
  (view: Partial<RemoteView>): Answer =>
  async () =>
    view;
const failing =
  (error: Error): Answer =>
  async () => {
    throw error;
  };

/** A poller on a clock that the test turns; GitHub answers whatever is in `answers`, else that all is quiet. */
const polling = (...answers: Answer[]) => {
  const clock = createHandClock();
  const told: NarratorLine[] = [];
  const seen = { polls: 0, views: 0, bugs: [] as unknown[], notes: 0 };
  let limit: RateLimit | null = null;
  let hold: LimitHold | null = null;
  let standing: GitHubStanding = noStanding;
  const view = (): RemoteView => ({
    at: clock.now(),
    issues: known([], 1),
    pulls: known([], 1),
    labellings: new Map(),
    choosers: new Map(),
    links: new Map(),
    followUps: new Map(),
    edits: new Map(),
    aheadMs: 0,
    confirmed: new Map(),
    heard: known({ newestId: 0, comments: [] }, 1),
  });
  const world = {
    clock,
    narrator: { tell: (line: NarratorLine) => void told.push(line) },
    store: {
      readMemory: () => ({ tasks: [], github: standing }),
      patchGitHub: (patch: Partial<GitHubStanding>) => {
        standing = { ...standing, ...patch };
        seen.notes += 1;
      },
    },
    github: { readRateLimit: () => limit, readAheadMs: () => 0, readHold: () => hold },
  } as unknown as World;
  const poller = createPoller({
    world,
    reader: {
      readRemote: async () => {
        seen.polls += 1;
        const answer = answers.shift() ?? saying({});
        return { ...view(), ...(await answer()) };
      },
    },
    readSettings: () => settings,
    onView: () => {
      seen.views += 1;
    },
    onBug: (error) => void seen.bugs.push(error),
  });
  return {
    poller,
    clock,
    seen,
    answers,
    texts: (prefix = '') =>
      told
        .filter(({ subject }) => subject.startsWith(prefix))
        .map(({ subject, word, text }) => `${prefix === '' ? '' : `${subject} `}${word}: ${text}`),
    standing: () => standing,
    setHold: (next: LimitHold | null) => {
      hold = next;
    },
    setLimit: (next: RateLimit | null) => {
      limit = next;
    },
    /** Lets time pass and what it set going come to its end. */
    pass: async (ms: number) => {
      clock.pass(ms);
      await turn();
    },
  };
};

test('polls at once, then at the configured pace', async () => {
  const { poller, clock, seen, pass } = polling();
  expect(poller.readView()).toBe(null);
  await pass(0);
  expect(seen).toEqual({ polls: 1, views: 1, bugs: [], notes: 1 });
  expect(clock.waiting()).toEqual([15_000]);
  await pass(14_999);
  expect(seen.polls).toBe(1);
  await pass(1);
  expect(seen.polls).toBe(2);
});

test('a hint brings the next poll within a second, however many there are', async () => {
  const { poller, clock, seen, pass } = polling();
  await pass(0);
  for (let count = 0; count < 5; count += 1) poller.hint();
  expect(clock.waiting()).toEqual([1000]);
  await pass(1000);
  expect(seen.polls).toBe(2);
  expect(clock.waiting()).toEqual([15_000]);
});

test('a hint during a poll is not lost: that poll may have looked too early', async () => {
  const { poller, clock, answers, seen, pass } = polling();
  await pass(0);
  const slow = Promise.withResolvers<object>();
  answers.push(() => slow.promise);
  await pass(15_000);
  poller.hint();
  expect(clock.waiting()).toEqual([]);
  slow.resolve({});
  await pass(0);
  expect(clock.waiting()).toEqual([1000]);
  await pass(1000);
  expect(seen.polls).toBe(3);
});

test('one poll at a time', async () => {
  const { answers, seen, pass } = polling();
  await pass(0);
  answers.push(() => new Promise(() => {}));
  await pass(15_000);
  await pass(600_000);
  expect(seen.polls).toBe(2);
});

test('failures make it slower, hints do not hurry it then; failure and recovery are told once', async () => {
  const lost = saying({ issues: unknown('502') });
  const { poller, clock, texts, pass } = polling(lost, lost, saying({ pulls: unknown('reset') }));
  await pass(0);
  expect(clock.waiting()).toEqual([30_000]);
  await pass(10_000);
  poller.hint();
  expect(clock.waiting()).toEqual([20_000]);
  await pass(20_000);
  expect(clock.waiting()).toEqual([60_000]);
  await pass(60_000);
  expect(clock.waiting()).toEqual([120_000]);
  expect(texts()).toEqual(['unknown: 502; nothing is concluded from it']);
  await pass(120_000);
  expect(clock.waiting()).toEqual([15_000]);
  expect(texts().slice(1)).toEqual(['answers: GitHub can be read again']);
  poller.hint();
  expect(clock.waiting()).toEqual([1000]);
});

test('comments that cannot be read do not make it slower: tasks are looked at as ever, and it is told once', async () => {
  const lost = saying({ heard: unknown('HTTP 502') });
  const { clock, pass, texts } = polling(lost, lost);
  await pass(0);
  expect(clock.waiting()).toEqual([15_000]);
  await pass(15_000);
  expect(clock.waiting()).toEqual([15_000]);
  await pass(15_000);
  expect(texts()).toEqual([
    'unknown: HTTP 502; nothing is concluded from it',
    'answers: GitHub can be read again',
  ]);
});

test('who labelled, or what became of an issue, is not known: told once each while it lasts', async () => {
  const who = new Map([[7, unknown('403')]]);
  const gone = new Map([[8, unknown('500')]]);
  const both = saying({ labellings: who, confirmed: gone });
  const unread = saying({ issues: unknown('502') });
  const { texts, pass } = polling(both, both, unread, both, saying({ confirmed: gone }), both);
  await pass(0);
  const waits = [
    'gh-7 waits: who labelled it is not known: 403',
    'gh-8 waits: whether it still is open and labelled is not known: 500',
  ];
  expect(texts('gh-')).toEqual(waits);
  for (let count = 0; count < 3; count += 1) await pass(30_000);
  expect(texts('gh-')).toEqual(waits);
  for (let count = 0; count < 2; count += 1) await pass(30_000);
  expect(texts('gh-')).toEqual([...waits, waits[0]]);
});

test('it never waits longer than five minutes', async () => {
  const { clock, pass } = polling(...Array<Answer>(12).fill(saying({ issues: unknown('502') })));
  for (let count = 0; count < 12; count += 1) await pass(Math.max(0, ...clock.waiting()));
  expect(clock.waiting()).toEqual([300_000]);
});

test('near the limit it slows down by itself and says so once, and once that it is over', async () => {
  const { clock, setLimit, texts, pass } = polling();
  setLimit({ limit: 5000, remaining: 100, resetAtMs: clock.now().atMs + 1_000_000 });
  await pass(0);
  expect(clock.waiting()).toEqual([50_000]);
  await pass(50_000);
  expect(texts()).toEqual([
    expect.stringMatching(/^limit: 100 of 5000 requests left until ..:.. UTC, polling every 50s$/),
  ]);
  setLimit({ limit: 5000, remaining: 5000, resetAtMs: clock.now().atMs + 3_600_000 });
  await pass(Math.max(...clock.waiting()));
  expect(clock.waiting()).toEqual([15_000]);
  expect(texts().slice(1)).toEqual(['limit: requests are plenty again, polling as configured']);
});

test('a limit that was met stops all until it is over, whatever hints; told, and remembered for status', async () => {
  const { poller, clock, setHold, standing, texts, pass } = polling(saying({ issues: unknown('limited') }));
  setHold({ kind: 'secondary', untilMs: clock.now().atMs + 120_000, strikes: 1 });
  await pass(0);
  expect(clock.waiting()).toEqual([121_000]);
  expect(standing()).toMatchObject({ pollIntervalMs: 121_000 });
  expect(standing().slowedBecause).toMatch(/^secondary rate limit reached, nothing is sent until/);
  poller.hint();
  expect(clock.waiting()).toEqual([121_000]);
  setHold(null);
  await pass(121_000);
  expect(clock.waiting()).toEqual([15_000]);
  expect(standing()).toMatchObject({ pollIntervalMs: 15_000, slowedBecause: null });
  expect(texts().filter((text) => text.startsWith('limit'))).toHaveLength(2);
});

test('with a quiet repository nothing is remembered anew, though the reset moves', async () => {
  const { clock, setLimit, seen, pass } = polling();
  for (let count = 0; count < 4; count += 1) {
    setLimit({ limit: 5000, remaining: 4000, resetAtMs: clock.now().atMs + 3_600_000 });
    await pass(count === 0 ? 0 : 15_000);
  }
  expect(seen).toMatchObject({ polls: 4, notes: 1 });
});

test('memory that cannot be read for a moment is tried again; anything else is a bug', async () => {
  const broken = failing(new BugError('the store is closed'));
  const { clock, seen, pass } = polling(failing(new TransientError('input/output error')), broken);
  await pass(0);
  expect(seen).toMatchObject({ polls: 1, views: 0, bugs: [] });
  expect(clock.waiting()).toEqual([30_000]);
  await pass(30_000);
  expect(seen.bugs).toMatchObject([{ message: 'the store is closed' }]);
});

test('once stopped nothing is asked any more, and a late answer wakes nobody', async () => {
  const { poller, clock, answers, seen, pass } = polling();
  await pass(0);
  const slow = Promise.withResolvers<object>();
  answers.push(() => slow.promise);
  await pass(15_000);
  poller.stop();
  slow.resolve({});
  await pass(600_000);
  poller.hint();
  expect(seen).toMatchObject({ polls: 2, views: 1 });
  expect(clock.waiting()).toEqual([]);
});
