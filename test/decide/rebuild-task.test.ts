import { describe, expect, it } from 'vitest';
import { aRow, aRun, ended, linked, live, rebuilt, traced, worldOf } from '../support/lost-memory.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { at, runOf } from '../support/remembered.ts';
import { planOf } from '../support/snapshots.ts';

describe('the task', () => {
  it('has every attempt under its number, and says what it was rebuilt from', () => {
    const on = traced({ logCount: 3, runs: [aRun(ended(1), 2), aRun(live, 3)] });
    const task = rebuilt({ row: aRow('active', { attempt: 3 }), on });
    expect(task?.attempts.map(({ number, phase, result }) => [number, phase, result])).toEqual([
      [1, 'ended', 'exit unknown: its record was lost with the memory'],
      [2, 'ended', 'exited 1'],
      [3, 'running', null],
    ]);
    expect(task?.attempts.at(-1)).toMatchObject({ run: runOf(7, 3), workerPid: 4242, slot: 0 });
    expect(task?.slot).toBe(0);
    expect(task?.recorded.evidence.map(({ text }) => text)).toEqual([
      'rebuilt from tasks.md, 2 run records, 3 logs and its worktree',
    ]);
  });

  it('keeps its place in time, its worker and its branch where the row names them', () => {
    const row = aRow('completed', { pullRequest: linked, worker: 'w-77aa01', branch: 'mine/7' });
    const task = rebuilt({ row, on: traced({ logCount: 2 }) });
    expect(task?.recorded.sinceMs).toBe(at(-300).atMs);
    expect(task?.branch).toBe('mine/7');
    expect(task?.attempts.at(-1)?.run).toMatch(/^77aa01/);
    expect(task?.attempts).toHaveLength(2);
  });

  it('has a priority of its own where the row differs from the labels', () => {
    expect(rebuilt({ row: aRow('pending', { priority: 0 }) })?.ledgerPriority).toBe(0);
    expect(rebuilt({ row: aRow('pending', { priority: 2 }) })?.ledgerPriority).toBeNull();
  });

  it('has no approved text where nobody knows what was approved, and no fate of a pull request that is not seen', () => {
    const row = aRow('completed', { pullRequest: linked });
    const task = rebuilt({ row, on: traced({ logCount: 1 }), issues: [], labellings: {} });
    expect(task?.approvedText).toBe('');
    expect(task?.pullRequest?.state).toBe('open');
  });

  it('finished elsewhere is not told again; finished here is, in the comment that is there', () => {
    const row = aRow('completed', { pullRequest: linked });
    const elsewhere = rebuilt({ row, on: null });
    if (elsewhere === undefined) throw new Error('not rebuilt');
    expect(planOf({ tasks: [elsewhere] }).actions).toEqual([]);
    const here = rebuilt({ row });
    if (here === undefined) throw new Error('not rebuilt');
    expect(planOf({ tasks: [here] }).actions.map(({ kind }) => kind)).toContain('write-comment');
  });

  it('asked for once more after its last attempt begins a new round; others wait before the next try', () => {
    const runs = [1, 2, 3].map((number) => aRun(ended(1), number));
    expect(rebuilt({ row: aRow('pending'), on: traced({ runs }) })?.round).toBe(2);
    expect(rebuilt({ row: aRow('pending'), on: traced({ runs: runs.slice(0, 2) }) })?.round).toBe(1);
    expect(rebuilt({ row: aRow('pending') })?.notBefore?.waitMs).toBeGreaterThan(0);
    expect(rebuilt({ row: aRow('pending'), on: null })?.notBefore).toBeNull();
  });
});

it('settings count: with more attempts allowed no new round is begun', () => {
  const runs = [1, 2, 3].map((number) => aRun(ended(1), number));
  const snapshot = worldOf({ row: aRow('pending'), on: traced({ runs }) });
  const found = planOf(snapshot, settingsOf({ workers: { attempts: 5 } })).actions.find(
    ({ kind }) => kind === 'rebuild-task',
  );
  expect(found).toMatchObject({ task: { round: 1 } });
});
