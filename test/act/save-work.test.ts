import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Attempt } from '../../src/model/attempt.ts';
import { writeFiles } from '../support/git-repository.ts';
import { actTwice } from '../support/picture.ts';
import { openStage } from '../support/stage.ts';

const dirty = async (phase: Attempt['phase'] = 'ended') => {
  const stage = await openStage();
  stage.remember(7, { state: 'stopping' });
  stage.addAttempt(7, { phase });
  const path = await stage.makeWorktree(7);
  writeFiles(path, { 'README.md': '# Changed\n', 'src/new.js': 'new\n', STOP: '', 'BLOCKED.md': 'Which?\n' });
  return {
    stage,
    path,
    action: { kind: 'save-work', issue: 7, reason: 'STOP file: wrong approach' } as const,
  };
};

test('uncommitted work is a WIP commit on the task’s branch; marks are not part of it', async () => {
  const { stage, path, action } = await dirty();
  const [first, second] = await actTwice(stage, action);
  expect([first, second]).toEqual([{ kind: 'done' }, { kind: 'skipped', why: 'there was nothing to save' }]);
  const { gitIn } = stage.repository;
  expect(gitIn(path, 'log', '-1', '--format=%s %D')).toBe(
    'WIP: gh-7, attempt 1 (STOP file: wrong approach) HEAD -> rpi/gh-7',
  );
  expect(gitIn(path, 'show', '--name-only', '--format=').split('\n')).toEqual(['README.md', 'src/new.js']);
  expect(stage.told).toMatchObject([{ subject: 'gh-7', word: 'saved' }]);
});

test.each(['intent', 'running'] as const)('nothing is committed while the attempt is %s', async (phase) => {
  const { stage, path, action } = await dirty(phase);
  const before = stage.repository.gitIn(path, 'status', '--porcelain');
  expect(await actTwice(stage, action)).toMatchObject([
    { kind: 'skipped', why: 'its worker may still write' },
    {},
  ]);
  expect(stage.repository.gitIn(path, 'status', '--porcelain')).toBe(before);
});

test('a lock that a killed git left does not keep work from being saved, however young it is', async () => {
  const { stage, path, action } = await dirty();
  const lockPath = join(stage.repository.gitIn(path, 'rev-parse', '--absolute-git-dir'), 'index.lock');
  writeFileSync(lockPath, '');
  expect(await stage.act(action)).toEqual({ kind: 'done' });
});

test('a worktree that is gone is a trouble with what to do, not a bug', async () => {
  const { stage, path, action } = await dirty();
  rmSync(path, { recursive: true });
  expect(await stage.act(action)).toMatchObject({ kind: 'failed', error: { fix: expect.anything() } });
});
