import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { until, untilSeen, untilTalking } from '../../support/until.ts';
import { endOf, isRunning, openRig, readOwner, readWitnessed, statField } from './rig.ts';

const bashAsSh = join(mkdtempSync(join(tmpdir(), 'shell-')), 'sh');
symlinkSync('/bin/bash', bashAsSh);

describe.each(['/bin/sh', bashAsSh])('a worker under the runner in %s', (shellPath) => {
  const rig = openRig({ shellPath });
  const { processes, start } = rig;
  afterEach(rig.expectClean);
  afterAll(rig.close);

  it.each([0, 7, 255])('exits %i', async (code) => {
    const run = await start(['exits-with-code', String(code)]);
    expect(await endOf(processes, run)).toBe(`${code} self`);
  });

  it.each([
    ['kills-itself', '137 self'],
    ['dies-by-segv', '139 self'],
  ])('%s: %s', async (name, end) => {
    expect(await endOf(processes, await start([name]))).toBe(end);
  });

  it.each([
    ['writes-then-sleeps', '143 term'],
    ['traps-term-exits-3', '3 term'],
    ['spawns-detached-child', '143 term'],
    ['double-forks', '143 term'],
    ['clears-environment-child', '143 term'],
    ['closes-output', '143 term'],
    ['renames-itself', '143 term'],
  ])('%s is asked to end: %s', async (name, end) => {
    const run = await start([name]);
    await untilTalking(processes, run);
    expect(processes.stopRun(run, 'term')).toBe('sent');
    expect(await endOf(processes, run)).toBe(end);
    expect(readOwner(rig, run)[6]).toBe('1');
  });

  it('that has suspended itself is woken to hear that it is to end', async () => {
    const run = await start(['stops-itself'], { graceMs: 5000 });
    await untilTalking(processes, run);
    await until(() => statField(Number(readOwner(rig, run)[3]), 3) === 'T');
    processes.stopRun(run, 'term');
    expect(await endOf(processes, run)).toBe('3 term');
  });

  it.each(['term', 'kill'] as const)('is a fork storm that ends on %s', async (level) => {
    const run = await start(['forks-forever']);
    await until(() => rig.logOf(run) !== '');
    await untilSeen(processes, run, 'draining', 'live');
    processes.stopRun(run, level);
    expect(await endOf(processes, run)).toMatch(/^(0 (self|term|kill)|137 kill)$/);
  });

  it('ignores TERM and is killed when grace is over', async () => {
    const run = await start(['ignores-sigterm']);
    await untilTalking(processes, run);
    const askedAt = performance.now();
    processes.stopRun(run, 'term');
    expect(await endOf(processes, run)).toBe('137 term');
    expect(performance.now() - askedAt).toBeGreaterThan(395);
  });

  it('is killed at once, also while grace runs', async () => {
    const run = await start(['ignores-sigterm'], { graceMs: 60_000 });
    await untilTalking(processes, run);
    processes.stopRun(run, 'term');
    expect(processes.stopRun(run, 'kill')).toBe('sent');
    expect(await endOf(processes, run)).toBe('137 kill');
  });

  it('is ended at its ceiling with nobody asking', async () => {
    const run = await start(['obeys-sigterm'], { ceilingMs: 900 });
    expect(await endOf(processes, run)).toBe('143 ceiling');
  });

  it.each([[['exits-leaving-server']], [['exits-leaving-server', 'stubborn']]])('%s', async (argv) => {
    const run = await start(argv);
    const seen = await untilSeen(processes, run, 'draining', 'ended');
    expect(seen).toMatchObject({ exit: { code: 0, why: 'self' } });
    expect(await endOf(processes, run)).toBe('0 self');
    expect(readWitnessed(join(rig.rootPath, `${run}.pids`))).toHaveLength(1);
  });

  it('has exactly the environment it was given', async () => {
    const env = {
      'npm_config_//host/': 'a=b',
      EMPTY: '',
      PATH: '/usr/bin:/bin',
      LC_ALL: 'xx_XX',
      MANY: 'ä\nb',
    };
    const spec = rig.specOf(['env', '-0']);
    await processes.startRun({ ...spec, env: { ...env, COORDINATOR_RUN: spec.run } });
    await endOf(processes, spec.run);
    const seen = readFileSync(spec.stdoutPath, 'utf8').split('\0').filter(Boolean).sort();
    const given = Object.entries({ ...env, COORDINATOR_RUN: spec.run });
    expect(seen).toEqual(given.map(([name, value]) => `${name}=${value}`).sort());
    expect(readFileSync(spec.stderrPath, 'utf8')).toBe('');
  });

  it('ignores no signal, holds no stray file or terminal and leads a session of its own', async () => {
    const command = 'cat /proc/self/status; ls /proc/self/fd; (: </dev/tty) 2>/dev/null || exec sleep 600';
    const spec = rig.specOf(['sh', '-c', command]);
    await processes.startRun(spec);
    await until(() => /\n0\n1\n2\n3\n$/.test(rig.logOf(spec.run)));
    const [, runner, , worker] = readOwner(rig, spec.run).map(Number);
    expect(statField(worker ?? 0, 6)).toBe(String(worker));
    expect(statField(runner ?? 0, 6)).toBe(String(runner));
    processes.stopRun(spec.run, 'kill');
    expect(await endOf(processes, spec.run)).toBe('137 kill');
    expect(rig.logOf(spec.run)).toMatch(/SigIgn:\s+0{16}\n/);
  });

  it('reads the prompt, or nothing', async () => {
    const stdinPath = join(rig.rootPath, 'prompt.md');
    writeFileSync(stdinPath, 'do this\n');
    const [asked, unasked] = [rig.specOf(['cat'], { stdinPath }), rig.specOf(['cat'])];
    for (const spec of [asked, unasked]) {
      await processes.startRun(spec);
      expect(await endOf(processes, spec.run)).toBe('0 self');
    }
    expect([rig.logOf(asked.run), rig.logOf(unasked.run)]).toEqual(['do this\n', '']);
  });

  it('that only turns out not to be startable exits 127 and says so', async () => {
    const spec = rig.specOf([]);
    const run = await start(['needs-missing-interpreter'], { stderrPath: spec.stderrPath });
    expect(await endOf(processes, run)).toBe('127 self');
    expect(readFileSync(spec.stderrPath, 'utf8')).toMatch(/cannot start .*needs-missing-interpreter/);
  });
});

