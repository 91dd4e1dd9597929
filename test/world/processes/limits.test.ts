import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { loweredLimits, readHardLimits, ulimitWords } from '../../../src/world/processes/limits.ts';
import { noLimits } from '../../support/no-limits.ts';
import { untilTalking } from '../../support/until.ts';
import { endOf, openRig, readOwner } from './rig.ts';

const bashAsSh = join(mkdtempSync(join(tmpdir(), 'shell-')), 'sh');
symlinkSync('/bin/bash', bashAsSh);

/** Soft and hard limit of a process by name, as `prlimit` tells them. */
const prlimitOf = (pid: number, name: string): string =>
  execFileSync(
    '/usr/bin/prlimit',
    ['-p', String(pid), `--${name}`, '--noheadings', '--raw', '-o', 'SOFT,HARD'],
    {
      encoding: 'utf8',
    },
  ).trim();

const names = ['nofile', 'cpu', 'fsize', 'core'] as const;

describe.each([
  ['dash', { shellPath: '/bin/sh' }],
  ['bash', { shellPath: bashAsSh }],
  ['a shell alone', { perlPath: null, tier: 'T2' as const }],
])('under a runner in %s', (_, tools) => {
  const rig = openRig(tools);
  afterEach(rig.expectClean);
  afterAll(rig.close);

  it('a worker has its limits, its runner has none of them', async () => {
    const before = names.map((name) => prlimitOf(process.pid, name));
    const limits = { ...noLimits, openFileCount: 64, cpuMs: 60_500, fileSizeBytes: 1_000_000 };
    const run = await rig.start(['writes-then-sleeps'], { limits });
    await untilTalking(rig.processes, run);
    const [, runner = 0, , worker = 0] = readOwner(rig, run).map(Number);
    expect(names.slice(0, 3).map((name) => prlimitOf(worker, name))).toEqual([
      '64 64',
      '61 66',
      // Whole blocks of 512 bytes.
      '1000448 1000448',
    ]);
    expect(prlimitOf(worker, 'core')).toMatch(/^0 /);
    expect(names.map((name) => prlimitOf(runner, name))).toEqual(before);
    rig.processes.stopRun(run, 'kill');
    expect(await endOf(rig.processes, run)).toBe('137 kill');
    await rig.processes.sweepRun(run);
  });
});

describe('a worker that goes beyond', () => {
  const rig = openRig();
  const { processes, start } = rig;
  afterEach(rig.expectClean);
  afterAll(rig.close);

  it('its open files gets no more of them', async () => {
    const run = await start(['opens-files'], { limits: { ...noLimits, openFileCount: 40 } });
    expect(await endOf(processes, run)).toBe('3 self');
    expect(rig.logOf(run)).toMatch(/^(39|40) open: Too many open files/);
  });

  it('its file size is ended, and the exit is recorded all the same', async () => {
    const run = await start(['writes-large-file'], { limits: { ...noLimits, fileSizeBytes: 4096 } });
    expect(await endOf(processes, run)).toBe('153 self');
    expect(statSync(join(rig.treePath, 'large')).size).toBe(4096);
  });

  it('its processor time is ended', async () => {
    const run = await start(['burns-cpu'], { limits: { ...noLimits, cpuMs: 1000 } });
    expect(await endOf(processes, run)).toBe('152 self');
  });

  it('is not started at all where its limits cannot be set', async () => {
    const run = await start(['exits-zero'], { limits: { ...noLimits, openFileCount: 2 ** 52 } });
    const seen = await endOf(processes, run);
    // Where this machine itself has a limit it applies instead.
    expect(seen).toBe(readHardLimits().openFileCount === null ? '126 self' : '0 self');
  });

  it('still says 127 when the command is not there', async () => {
    const limits = { ...noLimits, openFileCount: 8, cpuMs: 1000, fileSizeBytes: 512 };
    const spec = rig.specOf([]);
    const run = await start(['needs-missing-interpreter'], { limits, stderrPath: spec.stderrPath });
    expect(await endOf(processes, run)).toBe('127 self');
    expect(readFileSync(spec.stderrPath, 'utf8')).toMatch(/cannot start .*needs-missing-interpreter/);
  });
});

describe('what this process may not do itself', () => {
  const hard = { cpuS: 30, openFileCount: 1024, fileSizeBytes: 1_000_000 };

  it('a worker may not either', () => {
    const limits = { ...noLimits, openFileCount: 4096, cpuMs: 60_000, fileSizeBytes: 2 ** 30 };
    expect(ulimitWords(limits, hard)).toBe('n 1024 1024 t 30 30 f 1953 1953');
    expect(loweredLimits(limits, hard)).toEqual([
      'workers.limits.openFiles: 1024 applies, not 4096: more is not allowed to the coordinator itself',
      'workers.limits.cpu: 30s applies, not 60s: more is not allowed to the coordinator itself',
      'workers.limits.fileSize: 976.6 KiB applies, not 1 GiB: more is not allowed to the coordinator itself',
    ]);
  });

  it('says nothing of what is allowed, or not limited', () => {
    const limits = { ...noLimits, openFileCount: 64, cpuMs: 1000, fileSizeBytes: 512 };
    expect(loweredLimits(limits, hard)).toEqual([]);
    expect(loweredLimits(noLimits, hard)).toEqual([]);
    expect(ulimitWords(noLimits, hard)).toBe('');
    const unlimited = { cpuS: null, openFileCount: null, fileSizeBytes: null };
    expect(ulimitWords(limits, unlimited)).toBe('n 64 64 t 1 6 f 1 1');
  });

  it('is read as prlimit tells it', () => {
    const [, hardCount = ''] = prlimitOf(process.pid, 'nofile').split(' ');
    expect(String(readHardLimits().openFileCount ?? 'unlimited')).toBe(hardCount);
  });
});
