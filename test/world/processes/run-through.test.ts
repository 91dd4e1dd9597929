import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { isRunning, openRig, readOwner } from './rig.ts';

const rig = openRig();
afterAll(rig.close);

const begin = (command: string, limitMs = 60_000) => {
  const spec = rig.specOf(['/bin/sh', '-c', command], { run: `${randomUUID()}-teardown` });
  return { spec, exit: rig.processes.runThrough(spec, limitMs) };
};

test('a command is run to its end, all of its tree with it; nothing is left but what it said', async () => {
  const { spec, exit } = begin('echo in "$PWD"; setsid sleep 600 & echo $! >&2; exit 3');
  expect(await exit).toMatchObject({ code: 3, why: 'self' });
  expect(readFileSync(spec.stdoutPath, 'utf8')).toBe(`in ${rig.treePath}\n`);
  expect(isRunning(Number(readFileSync(spec.stderrPath, 'utf8')))).toBe(false);
  expect(readdirSync(rig.runsPath)).not.toContain(spec.run);
});

test('one that takes too long is asked to end', async () => {
  expect(await begin('sleep 600', 100).exit).toMatchObject({ why: 'term' });
});

test('of one whose runner was killed nobody knows how it ended; nothing of it lives on', async () => {
  const { spec, exit } = begin('echo $$; exec sleep 600');
  await until(() => rig.processes.readRun(spec.run).kind === 'live' && rig.logOf(spec.run) !== '');
  process.kill(Number(readOwner(rig, spec.run)[1]), 'SIGKILL');
  expect(await exit).toBeNull();
  expect(isRunning(Number(rig.logOf(spec.run)))).toBe(false);
});
