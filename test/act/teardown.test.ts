import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { teardownRunOf } from '../../src/model/ids.ts';
import { writeFiles } from '../support/git-repository.ts';
import { openStage, type StageOptions } from '../support/stage.ts';

const action = { kind: 'remove-worktree', issue: 7, force: false, control: null } as const;

/** A completed task with its worktree, clean, published and set up. */
const finished = async (teardown: string, doors: NonNullable<StageOptions['doors']> = () => ({})) => {
  const stage = await openStage({ settings: { worktrees: { teardown } }, doors });
  stage.remember(7, { state: 'completed' });
  stage.addAttempt(7, { phase: 'ended', number: 2, slot: 1 });
  const path = await stage.makeWorktree(7);
  const markPath = stage.world.git.readSetupMarkPath(path) ?? '';
  stage.world.files.writeText(markPath, '');
  const readLog = () => readFileSync(`${stage.site.logsPath}/gh-7/teardown.log`, 'utf8');
  return { stage, path, markPath, readLog };
};

test('it is run right before the worktree goes, there and with what its worker knew, but for a token', async () => {
  const { stage, path, readLog } = await finished(
    'echo "$PWD $COORDINATOR_ATTEMPT $COORDINATOR_SLOT $GH_TOKEN."',
  );
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  expect(existsSync(path)).toBe(false);
  expect(readLog()).toBe(`${path} 2 1 .\n`);
  expect(stage.told).toMatchObject([{ text: expect.stringMatching(/^worktree removed, [^;]*$/) }]);
});

test('one that fails keeps the worktree, to be set up anew; by force it is run again and the worktree goes', async () => {
  const { stage, path, markPath, readLog } = await finished('echo no luck; exit 3');
  await stage.act(action);
  expect(stage.task(7).removal).toMatchObject({
    kind: 'kept',
    risks: [{ kind: 'teardown', canBeSaved: true }],
  });
  expect(stage.told).toMatchObject([
    { text: expect.stringMatching(/kept: worktrees.teardown failed \(exit 3\)/) },
  ]);
  expect(existsSync(path)).toBe(true);
  expect(existsSync(markPath)).toBe(false);
  const at = stage.world.clock.now();
  const control = stage.world.store.addControl({ kind: 'clean-by-force', issue: 7, reason: null, at });
  await stage.act({ ...action, force: true, control });
  expect(stage.world.store.readControlAnswer(control)).toMatchObject({
    accepted: true,
    answer: expect.stringMatching(/removed.*failed \(exit 3\)/),
  });
  expect(existsSync(path)).toBe(false);
  expect(readLog()).toBe('no luck\nno luck\n');
  expect(stage.told.slice(1)).toMatchObject([
    { text: expect.stringContaining('failed (exit 3)') },
    { text: expect.stringContaining('worktree removed') },
  ]);
});

test('a worktree that is kept is not torn down; what the command itself leaves there keeps it as well', async () => {
  const { stage, path, markPath } = await finished('echo left >left.txt');
  writeFiles(path, { 'new.txt': 'new\n' });
  await stage.act(action);
  expect(existsSync(`${path}/left.txt`)).toBe(false);
  expect(existsSync(markPath)).toBe(true);
  stage.repository.gitIn(path, 'clean', '-fdq');
  stage.world.store.patchTask(7, { removal: null });
  await stage.act(action);
  expect(stage.task(7).removal).toMatchObject({ kind: 'kept', risks: [{ kind: 'changes' }] });
});

test('what is mounted there does not hold it back: it may be what unmounts that', async () => {
  const risk = { kind: 'mount', text: 'something is mounted in it', fix: '', canBeSaved: false } as const;
  const readRisks = async () => ({ kind: 'present', risks: [risk] }) as const;
  const { stage, path } = await finished('exit 0', (world) => ({ git: { ...world.git, readRisks } }));
  await stage.act(action);
  expect(existsSync(path)).toBe(false);
  expect(existsSync(`${stage.site.logsPath}/gh-7/teardown.log`)).toBe(true);
});

test('one that an earlier coordinator began is waited for', async () => {
  const { stage, path } = await finished('exit 0');
  const run = teardownRunOf(stage.world.clock.newRunId());
  const { rootPath, logsPath } = stage.site;
  const logs = { stdoutPath: `${logsPath}/a.log`, stderrPath: `${logsPath}/b.log`, stdinPath: null };
  const { limits } = stage.settings.workers;
  const argv = ['/bin/sh', '-c', `until test -e '${rootPath}/go'; do sleep 0.05; done`];
  const env = { PATH: '/usr/bin:/bin', COORDINATOR_RUN: run };
  const plain = { firstSignal: null, scratchPath: null };
  const spec = { run, argv, cwd: path, env, ...logs, ...plain, graceMs: 100, ceilingMs: 60_000, limits };
  const earlier = stage.world.processes.runThrough(spec, 60_000);
  expect(await stage.act(action)).toMatchObject({ kind: 'failed', class: 'transient' });
  expect(existsSync(path)).toBe(true);
  writeFiles(rootPath, { go: '' });
  await earlier;
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  expect(existsSync(path)).toBe(false);
});
