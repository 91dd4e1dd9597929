import { describe, expect, it } from 'vitest';
import { hostHoldOf, hostUnknownsOf } from '../../src/decide/host.ts';
import { known, unknown } from '../../src/model/seen.ts';
import type { HostSeen } from '../../src/model/snapshot.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAttempt, aTask, aTaskWith, runOf } from '../support/remembered.ts';
import { aSnapshot, type GivenWorld, stepsOf } from '../support/snapshots.ts';

const gib = 2 ** 30;
const limits = { minDiskBytes: 2 * gib, minMemoryBytes: gib, maxLoad: 8 };
const settings = settingsOf({ host: limits });
const hostOf = (diskGib: number, memoryGib = 9, load = 1): HostSeen => ({
  freeDiskBytes: known(diskGib * gib, 0),
  freeMemoryBytes: known(memoryGib * gib, 0),
  load: known(load, 0),
});
const lowDisk = 'host: less than 2 GiB of disk free (host.minDisk)';
const lowMemory = 'host: less than 1 GiB of memory free (host.minMemory)';
const highLoad = 'host: load above 8 (host.maxLoad)';
const holdIn = (world: GivenWorld, some = limits) => hostHoldOf(aSnapshot(world), some);
const holding = (hold: string) => ({ tasks: [aTask({ hold })] });

describe('a guard holds', () => {
  it.each([
    ['nothing at the limit', hostOf(2, 1, 8), null],
    ['below free disk', hostOf(1.999), lowDisk],
    ['below free memory', hostOf(9, 0.999), lowMemory],
    ['above the load', hostOf(9, 9, 8.01), highLoad],
    ['the first of several', hostOf(1, 0, 99), lowDisk],
  ])('%s', (_, host, expected) => {
    expect(holdIn({ host })).toBe(expected);
  });

  it.each([
    ['disk', lowDisk, hostOf(2.19), hostOf(2.2)],
    ['memory', lowMemory, hostOf(9, 1.09), hostOf(9, 1.11)],
    ['load', highLoad, hostOf(9, 9, 7.5), hostOf(9, 9, 7.2)],
  ])('until there is a tenth more of %s than it asks for', (_, hold, nearly, enough) => {
    expect(holdIn({ ...holding(hold), host: nearly })).toBe(hold);
    expect(holdIn({ ...holding(hold), host: enough })).toBeNull();
    expect(holdIn({ ...holding('waiting for a worker'), host: nearly })).toBeNull();
  });

  it('not when it is switched off, nor on what cannot be read', () => {
    const off = { minDiskBytes: null, minMemoryBytes: null, maxLoad: null };
    expect(hostHoldOf(aSnapshot({ host: hostOf(0, 0, 99) }), off)).toBeNull();
    const why = unknown('no such device');
    const blind = { freeDiskBytes: why, freeMemoryBytes: why, load: why };
    expect(holdIn({ host: blind })).toBeNull();
    expect(holdIn({ host: null })).toBeNull();
    expect(hostUnknownsOf(blind, limits)).toHaveLength(3);
    expect(hostUnknownsOf(blind, { ...off, maxLoad: 1 })).toEqual([
      'host.maxLoad holds nothing back: no such device',
    ]);
    expect(hostUnknownsOf(hostOf(0), limits)).toEqual([]);
  });

  it('with its limit as a person would write it', () => {
    const some = { ...limits, minDiskBytes: 1.5 * 2 ** 20 };
    expect(holdIn({ host: hostOf(0) }, some)).toBe('host: less than 1.5 MiB of disk free (host.minDisk)');
  });
});

describe('while the machine is short of something', () => {
  const short = { host: hostOf(1) };

  it('queued tasks wait, with a reason that stays the same, and start when there is room', () => {
    const [step] = stepsOf({ tasks: [aTask()], ...short }, settings);
    expect(step).toEqual({ kind: 'record-facts', issue: 7, patch: { hold: lowDisk } });
    expect(stepsOf({ ...holding(lowDisk), host: hostOf(0.5) }, settings)).toEqual([]);
    expect(stepsOf({ ...holding(lowDisk), host: hostOf(3) }, settings)).toMatchObject([
      { change: { to: 'preparing' } },
    ]);
  });

  it('what holds a task by itself is told first', () => {
    const world = { tasks: [aTask()], ...short, strays: { 7: 'a worker of old' } };
    expect(stepsOf(world, settings)).toMatchObject([{ patch: { hold: 'a worker of old' } }]);
  });

  it('workers go on', () => {
    const tasks = [aTaskWith(anAttempt())];
    expect(stepsOf({ tasks, ...short, silences: { [runOf(7, 1)]: 0 } }, settings)).toEqual([]);
  });
});
