import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { RunSpec, SetupSpec } from '../../../src/model/run-spec.ts';
import { until, untilSeen } from '../../support/until.ts';
import { openRig, type Rig } from './rig.ts';

const rig = openRig();
const bashRig = openRig({ shellPath: '/bin/bash' });
afterEach(() => Promise.all([rig.expectClean(), bashRig.expectClean()]));
afterAll(() => Promise.all([rig.close(), bashRig.close()]));

/** The run, and what its set-up leaves. */
const start = async (
  command: string,
  argv: readonly string[],
  { on = rig, ...part }: Partial<RunSpec> & { readonly on?: Rig } = {},
) => {
  const name = Math.random().toString(36).slice(2);
  const logPath = join(on.rootPath, 'logs', name, 'setup.log');
  const markPath = join(on.rootPath, `${name}.mark`);
  const setup: SetupSpec = { command, logPath, markPath, hiddenName: null };
  const run = await on.start(argv, { ...part, setup });
  return { run, logPath, markPath, readLog: () => readFileSync(logPath, 'utf8') };
};

test('the set-up comes first, in the worktree; then the agent begins, in the same place of the tree', async () => {
  const command = 'echo "in $PWD, for $COORDINATOR_RUN"; cat; echo oops >&2; echo made >by-setup';
  const { run, markPath, readLog } = await start(command, ['exits-with-code', '7']);
  const seen = await untilSeen(rig.processes, run, 'ended');
  expect(seen).toMatchObject({ exit: { code: 7, why: 'self' } });
  expect(seen).not.toHaveProperty('exit.failedSetup');
  expect(readLog()).toBe(`--- worktrees.setup\nin ${rig.treePath}, for ${run}\noops\n`);
  expect(readFileSync(join(rig.treePath, 'by-setup'), 'utf8')).toBe('made\n');
  expect(existsSync(markPath)).toBe(true);
});

test('one that fails says its last words; the agent never begins and nothing is marked', async () => {
  const command = 'for line in a b "\u001b[31mc\u001b[0m"; do echo $line; done; (sleep 600 &); exit 3';
  const { run, markPath } = await start(command, ['writes-then-sleeps']);
  const seen = await untilSeen(rig.processes, run, 'ended');
  expect(seen).toMatchObject({ exit: { code: 3, why: 'self', failedSetup: ['a', 'b', 'c'] } });
  expect(rig.logOf(run)).toBe('');
  expect(existsSync(markPath)).toBe(false);
});

test('its words are the sign of life; asked to end, all of it ends and it counts as neither done nor failed', async () => {
  const { run, markPath } = await start('echo going; setsid sleep 600 & sleep 600', ['writes-then-sleeps']);
  await until(() => {
    const seen = rig.processes.readRun(run);
    return seen.kind === 'live' && seen.lastOutputAtMs !== null;
  });
  expect(rig.logOf(run)).toBe('');
  rig.processes.stopRun(run, 'term');
  const seen = await untilSeen(rig.processes, run, 'ended');
  expect(seen).toMatchObject({ exit: { why: 'term' } });
  expect(seen).not.toHaveProperty('exit.failedSetup');
  expect(existsSync(markPath)).toBe(false);
});

const shells = [rig, bashRig].filter((_, index) => index === 0 || existsSync('/bin/bash'));

test.each(shells)(
  'one that ends well because it is asked to end is not done: the agent never begins',
  async (on) => {
    const command = 'trap "exit 0" INT; echo going; while :; do sleep 0.05; done';
    const firstSignal = { signal: 'SIGINT', graceMs: 5000 } as const;
    const { run, markPath, readLog } = await start(command, ['writes-then-sleeps'], { on, firstSignal });
    await until(() => existsSync(join(on.rootPath, 'logs')) && readLog().includes('going'));
    on.processes.stopRun(run, 'term');
    const seen = await untilSeen(on.processes, run, 'ended');
    expect(seen).toMatchObject({ exit: { code: 130, why: 'term' } });
    expect(seen).not.toHaveProperty('exit.failedSetup');
    expect(existsSync(markPath)).toBe(false);
    expect(on.logOf(run)).toBe('');
  },
);
