import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBootId } from '../../../src/world/processes/machine.ts';
import { openProcesses } from '../../../src/world/processes/open-processes.ts';
import { until, untilSeen, untilTalking } from '../../support/until.ts';
import { endOf, isRunning, openRig, readOwner, readWitnessed, statField, workersPath } from './rig.ts';

const rig = openRig();
const { processes, start, runsPath, rootPath } = rig;
const fileOf = (run: string, name: string): string => join(runsPath, run, name);
afterEach(rig.expectClean);
afterAll(rig.close);

const killRunner = async (run: string): Promise<void> => {
  const pid = Number(readOwner(rig, run)[1]);
  process.kill(pid, 'SIGKILL');
  await until(() => !isRunning(pid));
};

describe('a lost runner', () => {
  it('leaves its worker orphaned; after the sweep the exit is unknown', async () => {
    const run = await start(['ignores-sigterm']);
    await untilTalking(processes, run);
    await killRunner(run);
    const worker = Number(readOwner(rig, run)[3]);
    const seen = processes.readRun(run);
    expect(seen.kind).toBe('orphaned');
    expect(seen.kind === 'orphaned' ? seen.pids : []).toContain(worker);
    expect(processes.stopRun(run, 'term')).toBe('gone');
    expect(await processes.sweepRun(run)).toEqual([]);
    expect(processes.readRun(run)).toEqual({ kind: 'lost', why: 'runner-died' });
    expect(await processes.sweepRun(run)).toEqual([]);
  });

  it.each(['double-forks', 'spawns-detached-child'])('%s is swept by its mark', async (name) => {
    const run = await start([name]);
    await untilTalking(processes, run);
    await killRunner(run);
    expect(await processes.sweepRun(run)).toEqual([]);
    expect(readWitnessed(join(rootPath, `${run}.pids`)).filter(isRunning)).toEqual([]);
    expect(processes.readRun(run)).toEqual({ kind: 'lost', why: 'runner-died' });
  });

  it('leaves children without a mark: the worker leads to them, as long as it is there', async () => {
    const run = await start(['leaves-session-mates']);
    await untilTalking(processes, run);
    await killRunner(run);
    const witnessed = readWitnessed(join(rootPath, `${run}.pids`));
    expect(witnessed.map(isRunning)).toEqual([true, true]);
    expect(await processes.sweepRun(run)).toEqual([]);
    expect(witnessed.filter(isRunning)).toEqual([]);
  });

  it('that died before it wrote who it supervises has started nothing', async () => {
    const run = await start(['writes-then-sleeps']);
    await untilSeen(processes, run, 'live');
    await killRunner(run);
    renameSync(fileOf(run, 'owner'), fileOf(run, 'owner.kept'));
    expect(processes.readRun(run)).toEqual({ kind: 'claimed' });
    await processes.sweepRun(run);
    expect(processes.readRun(run)).toEqual({ kind: 'lost', why: 'runner-died' });
  });

  it('that is silent is swept last, after what it should have ended', async () => {
    const run = await start(['ignores-sigterm']);
    await untilTalking(processes, run);
    process.kill(Number(readOwner(rig, run)[1]), 'SIGSTOP');
    expect(await processes.sweepRun(run)).toEqual([]);
    expect(processes.readRun(run)).toEqual({ kind: 'lost', why: 'runner-died' });
  });

  it('is spared by a sweep as long as it can still tell the exit', async () => {
    const run = await start(['ignores-sigterm']);
    await untilTalking(processes, run);
    expect(await processes.sweepRun(run)).toEqual([]);
    expect(await endOf(processes, run)).toBe('137 self');
  });
});

