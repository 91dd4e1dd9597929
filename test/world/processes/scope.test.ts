/**
 * No user manager of systemd is needed, or used: programs of the same names stand in for it, which note their words and
 * hand over to the command. What they cannot show is what systemd itself does with those words.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import type { WorkerLimits } from '../../../src/model/settings.ts';
import { openProcesses } from '../../../src/world/processes/open-processes.ts';
import { readSupervisionOf } from '../../../src/world/processes/read-supervision.ts';
import { probeScope, type ScopeProbe } from '../../../src/world/processes/scope.ts';
import { noLimits } from '../../support/no-limits.ts';
import { until, untilTalking } from '../../support/until.ts';
import { endOf, isRunning, openRig, readOwner, statField, workersPath } from './rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'manager-'));
const notes = join(folder, 'notes');
const readNotes = (): string[] => readFileSync(notes, 'utf8').split('\n').filter(Boolean);
beforeEach(() => writeFileSync(notes, ''));
afterAll(() => rmSync(folder, { recursive: true }));

/** Notes its words and what it is to reach the manager by; `body` is what it does then. */
const standIn = (name: string, body: string): void => {
  const path = join(folder, name);
  writeFileSync(
    path,
    `#!/bin/sh\necho "${name} $*" >>${notes}\n[ "$XDG_RUNTIME_DIR" = /run/user/7 ] || exit 1\n${body}`,
  );
  chmodSync(path, 0o755);
};
const handOver = 'while [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n';
standIn('systemd-run', handOver);
standIn('systemctl', 'exit 0\n');

const env = { PATH: folder, XDG_RUNTIME_DIR: '/run/user/7' };
const probe: ScopeProbe = { env, outlivesLogin: () => true };
const limits: WorkerLimits = { ...noLimits, memoryBytes: 2 ** 30, processCount: 100 };
const tierOf = (run: string, runsPath: string) => readSupervisionOf(runsPath, run)?.tier;

/** A rig whose door makes scopes, and how often it asked for the manager. */
const openScoped = () => {
  const rig = openRig();
  onTestFinished(rig.close);
  let askedCount = 0;
  const processes = openProcesses({
    runsPath: rig.runsPath,
    patience: { quietMs: 100, limitMs: 5000, runnerMs: 300 },
    probeScope: () => {
      askedCount += 1;
      return probeScope(probe);
    },
  });
  const startInside = async (name: string, given = limits, more = {}): Promise<string> => {
    const spec = rig.specOf([join(workersPath, name)], { limits: given });
    const inside = { ...spec, env: { ...spec.env, XDG_RUNTIME_DIR: '/run/user/7', ...more } };
    await processes.startRun(inside);
    return spec.run;
  };
  return { ...rig, processes, startInside, askedCount: () => askedCount };
};

it('a limited tree is started in a scope of its own, and stays the same process', async () => {
  const rig = openScoped();
  const run = await rig.startInside('writes-then-sleeps');
  await untilTalking(rig.processes, run);
  const started = readNotes().find((line) => line.includes(run)) ?? '';
  expect(started).toContain(
    `systemd-run --user --scope --quiet --collect --unit=coordinator-${run}.scope` +
      ` -p MemoryMax=1073741824 -p TasksMax=3200 -p OOMPolicy=continue -- `,
  );
  expect(tierOf(run, rig.runsPath)).toBe('T0');
  const [, runner = 0, , worker = 0, , , subreaper] = readOwner(rig, run).map(Number);
  expect(subreaper).toBe(1);
  expect(statField(worker, 4)).toBe(String(runner));
  expect(rig.processes.stopRun(run, 'term')).toBe('sent');
  expect(await endOf(rig.processes, run)).toBe('143 term');
  expect(rig.askedCount()).toBe(1);
});

it('when its runner is gone the scope is ended, and what is left of it by proof', async () => {
  const rig = openScoped();
  const run = await rig.startInside('ignores-sigterm');
  await untilTalking(rig.processes, run);
  const runner = Number(readOwner(rig, run)[1]);
  process.kill(runner, 'SIGKILL');
  await until(() => !isRunning(runner));
  expect(await rig.processes.sweepRun(run)).toEqual([]);
  expect(readNotes().at(-1)).toBe(`systemctl --user kill --signal=SIGKILL coordinator-${run}.scope`);
});

it('no scope without a limit of the tree, nor for a worker that is given another manager', async () => {
  const rig = openScoped();
  const unlimited = await rig.startInside('exits-zero', { ...noLimits, openFileCount: 64 });
  expect(await endOf(rig.processes, unlimited)).toBe('0 self');
  expect(rig.askedCount()).toBe(0);
  const elsewhere = await rig.startInside('exits-zero', limits, { XDG_RUNTIME_DIR: '/elsewhere' });
  expect(await endOf(rig.processes, elsewhere)).toBe('0 self');
  expect([unlimited, elsewhere].map((run) => tierOf(run, rig.runsPath))).toEqual(['T1', 'T1']);
});

it('a manager that does not know how to go on after an out-of-memory kill is used all the same', () => {
  standIn('systemd-run', `case "$*" in *OOMPolicy*) exit 1 ;; esac\n${handOver}`);
  onTestFinished(() => standIn('systemd-run', handOver));
  expect(probeScope(probe)).toMatchObject({ kind: 'there', policy: [] });
});

it.each([
  ['nobody is logged in', undefined, true, 'no user manager'],
  [
    'it would end with the login',
    '/run/user/7',
    false,
    'workers would end at logout: loginctl enable-linger',
  ],
  ['it does not answer', '/run/user/8', true, 'the user manager does not answer'],
])('none where %s', (_, runtimePath, outlives, why) => {
  const given: ScopeProbe = {
    env: { PATH: folder, XDG_RUNTIME_DIR: runtimePath },
    outlivesLogin: () => outlives,
  };
  expect(probeScope(given)).toEqual({ kind: 'none', why });
});

it('says what applies to the workers of a machine, and why', () => {
  const processes = openProcesses({ runsPath: folder, probeScope: () => probeScope(probe) });
  expect(processes.readSupervision(noLimits)).toMatchObject({ tier: 'T1', why: 'subreaper', lowered: [] });
  expect(processes.readSupervision(limits)).toMatchObject({
    tier: 'T0',
    memory: 'scope',
    processes: 'sampled',
  });
  const plain = openProcesses({
    runsPath: folder,
    tools: { tier: 'T2', perlPath: null, shellPath: '/bin/sh' },
  });
  expect(plain.readSupervision(limits)).toMatchObject({ tier: 'T2', why: 'no perl here', memory: 'sampled' });
});
