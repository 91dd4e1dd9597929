import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../src/model/seen.ts';
import type { PullRow } from '../../src/model/snapshot.ts';
import {
  aRow,
  aRun,
  type Given,
  kinds,
  live,
  plan,
  rebuilt,
  stateOf,
  traced,
} from '../support/lost-memory.ts';
import { aTask, at } from '../support/remembered.ts';
import { aLabelling, anIssue, aPull } from '../support/snapshots.ts';

describe('what is not known is waited for, and nothing is written or begun meanwhile', () => {
  const row = aRow('pending');
  it.each<[string, Given]>([
    ['issues', { row, issues: 'timeout' }],
    ['pull requests', { row, pulls: 'timeout' }],
    ['GitHub was not asked yet', { row, polledAt: null }],
    ['who labelled it', { row, labellings: { 7: 'timeout' } }],
    ['who labelled a finished one', { row: aRow('completed'), labellings: { 7: 'timeout' } }],
    ['where it is now', { row, issues: [] }],
    ['a worker that cannot be adopted', { row, strays: { 7: 'still runs' } }],
  ])('%s', (_, given) => {
    expect(kinds(given)).toEqual([]);
  });

  it('the traces: no new issue is taken in, tasks that are remembered go on', () => {
    const queued = aTask({ issue: 8 });
    const world = {
      traces: unknown('tasks.md is a directory'),
      tasks: [queued],
      issues: [anIssue(), anIssue({ number: 8 })],
    };
    expect(plan(world)).toMatchObject([{ kind: 'record-change', change: { issue: 8, to: 'preparing' } }]);
  });
});

describe('trust', () => {
  const eve = aLabelling({ login: 'eve', trusted: false, ground: 'permission: read' });
  it('what nobody trusted has labelled is refused, not queued', () => {
    expect(kinds({ row: aRow('pending'), labellings: { 7: eve } })).toContain('refuse-issue');
    expect(rebuilt({ row: aRow('pending'), labellings: { 7: eve } })).toBeUndefined();
    expect(rebuilt({ row: aRow('blocked'), labellings: { 7: eve } })).toBeUndefined();
  });

  it('a queued one stands on the label of today, a live one on its own approval', () => {
    const wren = aLabelling({ login: 'wren', atMs: at(-50).atMs });
    expect(rebuilt({ row: aRow('pending'), labellings: { 7: wren } })?.approval.login).toBe('wren');
    const on = traced({ runs: [aRun(live)] });
    expect(rebuilt({ row: aRow('active'), on, labellings: { 7: wren } })?.approval.login).toBe('mona');
  });

  it.each([
    ['closed', { kind: 'present', row: anIssue({ state: 'closed' }) }, 'cancelled: the issue was closed'],
    ['unlabelled', { kind: 'present', row: anIssue({ labels: [] }) }, 'cancelled: the label was removed'],
    ['gone', { kind: 'gone' }, 'cancelled: the issue was deleted or moved away'],
  ] as const)('a row whose issue is %s is given up aloud', (_, presence, expected) => {
    expect(stateOf({ row: aRow('pending'), issues: [], confirmed: { 7: presence } })).toBe(expected);
  });
});

describe('the ledger', () => {
  const task = rebuilt({ row: aRow('pending') });
  if (task === undefined) throw new Error('not rebuilt');
  const free = { ...task, notBefore: null };

  it('is accepted as it was written once all is rebuilt, and what was edited waits until then', () => {
    const moved = aRow('pending', { section: 'cancelled' });
    const actions = plan({ row: moved, tasks: [free] });
    expect(actions).toContainEqual({
      kind: 'accept-ledger',
      text: 'text',
      entries: [
        {
          issue: 7,
          section: 'pending',
          mark: 'open',
          struck: false,
          priority: 2,
          cancelReason: null,
          legacyCancel: false,
        },
      ],
    });
    expect(actions).toContainEqual({
      kind: 'record-facts',
      issue: 7,
      patch: { hold: 'waiting for tasks.md to be read' },
    });
  });

  it('an untouched row holds nobody back', () => {
    expect(kinds({ row: aRow('pending'), tasks: [free] })).toContain('record-change');
  });

  it('without a block is written', () => {
    const seen = known({ text: null, parse: { kind: 'absent' } as const }, 1);
    expect(kinds({ on: null, tasks: [free], ledger: { memory: null, seen } })).toContain('write-ledger');
  });

  it('with a damaged block is restored, so that it is kept', () => {
    const seen = known({ text: 'x', parse: { kind: 'damaged', why: 'no end' } as const }, 1);
    expect(kinds({ tasks: [free], ledger: { memory: null, seen } })).toContain('restore-ledger');
  });
});

const pulls: readonly PullRow[] = [aPull()];
it('nothing is looked for where memory was not lost', () => {
  expect(rebuilt({ row: aRow('pending'), pulls, traces: null })).toBeUndefined();
});
