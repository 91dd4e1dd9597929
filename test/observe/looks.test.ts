import { expect, test } from 'vitest';
import { BugError, TransientError } from '../../src/model/failures.ts';
import type { TreeSeen } from '../../src/model/look.ts';
import type { Site } from '../../src/model/site.ts';
import { createLookReader } from '../../src/observe/looks.ts';
import type { World } from '../../src/world/world.ts';
import { createHandClock, memoryOf } from './fakes.ts';

const run = '3fa2c1d0-aaaa';
const wanted = [{ run, path: '/trees/gh-1' }];
const tree: TreeSeen = { headSha: 'a', commitCount: 0, changedCount: 0, newestChangeAtMs: null };

/** Looks that are answered when the test says so. */
const watching = () => {
  const clock = createHandClock();
  const asked: PromiseWithResolvers<TreeSeen>[] = [];
  const readTree = () => {
    const one = Promise.withResolvers<TreeSeen>();
    asked.push(one);
    return one.promise;
  };
  const world = { clock, git: { readTree } } as unknown as World;
  const reader = createLookReader(world, { baseBranch: 'main' } as Site);
  const memory = memoryOf(clock, { run });
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    clock,
    asked,
    begin: () => reader.begin(wanted),
    read: () => reader.readLooks(memory).get(run),
    readWithout: () => reader.readLooks(memoryOf(clock)),
    answer: async (seen: TreeSeen | Error) => {
      const last = asked.at(-1);
      if (seen instanceof Error) last?.reject(seen);
      else last?.resolve(seen);
      await settled();
    },
  };
};

test('a look is begun once, and found when it has been answered', async () => {
  const { begin, read, answer, asked, clock } = watching();
  expect(read()).toBeUndefined();
  const at = clock.now();
  begin();
  clock.pass(1000);
  begin();
  expect(asked).toHaveLength(1);
  expect(read()).toBeUndefined();
  await answer(tree);
  expect(read()).toEqual({
    at,
    tree: { kind: 'known', value: tree, atMs: clock.now().atMs },
    before: null,
    change: null,
  });
});

test('two looks that differ are a change, which is remembered', async () => {
  const { begin, read, answer, clock } = watching();
  const since = clock.now();
  begin();
  await answer(tree);
  clock.pass(5000);
  const at = clock.now();
  const after = { ...tree, newestChangeAtMs: 7 };
  begin();
  await answer(after);
  const change = { since, at, before: tree, after };
  expect(read()).toMatchObject({ at, before: since, change });
  clock.pass(5000);
  begin();
  await answer(after);
  expect(read()).toMatchObject({ at: clock.now(), before: at, change });
});

test('a look that fails is unknown, and compared with later is the last that saw something', async () => {
  const { begin, read, answer, clock } = watching();
  const since = clock.now();
  begin();
  await answer(tree);
  clock.pass(5000);
  begin();
  await answer(new TransientError('locked'));
  expect(read()).toMatchObject({ tree: { kind: 'unknown', why: 'locked' }, before: since, change: null });
  clock.pass(5000);
  begin();
  await answer({ ...tree, headSha: 'b' });
  expect(read()).toMatchObject({ before: since, change: { since } });
});

test('a look that takes too long is unknown; what comes later counts for nothing', async () => {
  const { begin, read, answer, asked, clock } = watching();
  begin();
  clock.pass(60_000);
  begin();
  expect(read()).toBeUndefined();
  clock.pass(1);
  begin();
  expect(read()).toMatchObject({ tree: { kind: 'unknown' }, at: clock.now() });
  expect(asked).toHaveLength(1);
  await answer(tree);
  expect(read()).toMatchObject({ tree: { kind: 'unknown' }, before: null });
});

test('a run that has ended is forgotten', async () => {
  const { begin, read, readWithout, answer } = watching();
  begin();
  await answer(tree);
  expect(readWithout().size).toBe(0);
  expect(read()).toBeUndefined();
});

test('a bug on the way is not swallowed', async () => {
  const { begin, read, answer } = watching();
  begin();
  await answer(new BugError('no such thing'));
  expect(read).toThrow(BugError);
});
