import { renameSync, symlinkSync, utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { TaskState } from '../../src/model/task.ts';
import { createWorktreeReader } from '../../src/observe/worktrees.ts';
import type { Git } from '../../src/world/world.ts';
import { createHandClock } from '../daemon/hand-clock.ts';
import { writeFiles } from '../support/git-repository.ts';
import { openStage, type Stage } from '../support/stage.ts';

/** One look that waits for git, however busy the machine is. */
const look = ({ world, site }: Stage) => {
  const clock = { ...world.clock, after: () => () => {} };
  return createWorktreeReader({ ...world, clock }, site).readWorktrees(world.store.readMemory());
};

const staged = async (state: TaskState = 'running') => {
  const stage = await openStage();
  const { worktreePath } = stage.remember(7, { state });
  return { stage, path: worktreePath };
};

test('nothing there is told as nothing there', async () => {
  const { stage } = await staged();
  expect((await look(stage)).get(7)).toEqual({
    exists: false,
    stopFile: null,
    blockedFile: null,
    work: null,
  });
});

test('STOP and BLOCKED.md come with their text and time', async () => {
  const { stage, path } = await staged();
  writeFiles(path, { STOP: 'wrong approach\n', 'BLOCKED.md': 'Which database?\n' });
  utimesSync(`${path}/STOP`, 1_700_000_000, 1_700_000_000);
  expect((await look(stage)).get(7)).toMatchObject({
    exists: true,
    stopFile: { text: 'wrong approach\n', modifiedAtMs: 1_700_000_000_000 },
    blockedFile: 'Which database?\n',
  });
});

test('a STOP file before there is a worktree is seen', async () => {
  const { stage, path } = await staged('queued');
  writeFiles(path, { STOP: '' });
  expect((await look(stage)).get(7)?.stopFile).toMatchObject({ text: '' });
});

test('a directory called STOP or BLOCKED.md counts as there', async () => {
  const { stage, path } = await staged();
  writeFiles(path, { 'STOP/x': '', 'BLOCKED.md/x': '' });
  expect((await look(stage)).get(7)).toMatchObject({ stopFile: { text: '' }, blockedFile: '' });
});

test('what cannot be looked at keeps nobody else from being seen, and stops nobody', async () => {
  const { stage, path } = await staged();
  const other = stage.remember(8, { state: 'running' });
  writeFiles(path, { 'README.md': '' });
  symlinkSync('STOP', `${path}/STOP`);
  writeFiles(other.worktreePath, { STOP: 'for 8' });
  const seen = await look(stage);
  expect(seen.get(7)).toMatchObject({ exists: true, stopFile: null });
  expect(seen.get(8)).toMatchObject({ stopFile: { text: 'for 8' } });
});

test('git is asked only where an ended worker waits for its verdict', async () => {
  const { stage } = await staged();
  const path = await stage.makeWorktree(7);
  const { run } = stage.addAttempt(7, { phase: 'running' });
  expect((await look(stage)).get(7)?.work).toBe(null);
  stage.world.store.patchAttempt(run, { phase: 'ended' });
  const headSha = stage.repository.commit(path, { 'hello.txt': 'hello\n' });
  writeFiles(path, { 'draft.txt': 'draft\n' });
  expect((await look(stage)).get(7)?.work).toMatchObject({
    kind: 'known',
    value: { commitCount: 1, headSha, dirtyCount: 1 },
  });
});

test('git failing is unknown and says why, never "no work"', async () => {
  const { stage } = await staged();
  const path = await stage.makeWorktree(7);
  stage.addAttempt(7);
  renameSync(`${path}/.git`, `${path}/.git-away`);
  expect((await look(stage)).get(7)?.work).toMatchObject({
    kind: 'unknown',
    why: expect.stringMatching(/./),
  });
});

test.each(['completed', 'failed', 'stopped', 'cancelled'] as const)(
  'a task that is %s is not looked at',
  async (state) => {
    const { stage } = await staged(state);
    expect((await look(stage)).size).toBe(0);
  },
);

test('a git that takes its time keeps nobody waiting; its answer comes with a later look', async () => {
  const { stage } = await staged();
  const path = await stage.makeWorktree(7);
  stage.addAttempt(7);
  const slow = Promise.withResolvers<void>();
  let askedCount = 0;
  const readWork: Git['readWork'] = async (...where) => {
    askedCount += 1;
    await slow.promise;
    return stage.world.git.readWork(...where);
  };
  const clock = createHandClock();
  const world = { ...stage.world, clock, git: { ...stage.world.git, readWork } };
  const { readWorktrees: read } = createWorktreeReader(world, stage.site);
  const look = async () => (await read(stage.world.store.readMemory())).get(7);
  writeFiles(path, { STOP: 'enough' });
  const first = look();
  clock.pass(2000);
  expect(await first).toMatchObject({ work: null, stopFile: { text: 'enough' } });
  // It was waited for once: the second look waits for nothing, since no time passes here.
  expect(await look()).toMatchObject({ work: null });
  slow.resolve();
  await expect.poll(async () => (await look())?.work?.kind).toBe('known');
  expect(askedCount).toBe(1);
});

test('an answer of git is good for five seconds, unless something of ours was at work there', async () => {
  const { stage } = await staged();
  await stage.makeWorktree(7);
  stage.addAttempt(7);
  let askedCount = 0;
  const readWork: Git['readWork'] = (...where) => {
    askedCount += 1;
    return stage.world.git.readWork(...where);
  };
  const clock = { ...createHandClock(), after: () => () => {} };
  const reader = createWorktreeReader(
    { ...stage.world, clock, git: { ...stage.world.git, readWork } },
    stage.site,
  );
  const lookAfter = async (ms: number): Promise<number> => {
    clock.pass(ms);
    const seen = await reader.readWorktrees(stage.world.store.readMemory());
    expect(seen.get(7)?.work).toMatchObject({ kind: 'known' });
    return askedCount;
  };
  expect([await lookAfter(0), await lookAfter(1000), await lookAfter(3999)]).toEqual([1, 1, 1]);
  expect([await lookAfter(1), await lookAfter(4999)]).toEqual([2, 2]);
  reader.forget(8);
  expect(await lookAfter(0)).toBe(2);
  reader.forget(7);
  expect(await lookAfter(0)).toBe(3);
});
