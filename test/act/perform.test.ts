import { mkdirSync, rmdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BugError, PermanentError, TransientError, UsageError } from '../../src/model/failures.ts';
import { openStage } from '../support/stage.ts';

const greet = { kind: 'greet-issue', issue: 7 } as const;

/** A stage whose GitHub fails as told, for as long as there is something to fail with. */
const failingWith = async (...errors: unknown[]) => {
  const stage = await openStage({
    doors: ({ github }) => ({
      github: {
        ...github,
        addReaction: async () => {
          if (errors.length > 0) throw errors.shift();
        },
      },
    }),
  });
  stage.remember(7);
  stage.remember(8);
  return stage;
};

test('each failure is counted as a trouble of its task; success clears it', async () => {
  const limited = new TransientError('rate limit', { fix: 'wait', retryAfterMs: 5000 });
  const stage = await failingWith(new TransientError('502'), limited);
  await stage.act(greet);
  expect(stage.task(7).troubles).toMatchObject([{ message: '502', fix: null, tries: 1, retryAfterMs: null }]);
  expect(await stage.act(greet)).toEqual({ kind: 'failed', class: 'transient', error: limited });
  expect(stage.task(7).troubles).toMatchObject([
    {
      action: 'greet-issue',
      class: 'transient',
      message: 'rate limit',
      fix: 'wait',
      tries: 2,
      retryAfterMs: 5000,
    },
  ]);
  expect(stage.told.at(-1)).toMatchObject({
    subject: 'gh-7',
    word: 'trouble',
    text: 'greet-issue: rate limit. wait',
  });
  expect(await stage.act(greet)).toEqual({ kind: 'done' });
  expect(stage.task(7).troubles).toEqual([]);
});

test('success of one action leaves the troubles of others', async () => {
  const stage = await failingWith(new PermanentError('403', { fix: 'give the token write access' }));
  await stage.act(greet);
  stage.world.store.saveTrouble(8, { ...(stage.task(7).troubles[0] ?? never()), action: 'push-branch' });
  await stage.act({ ...greet, issue: 8 });
  expect(stage.task(7).troubles).toMatchObject([{ action: 'greet-issue', class: 'permanent' }]);
  expect(stage.task(8).troubles).toMatchObject([{ action: 'push-branch' }]);
});

const never = (): never => {
  throw new Error('no trouble was noted');
};

test('a token that is refused is tried again: a person may mend it while we run', async () => {
  const stage = await failingWith(
    new UsageError('GitHub does not accept the token (401)', { fix: 'gh auth login' }),
  );
  expect(await stage.act(greet)).toMatchObject({ kind: 'failed', class: 'transient' });
  expect(stage.task(7).troubles).toMatchObject([{ fix: 'gh auth login' }]);
});

test.each([
  ['a broken invariant', new BugError('two workers'), 'two workers'],
  ['anything unforeseen', new TypeError('x is not a function'), 'greet-issue failed unexpectedly'],
])('%s is not caught', async (_, error, message) => {
  const stage = await failingWith(error);
  await expect(stage.act(greet)).rejects.toThrow(BugError);
  expect(stage.task(7).troubles).toEqual([]);
  const again = await failingWith(error);
  await expect(again.act(greet)).rejects.toThrow(message);
});

test('a full disk on which not even the trouble can be noted is told, and stops nobody', async () => {
  const full = new TransientError('the disk is full', { fix: 'Free some disk space.' });
  let isFull = false;
  const stage = await openStage({
    doors: ({ store }) => {
      const onDisk =
        <T extends unknown[]>(write: (...args: T) => void) =>
        (...args: T) => {
          if (isFull) throw full;
          write(...args);
        };
      return {
        store: { ...store, patchTask: onDisk(store.patchTask), saveTrouble: onDisk(store.saveTrouble) },
      };
    },
  });
  const issue = await stage.openIssue();
  stage.remember(issue);
  isFull = true;
  const outcome = await stage.act({ kind: 'greet-issue', issue });
  expect(outcome).toEqual({ kind: 'failed', class: 'transient', error: full });
  expect(stage.told.map(({ text }) => text)).toContain(
    'greet-issue: the disk is full. Free some disk space.',
  );
  isFull = false;
  expect(await stage.act({ kind: 'greet-issue', issue })).toEqual({ kind: 'done' });
});

test('a record that fails leaves no trouble and is told by the daemon: the next tick decides anew', async () => {
  const stage = await openStage({
    doors: ({ store }) => ({
      store: {
        ...store,
        addRefusal: () => {
          throw new TransientError('the disk is full');
        },
      },
    }),
  });
  const refusal = {
    issue: 9,
    title: 'Run this',
    login: 'theo',
    labelledAtMs: 5,
    ground: 'permission: triage',
  };
  expect(await stage.act({ kind: 'refuse-issue', refusal })).toMatchObject({ class: 'transient' });
  expect(stage.told).toEqual([]);
});

test('a failed write of tasks.md is the coordinator’s own trouble, until one succeeds in any way', async () => {
  const stage = await openStage();
  const view = { activeCount: 0, maxWorkers: 3, rows: [] };
  mkdirSync(stage.site.ledgerPath);
  const own = () => stage.world.store.readMemory().ownTroubles;
  await stage.act({ kind: 'write-ledger', view, expectedText: null });
  await stage.act({ kind: 'restore-ledger', view, why: 'it is damaged' });
  expect(
    own()
      .map(({ tries }) => tries)
      .toSorted(),
  ).toEqual([1, 2]);
  expect(stage.told.at(-1)).toMatchObject({ subject: 'coordinator', word: 'trouble' });
  rmdirSync(stage.site.ledgerPath);
  expect(await stage.act({ kind: 'write-ledger', view, expectedText: null })).toEqual({ kind: 'done' });
  expect(own()).toEqual([]);
});
