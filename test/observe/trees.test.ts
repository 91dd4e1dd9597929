import { expect, test } from 'vitest';
import type { RunSeen } from '../../src/model/attempt.ts';
import { BugError, TransientError } from '../../src/model/failures.ts';
import type { WorkerLimits } from '../../src/model/settings.ts';
import type { TreeUsage } from '../../src/model/supervision.ts';
import { createTreeReader } from '../../src/observe/trees.ts';
import type { World } from '../../src/world/world.ts';
import { noLimits } from '../support/no-limits.ts';
import { createHandClock } from './fakes.ts';

const run = '3fa2c1d0-aaaa';
const limits: WorkerLimits = { ...noLimits, memoryBytes: 500 };

const looking = () => {
  const clock = createHandClock();
  let usage: TreeUsage | null | Error = null;
  const asked: number[] = [];
  const readTree = (_: string, exactAboveBytes: number): TreeUsage | null => {
    asked.push(exactAboveBytes);
    if (usage instanceof Error) throw usage;
    return usage;
  };
  const reader = createTreeReader({ clock, processes: { readTree } } as unknown as World);
  const runs = (kind: 'live' | 'claimed'): ReadonlyMap<string, RunSeen> =>
    new Map([[run, kind === 'live' ? { kind, workerPid: 5, lastOutputAtMs: null } : { kind }]]);
  /** One look, `ms` after the one before. */
  const look = (ms: number, next: typeof usage, given = limits, kind: 'live' | 'claimed' = 'live') => {
    clock.pass(ms);
    usage = next;
    return reader(runs(kind), given).get(run);
  };
  return { look, asked };
};

const use = (processCount: number, residentBytes: number): TreeUsage => ({ processCount, residentBytes });

test('what lasted over two looks counts, not a peak', () => {
  const { look } = looking();
  expect(look(0, use(1, 900))).toBeUndefined();
  expect(look(2000, use(3, 400))).toEqual(use(1, 400));
  expect(look(2000, use(2, 800))).toEqual(use(2, 400));
  expect(look(2000, use(5, 700))).toEqual(use(2, 700));
});

test('a tree is looked at every two seconds at most, and only where its size is limited', () => {
  const { look, asked } = looking();
  look(0, use(1, 1));
  look(1999, use(1, 1));
  expect(asked).toEqual([500]);
  look(1, use(1, 1), { ...noLimits, processCount: 5 });
  expect(asked).toEqual([500, Number.POSITIVE_INFINITY]);
  look(9000, use(1, 1), { ...noLimits, openFileCount: 5, cpuMs: 5, fileSizeBytes: 5 });
  look(9000, use(1, 1), limits, 'claimed');
  expect(asked).toHaveLength(2);
});

test.each([
  ['cannot be read', new TransientError('EMFILE')],
  ['is not told', null],
])('a tree that %s leads to nothing, and begins anew', (_, gap) => {
  const { look } = looking();
  look(0, use(1, 900));
  expect(look(2000, gap)).toBeUndefined();
  expect(look(2000, use(1, 900))).toBeUndefined();
  expect(look(2000, use(1, 900))).toEqual(use(1, 900));
});

test('looks before and after a gap (suspend) are not two in a row', () => {
  const { look } = looking();
  look(0, use(1, 900));
  expect(look(30_001, use(1, 900))).toBeUndefined();
});

test('an invariant that broke is not taken for a failed look', () => {
  const { look } = looking();
  expect(() => look(0, new BugError('not a run id'))).toThrow(BugError);
});