describe('an exit record', () => {
  it('counts when the runner died before the tree was proven empty', async () => {
    const run = await start(['exits-with-code', '7']);
    expect(await endOf(processes, run)).toBe('7 self');
    await until(() => !isRunning(Number(readOwner(rig, run)[1])));
    renameSync(fileOf(run, 'drained'), fileOf(run, 'drain'));
    expect(processes.readRun(run)).toMatchObject({ kind: 'ended', exit: { code: 7, why: 'self' } });
    renameSync(fileOf(run, 'exit'), fileOf(run, 'status'));
    expect(processes.readRun(run)).toMatchObject({ kind: 'ended', exit: { code: 7, why: 'self' } });
    writeFileSync(fileOf(run, 'status'), `${' '.repeat(63)}\n`);
    expect(processes.readRun(run)).toEqual({ kind: 'lost', why: 'runner-died' });
    writeFileSync(fileOf(run, 'exit'), 'exit 0 self');
    expect(processes.readRun(run)).toEqual({ kind: 'garbled', file: fileOf(run, 'exit') });
  });

  it('waits for leftovers that outlived the runner', async () => {
    const run = await start(['exits-leaving-server', 'stubborn'], { graceMs: 60_000 });
    await untilSeen(processes, run, 'draining');
    await killRunner(run);
    expect(processes.readRun(run)).toMatchObject({ kind: 'draining', runnerAlive: false, exit: { code: 0 } });
    expect(await processes.sweepRun(run)).toEqual([]);
    expect(await endOf(processes, run)).toBe('0 self');
  });
});

describe('before the start', () => {
  it('there is nothing, then a directory, then for ever nothing', () => {
    const { run } = rig.specOf([]);
    expect(processes.readRun(run)).toEqual({ kind: 'absent' });
    mkdirSync(join(runsPath, run), { recursive: true });
    expect(processes.readRun(run)).toEqual({ kind: 'unclaimed' });
    expect([processes.fenceRun(run), processes.fenceRun(run)]).toEqual(['fenced', 'fenced']);
    expect(processes.readRun(run)).toEqual({ kind: 'fenced' });
  });

  it('a run that was called off cannot be started any more', async () => {
    const spec = rig.specOf([join(workersPath, 'writes-then-sleeps')]);
    expect(processes.fenceRun(spec.run)).toBe('fenced');
    await expect(processes.startRun(spec)).rejects.toMatchObject({ name: 'BugError' });
    expect(processes.readRun(spec.run)).toEqual({ kind: 'fenced' });
  });

  it('either the runner starts or the run is called off, never both', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 12; round += 1) {
      const run = await start(['writes-then-sleeps']);
      const waitUntilMs = performance.now() + round;
      await until(() => performance.now() > waitUntilMs);
      const fenced = processes.fenceRun(run);
      outcomes.add(fenced);
      if (fenced === 'claimed') {
        await untilTalking(processes, run);
        processes.stopRun(run, 'kill');
        expect(await endOf(processes, run)).toBe('137 kill');
      } else {
        await rig.expectClean();
        expect(processes.readRun(run)).toEqual({ kind: 'fenced' });
        expect(rig.logOf(run)).toBe('');
      }
    }
    expect([...outcomes]).toContain('fenced');
  });
});

describe('the death of the coordinator', () => {
  it('leaves runs that can be listed and led back to where they work, without any memory', async () => {
    const run = await start(['exits-zero']);
    await endOf(processes, run);
    const later = openProcesses({ runsPath });
    mkdirSync(fileOf('x', ''), { recursive: true });
    mkdirSync(fileOf('no-record-0000', ''));
    writeFileSync(fileOf('no-record-0000', 'spec.json'), '{"cwd"');
    expect(later.listRuns()).toEqual(expect.arrayContaining([run, 'no-record-0000']));
    expect(later.listRuns()).not.toContain('x');
    expect(later.readRunPath(run)).toBe(rig.treePath);
    expect(later.readRunPath('no-record-0000')).toBeNull();
    expect(openProcesses({ runsPath: join(rootPath, 'nowhere') }).listRuns()).toEqual([]);
    rmSync(fileOf('x', ''), { recursive: true });
  });

  it('right after the start changes nothing: the worker writes all, its exit is read later', async () => {
    const gate = join(rootPath, 'gate');
    const spec = rig.specOf([join(workersPath, 'writes-sixty-lines'), gate]);
    const program = join(rootPath, 'coordinator.mjs');
    const door = new URL('../../../src/world/processes/open-processes.ts', import.meta.url).href;
    writeFileSync(
      program,
      `import { openProcesses } from ${JSON.stringify(door)};
       const processes = openProcesses({ runsPath: ${JSON.stringify(runsPath)} });
       await processes.startRun(${JSON.stringify(spec)});
       process.kill(process.pid, 'SIGKILL');`,
    );
    const coordinator = spawn(process.execPath, [program], { stdio: 'ignore' });
    await new Promise((resolve) => coordinator.on('exit', resolve));
    expect(coordinator.signalCode).toBe('SIGKILL');
    const next = openProcesses({ runsPath });
    await untilSeen(next, spec.run, 'live');
    expect(readFileSync(spec.stdoutPath, 'utf8')).toBe('');
    writeFileSync(gate, '');
    expect(await endOf(next, spec.run)).toBe('5 self');
    const lines = readFileSync(spec.stdoutPath, 'utf8').trimEnd().split('\n');
    expect(lines).toEqual(Array.from({ length: 60 }, (_, n) => `line ${n + 1}`));
  });
});

