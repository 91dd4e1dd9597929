/** A pull request that was closed unmerged is rejected, not completion (SPEC section 6): wherever a task is told of. */
import stringWidth from 'fast-string-width';
import { expect, test } from 'vitest';
import { ledgerViewOf } from '../../src/decide/ledger-view.ts';
import { commentViewOf } from '../../src/decide/telling.ts';
import { resultsOf } from '../../src/model/run-results.ts';
import { unbounded } from '../../src/model/settings.ts';
import { resultsJsonOf } from '../../src/render/results-json.ts';
import { renderResults } from '../../src/render/results-table.ts';
import { renderRollingSummary } from '../../src/render/rolling-summary.ts';
import { renderComment } from '../../src/render/status-comment.ts';
import { statusJsonOf } from '../../src/render/status-json.ts';
import { renderStatusTable } from '../../src/render/status-table.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { aTask, at } from '../support/remembered.ts';
import { memoryOf, noMoney } from './tasks.ts';

const pull = { number: 12, url: 'https://github.com/acme/api/pull/12' };
const completed = (issue: number, state: 'open' | 'merged' | 'closed') =>
  aTask({ issue, state: 'completed', reason: 'PR #12', since: at(5), pullRequest: { ...pull, state } });
const rejected = completed(10, 'closed');
const memory = memoryOf([rejected, completed(11, 'merged'), aTask({ issue: 13 })]);
const text = 'PR #12 rejected (closed unmerged)';

const coordinator = {
  ...{ running: true, pid: 1, sinceMs: 0, repository: 'acme/api', attemptLimit: 3, maxWorkers: 3 },
  ...{ nowMs: at(60).atMs, breakers: [], supervision: new Map(), money: noMoney },
};
const room = { width: null, widthOf: stringWidth };
const paint = (_: string, words: string): string => words;
const results = resultsOf({
  ...{ memory, startedAt: at(0), endedAt: at(60), bounds: unbounded, label: 'rpi-auto' },
});

test('status', () => {
  const table = renderStatusTable({ memory, coordinator, nowMs: at(60).atMs, room, paint });
  expect(table).toMatch(/^✗ gh-10 +Title 10 +rejected .*PR #12 rejected \(closed unmerged\) +#12$/m);
  expect(table).toMatch(/^✓ gh-11 +Title 11 +completed /m);
});

test('status as JSON', () => {
  const { tasks } = statusJsonOf(memory, coordinator);
  expect(tasks.map(({ state, reason, rejected }) => [state, reason, rejected])).toEqual([
    ['completed', text, true],
    ['completed', 'PR #12', false],
    ['queued', 'as given', false],
  ]);
});

test('tasks.md', () => {
  const notes = ledgerViewOf(memory.tasks, settingsOf()).rows.map((row) => [row.issue, row.notes.at(-1)]);
  expect(notes).toContainEqual([10, [{ text }]]);
  expect(notes).not.toContainEqual([11, [{ text }]]);
});

test('the status comment', () => {
  const headOf = (task: typeof rejected) =>
    renderComment(commentViewOf(task, settingsOf()), []).split('\n')[1];
  expect(headOf(rejected)).toContain('**✗ Rejected**, completed at 2026-11-20 14:00 UTC: PR ');
  expect(headOf(rejected)).toContain(`[PR #12](${pull.url}) closed unmerged`);
  expect(headOf(completed(11, 'merged'))).toContain('**✓ Completed** at');
});

test('what a run came to', () => {
  const table = renderResults(results, { room, paint });
  expect(table).toContain('1 rejected, 1 completed, 1 queued in 1m');
  expect(table).toContain(`rejected: ${text}`);
  const json = resultsJsonOf(results, {
    ...{ repository: 'acme/api', mode: 'once', interrupted: false, exitCode: 0 },
  });
  expect(json.total).toMatchObject({ states: { completed: 2, queued: 1 }, rejected: 1 });
  expect(json.tasks.map(({ rejected }) => rejected)).toEqual([true, false, false]);
});

test('the summary from time to time', () => {
  const [head] = renderRollingSummary({
    memory,
    nowMs: at(60).atMs,
    attemptLimit: 3,
    maxLines: 5,
    width: 80,
  });
  expect(head).toBe('1 queued, 1 completed, 1 rejected');
});
