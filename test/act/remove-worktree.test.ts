import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { TransientError } from '../../src/model/failures.ts';
import { writeFiles } from '../support/git-repository.ts';
import { actTwice } from '../support/picture.ts';
import { openStage, type Stage } from '../support/stage.ts';

const action = { kind: 'remove-worktree', issue: 7, force: false, control: null } as const;

/** A completed task with its worktree, clean and published. */
const finished = async (): Promise<{ stage: Stage; path: string }> => {
  const stage = await openStage();
  stage.remember(7, { state: 'completed' });
  stage.addAttempt(7, { phase: 'ended' });
  return { stage, path: await stage.makeWorktree(7) };
};

test('a worktree without anything at risk goes, once; what became of it is remembered and told', async () => {
  const { stage, path } = await finished();
  expect(await actTwice(stage, action)).toEqual([
    { kind: 'done' },
    { kind: 'skipped', why: 'it was looked at a moment ago' },
  ]);
  expect(existsSync(path)).toBe(false);
  expect(stage.task(7).removal).toMatchObject({ kind: 'removed', saved: null });
  expect(stage.told).toMatchObject([
    { subject: 'gh-7', word: 'worktree', text: expect.stringMatching(/removed, .* freed/) },
  ]);
});

test('one that somebody removed by hand is remembered as gone', async () => {
  const stage = await openStage();
  stage.remember(7, { state: 'completed' });
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  expect(stage.task(7).removal).toMatchObject({ kind: 'removed', freedBytes: 0 });
  expect(stage.told).toEqual([]);
});

test('what is at risk is kept, remembered and told once', async () => {
  const { stage, path } = await finished();
  writeFiles(path, { 'new.txt': 'new\n' });
  await actTwice(stage, action);
  expect(existsSync(`${path}/new.txt`)).toBe(true);
  expect(stage.task(7).removal).toMatchObject({ kind: 'kept', risks: [{ kind: 'changes' }] });
  expect(stage.told).toMatchObject([{ text: expect.stringContaining('kept: 1 uncommitted file (new.txt)') }]);
});

test('a retry that comes while it is being looked at keeps the worktree', async () => {
  const stage = await openStage({
    doors: ({ git }) => ({
      git: {
        ...git,
        removeWorktree: (request, isStillWanted) => {
          const change = {
            issue: 7,
            from: 'completed',
            to: 'queued',
            reason: 'retry',
            evidence: [],
          } as const;
          stage.world.store.recordChange(change, stage.world.clock.now(), { round: 2 });
          return git.removeWorktree(request, isStillWanted);
        },
      },
    }),
  });
  stage.remember(7, { state: 'completed' });
  const path = await stage.makeWorktree(7);
  expect(await stage.act(action)).toEqual({ kind: 'skipped', why: 'it was taken up again' });
  expect(existsSync(path)).toBe(true);
  expect(stage.task(7)).toMatchObject({ recorded: { state: 'queued' }, removal: null });
});

describe('a request is answered', () => {
  const ask = (stage: Stage, kind: 'clean' | 'clean-by-force') =>
    stage.world.store.addControl({ kind, issue: 7, reason: null, at: stage.world.clock.now() });

  test('with why it is kept, then, by force, with how the work comes back', async () => {
    const { stage, path } = await finished();
    writeFiles(path, { 'new.txt': 'new\n' });
    const refused = ask(stage, 'clean');
    await stage.act({ ...action, control: refused });
    expect(stage.world.store.readControlAnswer(refused)).toMatchObject({
      accepted: false,
      answer: 'gh-7: worktree kept: 1 uncommitted file (new.txt). Commit and push.',
    });
    const forced = ask(stage, 'clean-by-force');
    await stage.act({ ...action, force: true, control: forced });
    expect(stage.world.store.readControlAnswer(forced)).toMatchObject({
      accepted: true,
      answer: expect.stringMatching(/git branch rescue-7 refs\/coordinator\/saved\/gh-7\/\d{8}T\d{6}Z/),
    });
    expect(stage.world.store.readMemory().controls).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  test('also when it cannot be done, so that it is not tried for ever', async () => {
    const stage = await openStage({
      doors: ({ git }) => ({
        git: {
          ...git,
          removeWorktree: () => Promise.reject(new TransientError('disk full', { fix: 'Free some.' })),
        },
      }),
    });
    stage.remember(7, { state: 'completed' });
    const control = ask(stage, 'clean');
    expect(await stage.act({ ...action, control })).toMatchObject({ kind: 'failed' });
    expect(stage.world.store.readControlAnswer(control)).toMatchObject({
      accepted: false,
      answer: 'gh-7: disk full. Free some.',
    });
  });
});

describe('at the moment of effect', () => {
  test('a task that was taken up again keeps its worktree', async () => {
    const { stage, path } = await finished();
    stage.world.store.recordChange(
      { issue: 7, from: 'completed', to: 'queued', reason: 'retry', evidence: [] },
      stage.world.clock.now(),
    );
    for (const force of [false, true])
      expect(await stage.act({ ...action, force })).toMatchObject({
        kind: 'skipped',
        why: expect.stringMatching(/gh-7 is queued/),
      });
    expect(existsSync(path)).toBe(true);
  });

  test.each(['intent', 'running'] as const)('one with an attempt that is %s, too', async (phase) => {
    const stage = await openStage();
    stage.remember(7, { state: 'completed' });
    stage.addAttempt(7, { phase });
    const path = await stage.makeWorktree(7);
    expect(await stage.act({ ...action, force: true })).toMatchObject({
      kind: 'skipped',
      why: expect.stringMatching(/still runs/),
    });
    expect(existsSync(path)).toBe(true);
  });
});

test('a later retry makes the worktree again from its branch', async () => {
  const { stage, path } = await finished();
  const sha = stage.repository.commit(path, { 'work.txt': 'work\n' });
  stage.repository.gitIn(path, 'push', '-q', 'origin', 'rpi/gh-7');
  await stage.act(action);
  expect(existsSync(path)).toBe(false);
  await stage.makeWorktree(7);
  expect(stage.repository.gitIn(path, 'rev-parse', 'HEAD')).toBe(sha);
});