describe('an owner record', () => {
  let run = '';
  let bystander = 0;
  beforeEach(async () => {
    run = await start(['writes-then-sleeps']);
    await untilTalking(processes, run);
    const child = spawn(join(workersPath, 'obeys-sigterm'), { stdio: 'ignore' });
    bystander = child.pid ?? 0;
  });
  afterEach(async () => {
    expect(isRunning(bystander)).toBe(true);
    process.kill(bystander, 'SIGKILL');
    const [kept, owner] = [fileOf(run, 'owner.kept'), fileOf(run, 'owner')];
    rmSync(owner, { force: true });
    renameSync(kept, owner);
    processes.stopRun(run, 'kill');
    await untilSeen(processes, run, 'ended');
  });

  const claimOwner = (words: readonly string[]): void => {
    renameSync(fileOf(run, 'owner'), fileOf(run, 'owner.kept'));
    writeFileSync(fileOf(run, 'owner'), `${words.join(' ')}\n`);
  };

  it.each(['', 'v3', 'v4 2 1 3 1 b 1 .', 'v3 0 1 0 1 b 1 .', 'v3 -1 1 -1 1 b 1 .', '\0'.repeat(40)])(
    'that is garbage (%j) quarantines the run and signals nothing',
    async (text) => {
      const [, runner, , worker] = readOwner(rig, run).map(Number);
      claimOwner([text]);
      expect(processes.readRun(run)).toEqual({ kind: 'garbled', file: fileOf(run, 'owner') });
      expect(processes.stopRun(run, 'kill')).toBe('gone');
      expect(await processes.sweepRun(run)).toEqual(expect.arrayContaining([runner, worker]));
      expect([runner, worker].map((pid) => isRunning(pid ?? 0))).toEqual([true, true]);
    },
  );

  it('of another boot means lost, and nothing is signalled', async () => {
    const start = statField(bystander, 22);
    const boot = readBootId().replaceAll(/\d/g, '0');
    claimOwner(['v3', `${bystander}`, start, `${bystander}`, start, boot, '1', '.']);
    expect(processes.readRun(run)).toEqual({ kind: 'lost', why: 'reboot' });
    expect(processes.stopRun(run, 'kill')).toBe('gone');
    expect(await processes.sweepRun(run)).toEqual([]);
  });

  it.each(['alive', 'gone'])(
    'whose worker is the leader of a foreign session by now (%s) ends none of it',
    async (leader) => {
      const last = leader === 'alive' ? 'wait' : 'exit';
      const foreign = spawn('sh', ['-c', `sleep 600 & echo $!; ${last}`], {
        detached: true,
        env: { PATH: '/usr/bin:/bin' },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const member = Number(String(await new Promise((resolve) => foreign.stdout.once('data', resolve))));
      if (leader === 'gone') await new Promise((resolve) => foreign.once('exit', resolve));
      expect(statField(member, 6)).toBe(String(foreign.pid));
      const [, runner = '', runnerStart = ''] = readOwner(rig, run);
      claimOwner(['v3', runner, runnerStart, `${foreign.pid}`, '17', readBootId(), '1', '.']);
      expect(await processes.sweepRun(run)).toEqual([]);
      expect(isRunning(member)).toBe(true);
      process.kill(member, 'SIGKILL');
    },
  );

  it('whose pid is somebody else by now signals nobody', async () => {
    const [, , , worker = '', workerStart = ''] = readOwner(rig, run);
    claimOwner(['v3', `${bystander}`, '17', worker, workerStart, readBootId(), '1', '.']);
    expect(processes.readRun(run).kind).toBe('orphaned');
    expect(processes.stopRun(run, 'term')).toBe('gone');
  });
});
