import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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

test('a secret that git does not ignore stays in the worktree, and that is said', async () => {
  const { stage, path, action } = await dirty();
  writeFiles(path, { '.env': 'KEY=1\n' });
  expect((await actTwice(stage, action))[0]).toEqual({ kind: 'done' });
  expect(stage.repository.gitIn(path, 'status', '--porcelain')).toBe('?? .env');
  expect(stage.told[0]?.text).toContain('secrets stay in the worktree only: .env');
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

describe('where no commit of the task’s branch fits, work is put aside and nothing of anybody moves', () => {
  const cases: readonly (readonly [string, (git: (...args: readonly string[]) => string) => void])[] = [
    ['on another branch', (git) => git('switch', '-q', '-c', 'mine')],
    ['on no branch', (git) => git('switch', '-q', '--detach')],
    [
      'in the middle of a merge',
      (git) => {
        git('commit', '-q', '--allow-empty', '-m', 'ours');
        git('branch', 'side', 'HEAD~1');
        git(
          'merge',
          '-q',
          '--no-commit',
          '--no-ff',
          '-s',
          'ours',
          git('commit-tree', '-p', 'side', '-m', 'x', 'side^{tree}'),
        );
      },
    ],
    [
      'in the middle of a rebase',
      (git) => {
        git('commit', '-q', '--allow-empty', '-m', 'ours');
        expect(() => git('rebase', '-q', '--exec', 'false', 'HEAD~1')).toThrow();
      },
    ],
  ];

  test.each(cases)('%s', async (_name, arrange) => {
    const stage = await openStage();
    stage.remember(7, { state: 'stopping' });
    stage.addAttempt(7);
    const path = await stage.makeWorktree(7);
    const git = (...args: readonly string[]) => stage.repository.gitIn(path, ...args);
    arrange(git);
    writeFiles(path, { 'README.md': '# Changed\n', 'new.txt': 'new\n' });
    const look = () => [
      git('status', '--porcelain', '--branch'),
      git('for-each-ref', 'refs/heads'),
      git('rev-parse', 'HEAD'),
    ];
    const before = look();
    const action = { kind: 'save-work', issue: 7, reason: 'STOP file' } as const;
    expect((await actTwice(stage, action))[0]).toEqual({ kind: 'done' });
    expect(look()).toEqual(before);
    const refs = git('for-each-ref', '--format=%(refname)', 'refs/coordinator/saved').split('\n');
    expect(refs).toEqual([stage.task(7).attempts.at(-1)?.savedRef]);
    expect(git('show', `${refs[0]}:README.md`)).toBe('# Changed');
    expect(git('show', `${refs[0]}:new.txt`)).toBe('new');
    expect(git('rev-parse', `${refs[0]}^1`)).toBe(before[2]);
    expect(stage.told[0]?.text).toContain(`git branch rescue-7 ${refs[0]}`);
  });
});
