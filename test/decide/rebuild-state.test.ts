import { describe, expect, it } from 'vitest';
import type { ActiveState } from '../../src/model/ledger.ts';
import { aRow, aRun, ended, type Given, linked, live, stateOf, traced } from '../support/lost-memory.ts';
import { at } from '../support/remembered.ts';
import { anIssue, aPull } from '../support/snapshots.ts';

const merged = aPull({ state: 'merged', updatedAtMs: at(-10).atMs });
const mergedBefore = aPull({ state: 'merged', updatedAtMs: at(-9_000).atMs });
const stopping: ActiveState = 'stopping';

describe('which state follows from which traces', () => {
  it.each<[string, Given, string]>([
    ['completed stays', { row: aRow('completed', { pullRequest: linked }) }, 'completed: PR #70'],
    [
      'completed, run ended',
      { row: aRow('completed'), on: traced({ runs: [aRun(ended(0))] }) },
      'completed: completed, according to tasks.md',
    ],
    [
      'completed, PR closed since',
      { row: aRow('completed', { pullRequest: linked }), pulls: [aPull({ state: 'closed' })] },
      'completed: PR #70',
    ],
    [
      'completed, worker lives on',
      {
        row: aRow('completed', { pullRequest: linked, atMs: at(-300).atMs }),
        on: traced({ runs: [aRun(live)] }),
      },
      'completed: PR #70',
    ],
    [
      'completed before the live run began',
      { row: aRow('completed', { atMs: at(-900).atMs }), on: traced({ runs: [aRun(live)] }) },
      'running: attempt 1 went on while its memory was lost',
    ],
    [
      'failed stays',
      { row: aRow('failed', { reason: 'exited 1 (attempt 3 of 3)' }), pulls: [aPull()] },
      'failed: exited 1 (attempt 3 of 3)',
    ],
    [
      'failed, run live',
      { row: aRow('failed'), on: traced({ runs: [aRun(live)] }) },
      'running: attempt 1 went on while its memory was lost',
    ],
    [
      'cancelled stays',
      { row: aRow('cancelled', { reason: 'label rpi-auto was removed' }) },
      'cancelled: label rpi-auto was removed',
    ],
    [
      'stopped stays',
      { row: aRow('cancelled', { reason: 'STOP file: wrong approach' }) },
      'stopped: STOP file: wrong approach',
    ],
    [
      'stopped by the end of the coordinator goes on',
      { row: aRow('cancelled', { reason: 'the coordinator was stopped' }) },
      'queued: goes on after the coordinator was stopped',
    ],
    [
      'the same with its pull request',
      { row: aRow('cancelled', { reason: 'the coordinator was stopped' }), pulls: [merged] },
      'completed: PR #70',
    ],
    [
      'active, worker lives',
      { row: aRow('active'), on: traced({ runs: [aRun(live)] }) },
      'running: attempt 1 went on while its memory was lost',
    ],
    [
      'active, worker ended',
      { row: aRow('active'), on: traced({ runs: [aRun(ended(0))] }) },
      'running: attempt 1 ended while its memory was lost',
    ],
    [
      'active, machine restarted',
      { row: aRow('active'), on: traced({ runs: [aRun({ kind: 'lost', why: 'reboot' })] }) },
      'running: attempt 1 ended while its memory was lost',
    ],
    [
      'active, no record, open PR',
      { row: aRow('active'), pulls: [aPull()] },
      'completed: PR #70 was there already',
    ],
    ['active, no record, PR merged since', { row: aRow('active'), pulls: [merged] }, 'completed: PR #70'],
    [
      'active, no record, PR merged before',
      { row: aRow('active'), pulls: [mergedBefore] },
      'queued: tasks.md calls it Active, but nothing of its worker is left here',
    ],
    [
      'active, no record, question',
      { row: aRow('active'), on: traced({ question: 'Which one?\nA or B' }) },
      'blocked: Which one?',
    ],
    [
      'active, an older run only',
      { row: aRow('active', { attempt: 2 }), on: traced({ runs: [aRun(ended(1))] }) },
      'queued: tasks.md calls it Active, but nothing of its worker is left here',
    ],
    [
      'stopping, worker lives',
      { row: aRow('active', { state: stopping, reason: 'STOP file' }), on: traced({ runs: [aRun(live)] }) },
      'stopping: STOP file',
    ],
    [
      'stopping, worker ended',
      {
        row: aRow('active', { state: stopping, reason: 'STOP file' }),
        on: traced({ runs: [aRun(ended(143, 'term'))] }),
      },
      'stopping: STOP file',
    ],
    [
      'stopping, no record',
      { row: aRow('active', { state: stopping, reason: 'coordinator kill' }) },
      'stopped: coordinator kill',
    ],
    [
      'cancelling, no record',
      { row: aRow('active', { state: stopping, reason: 'the issue was closed' }) },
      'cancelled: the issue was closed',
    ],
    [
      'preparing',
      { row: aRow('active', { state: 'preparing', attempt: null }), on: traced({ runs: [aRun(ended(1))] }) },
      'queued: tasks.md calls it Active, but nothing of its worker is left here',
    ],
    [
      'blocked, question there',
      { row: aRow('blocked', { reason: 'Which?' }), on: traced({ question: 'Which?' }) },
      'blocked: Which?',
    ],
    ['blocked, answered', { row: aRow('blocked', { reason: 'Which?' }) }, 'queued: BLOCKED.md was removed'],
    ['blocked, no worktree', { row: aRow('blocked', { reason: 'Which?' }), on: null }, 'blocked: Which?'],
    ['pending', { row: aRow('pending'), on: null }, 'queued: it was Pending in tasks.md'],
    ['pending, open PR', { row: aRow('pending'), pulls: [aPull()] }, 'completed: PR #70 was there already'],
    [
      'pending, PR merged before',
      { row: aRow('pending'), pulls: [mergedBefore] },
      'queued: it was Pending in tasks.md',
    ],
    [
      'no row, worker lives',
      { on: traced({ runs: [aRun(live)] }), issues: [] },
      'running: attempt 1 went on while its memory was lost',
    ],
    [
      'no row, worker ended',
      { on: traced({ runs: [aRun(ended(0))] }) },
      'running: attempt 1 ended while its memory was lost',
    ],
    [
      'no row, worker ended by us',
      { on: traced({ runs: [aRun(ended(143, 'term'))] }) },
      'stopped: its worker was ended on request; by whom is not known any more',
    ],
    ['no row, a log', {}, 'queued: attempt 1 left a log'],
    ['no row, a log and a merged PR', { pulls: [merged] }, 'completed: PR #70'],
    [
      'no row, a log, label rpi-failed',
      { issues: [anIssue({ labels: ['rpi-auto', 'rpi-failed'] })] },
      'failed: failed, according to its label rpi-failed',
    ],
    ['no row, not labelled any more', { issues: [], on: traced({ runs: [aRun(ended(0))] }) }, 'nothing'],
    ['no row, a worktree only', { on: traced({ logCount: 0 }) }, 'nothing'],
  ])('%s', (_, given, expected) => {
    expect(stateOf(given)).toBe(expected);
  });
});
