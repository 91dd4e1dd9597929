import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { actTwice } from '../support/picture.ts';
import { openStage } from '../support/stage.ts';

const fail = (stage: Awaited<ReturnType<typeof openStage>>, issue: number, count: number): void => {
  for (let tries = 1; tries <= count; tries += 1)
    stage.world.store.saveTrouble(issue, {
      ...{ action: 'create-worktree', class: 'transient', message: 'locked', fix: null, tries },
      ...{ at: stage.world.clock.now(), retryAfterMs: null },
    });
};

const lastTold = ({ told }: Awaited<ReturnType<typeof openStage>>): string | undefined =>
  told.filter(({ word }) => word === 'worktrees').at(-1)?.text;

test('a registration whose directory is gone goes where its task is over, and stays where it is under way', async () => {
  const stage = await openStage();
  const listed = (): string => stage.repository.git('worktree', 'list', '--porcelain');
  for (const [issue, state] of [
    [7, 'cancelled'],
    [8, 'queued'],
  ] as const) {
    stage.remember(issue, { state });
    rmSync(await stage.makeWorktree(issue), { recursive: true });
  }
  const action = { kind: 'mend-worktrees', cause: 'look' } as const;
  const first = await stage.act(action);
  const second = await stage.act(action);
  expect([first.kind, second.kind]).toEqual(['done', 'skipped']);
  expect(listed()).not.toContain('trees/gh-7\n');
  expect(listed()).toContain('trees/gh-8\n');
  expect(lastTold(stage)).toBe('cleaned up 1 registration without a directory');
});

test('after eleven errors the count starts again, and worktrees that were kept are looked at anew', async () => {
  const stage = await openStage();
  const { store, clock } = stage.world;
  const done = { number: 4, url: '', state: 'merged' } as const;
  stage.remember(7, {
    ...{ state: 'completed', pullRequest: done },
    removal: { kind: 'kept', at: clock.now(), risks: [] },
  });
  stage.remember(8, { state: 'queued' });
  fail(stage, 8, 10);
  const action = { kind: 'mend-worktrees', cause: 'errors' } as const;
  expect(await stage.act(action)).toMatchObject({ kind: 'skipped' });
  fail(stage, 8, 1);
  const [first, second] = await actTwice(stage, action);
  expect([first.kind, second.kind]).toEqual(['done', 'skipped']);
  const { worktreeCare } = store.readMemory();
  expect(worktreeCare).toMatchObject({ errorCount: 11, newErrorCount: 0, cleanUpCount: 1 });
  expect(worktreeCare.cleanedAt).not.toBeNull();
  expect(stage.task(7).removal).toBeNull();
  expect(lastTold(stage)).toBe('more than 10 errors of worktrees: cleaned up nothing, all was in order');
});
