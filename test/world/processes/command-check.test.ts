import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openProcesses } from '../../../src/world/processes/open-processes.ts';
import { openRig, workersPath } from './rig.ts';

const rig = openRig();
afterAll(rig.close);
mkdirSync(rig.runsPath, { recursive: true });
writeFileSync(join(rig.treePath, 'plain.txt'), 'not a program');
symlinkSync('loop.sh', join(rig.treePath, 'loop.sh'));

it.each([
  [['no-such-program-anywhere'], /"no-such-program-anywhere": it is not on the worker's PATH/],
  [['./missing.sh'], /"\.\/missing\.sh": .*tree\/missing\.sh does not exist/],
  [['./plain.txt'], /is not executable/],
  [['./plain.txt/x.sh'], /plain\.txt\/x\.sh does not exist: a part of the path is not a directory/],
  [['./loop.sh'], /"\.\/loop\.sh": .*loop\.sh is a symbolic link that leads back to itself/],
  [[`./${'x'.repeat(300)}`], /is too long a path/],
  [['/usr/bin'], /is not a file|not executable/],
  [['/'], /is not a file/],
  [[], /no command/],
  [[''], /no command/],
  [['cat', 'a\0b'], /NUL/],
  [['cat', 'x'.repeat(200_000)], /too long/],
])('refuses %j before anything runs', async (argv, message) => {
  const spec = rig.specOf(argv.map((word) => word.slice(0, 200_000)));
  const refusal = rig.processes.startRun(spec);
  await expect(refusal).rejects.toMatchObject({
    name: 'PermanentError',
    message: expect.stringMatching(message),
  });
  expect(['absent', 'fenced']).toContain(rig.processes.readRun(spec.run).kind);
});

it('looks for a bare name where the worker would, not where the coordinator would', async () => {
  const spec = rig.specOf(['exits-zero']);
  const env = { ...spec.env, PATH: `/nowhere:${workersPath}` };
  await expect(rig.processes.startRun(spec)).rejects.toMatchObject({ name: 'PermanentError' });
  await rig.processes.startRun({ ...spec, env });
  await rig.expectClean();
});

it('a missing worktree may come back: that is tried again', async () => {
  const cwd = join(rig.rootPath, 'gone');
  const refusal = rig.processes.startRun(rig.specOf(['cat'], { cwd }));
  await expect(refusal).rejects.toMatchObject({
    name: 'TransientError',
    message: expect.stringContaining(cwd),
  });
});

it.each(['loop.sh', 'x'.repeat(300), 'plain.txt/tree'])(
  'a worktree at %s is trouble, no bug',
  async (name) => {
    const cwd = join(rig.treePath, name);
    const refusal = rig.processes.startRun(rig.specOf(['cat'], { cwd }));
    await expect(refusal).rejects.toMatchObject({
      name: 'TransientError',
      message: expect.stringContaining(`cannot start in ${cwd}`),
    });
  },
);

it('a file where the run directories should be is trouble, no bug', async () => {
  const processes = openProcesses({ runsPath: join(rig.treePath, 'plain.txt') });
  await expect(processes.startRun(rig.specOf(['cat']))).rejects.toMatchObject({ name: 'TransientError' });
});

it('a missing prompt calls the run off for ever', async () => {
  const spec = rig.specOf(['cat'], { stdinPath: join(rig.rootPath, 'no-prompt.md') });
  await expect(rig.processes.startRun(spec)).rejects.toMatchObject({ name: 'TransientError' });
  expect(rig.processes.readRun(spec.run)).toEqual({ kind: 'fenced' });
});

it('a run that does not carry its own mark, or has a strange name, is a bug', async () => {
  const spec = rig.specOf(['cat']);
  const unmarked = rig.processes.startRun({ ...spec, env: { ...spec.env, COORDINATOR_RUN: 'other' } });
  await expect(unmarked).rejects.toMatchObject({ name: 'BugError' });
  for (const run of ['', '..', '../../etc', 'a/b/c/d/e/f']) {
    expect(() => rig.processes.readRun(run)).toThrow(/not a run id/);
  }
  rmSync(rig.treePath, { recursive: true });
});