describe('what a run leaves behind', () => {
  const rig = openRig();
  afterEach(rig.expectClean);
  afterAll(rig.close);

  it('is private, complete and tells how long it took', async () => {
    const run = await rig.start(['exits-zero']);
    const seen = await untilSeen(rig.processes, run, 'ended');
    const directory = join(rig.runsPath, run);
    const modes = ['', 'spec.json', 'owner', 'exit', 'drained', 'runner.err', 'claim'].map(
      (name) => statSync(join(directory, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600, 0o600, 0o600, 0o700]);
    expect(statSync(join(rig.rootPath, 'logs', `${run}.jsonl`)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(directory, 'spec.json'), 'utf8')).not.toContain('/usr/bin:/bin');
    expect(readFileSync(join(directory, 'exit'), 'latin1')).toHaveLength(64);
    const durationMs = seen.kind === 'ended' ? seen.exit.durationMs : null;
    expect(durationMs).toBeGreaterThanOrEqual(0);
    expect(durationMs).toBeLessThan(5000);
  });

  it('is all of a flood of a gigabyte', async () => {
    const run = await rig.start(['floods-stdout', '1000000000']);
    const seen = await untilSeen(rig.processes, run, 'ended', 'lost');
    expect(seen).toMatchObject({ exit: { code: 0, why: 'self' } });
    const path = join(rig.rootPath, 'logs', `${run}.jsonl`);
    expect(statSync(path).size).toBe(1_000_000_000);
    rmSync(path);
  });

  it('is an exit code also on a machine without perl', async () => {
    const plain = openRig({ perlPath: null, tier: 'T2' });
    onTestFinished(plain.close);
    const ended = await plain.start(['exits-with-code', '7']);
    expect(await endOf(plain.processes, ended)).toBe('7 self');
    const stopped = await plain.start(['spawns-detached-child']);
    await untilTalking(plain.processes, stopped);
    plain.processes.stopRun(stopped, 'term');
    expect(await untilSeen(plain.processes, stopped, 'draining')).toMatchObject({ exit: { code: 143 } });
    await until(() => !isRunning(Number(readOwner(plain, stopped)[1])));
    expect(await plain.processes.sweepRun(stopped)).toEqual([]);
    expect(await endOf(plain.processes, stopped)).toBe('143 term');
    await plain.expectClean();
  });
});
