import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { readAwakeMs, readBootId, readSelf } from '../../../src/world/processes/machine.ts';
import {
  isAlive,
  readMarked,
  readProcess,
  signalExactly,
} from '../../../src/world/processes/process-table.ts';
import { until } from '../../support/until.ts';
import { isRunning, statField } from './rig.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
const spawnWith = (env: Record<string, string>, argv = ['sleep', '600']): number => {
  const child = spawn('/usr/bin/env', argv, { env: { PATH: '/usr/bin:/bin', ...env }, stdio: 'ignore' });
  children.push(child);
  return child.pid ?? 0;
};
const refOf = (pid: number) => ({ pid, startTicks: readProcess(pid)?.startTicks ?? '' });

it('knows this process and its boot', () => {
  const self = readSelf();
  expect(self).toEqual({ pid: process.pid, startTicks: statField(process.pid, 22), boot: readBootId() });
  expect(readBootId()).toMatch(/^[0-9a-f-]{36}$/);
});

it('knows the time awake as every process of this boot does', () => {
  const script = 'process.stdout.write(String(process.hrtime.bigint() / 1000000n))';
  const before = readAwakeMs();
  const other = Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
  expect(other).toBeGreaterThanOrEqual(before);
  expect(readAwakeMs()).toBeGreaterThanOrEqual(other);
});

it('reads a start time past a name that holds parentheses and spaces', async () => {
  const pid = spawnWith({}, ['perl', '-e', '$0 = "a) S 1 (b c"; sleep 600']);
  await until(() => readProcess(pid)?.startTicks === statField(pid, 22) && isAlive(refOf(pid)));
  expect(readProcess(pid)?.startTicks).toMatch(/^\d+$/);
});

it('takes a zombie for dead', async () => {
  const pid = spawnWith({}, ['perl', '-e', '$| = 1; if (my $p = fork) { $0 = $p; sleep 600 } exit 0']);
  await until(() => readZombieOf(pid) !== undefined);
  const zombie = readZombieOf(pid) ?? 0;
  expect(isAlive(refOf(zombie))).toBe(false);
  expect(signalExactly(refOf(zombie), 'SIGTERM')).toBe(false);
});

const readZombieOf = (parent: number): number | undefined => {
  for (let pid = parent + 1; pid < parent + 50; pid += 1) {
    if (readProcess(pid)?.state === 'Z' && statField(pid, 4) === String(parent)) return pid;
  }
  return undefined;
};

it.each([0, 1, -1, -process.pid, Number.NaN, 1.5])('never signals %s', (pid) => {
  expect(signalExactly({ pid, startTicks: statField(1, 22) }, 'SIGTERM')).toBe(false);
});

it('signals only the process with that start time', async () => {
  const pid = spawnWith({});
  expect(signalExactly({ pid, startTicks: '1' }, 'SIGKILL')).toBe(false);
  expect(isRunning(pid)).toBe(true);
  expect(signalExactly(refOf(pid), 'SIGKILL')).toBe(true);
  await until(() => !isRunning(pid));
  expect(signalExactly(refOf(pid), 'SIGKILL')).toBe(false);
});

it('finds a mark only as one whole entry', async () => {
  const run = '5e0ffb4c-0000-4000-8000-000000000000';
  const first = spawnWith({ COORDINATOR_RUN: run });
  const last = spawnWith({ A: 'x', COORDINATOR_RUN: run });
  const others = [
    spawnWith({ COORDINATOR_RUN: '' }),
    spawnWith({ COORDINATOR_RUN: `${run}0` }),
    spawnWith({ XCOORDINATOR_RUN: run }),
    spawnWith({ NOTE: `COORDINATOR_RUN=${run}` }),
    spawnWith({}, ['sleep', '600', `COORDINATOR_RUN=${run}`]),
  ];
  await until(() => readMarked(run).length === 2);
  expect(others).toHaveLength(5);
  expect(readMarked(run).map(({ pid }) => pid)).toEqual([first, last].sort((a, b) => a - b));
  expect(() => readMarked('')).toThrow(/empty run id/);
});
