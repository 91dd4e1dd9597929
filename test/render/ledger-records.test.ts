import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ledgerViewOf } from '../../src/decide/ledger-view.ts';
import { isEditedRow } from '../../src/decide/rebuild-ledger.ts';
import type { TaskMemory, TaskState } from '../../src/model/task.ts';
import { renderLedgerBlock } from '../../src/render/ledger.ts';
import { cut, escapeNote, neutralise } from '../../src/render/ledger-escape.ts';
import { parseLedger } from '../../src/render/ledger-parse.ts';
import { readLedgerRecords } from '../../src/render/ledger-records.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAccount, anAttempt, anEndedAttempt, aTask, at } from '../support/remembered.ts';
import { hostileText } from './hostile-text.ts';

const settings = settingsOf();
const blockOf = (...tasks: readonly TaskMemory[]): string => renderLedgerBlock(ledgerViewOf(tasks, settings));
const recordOf = (block: string, issue = 7) => readLedgerRecords(block).get(issue);

const minute = Date.UTC(2026, 10, 20, 14, 18);
const attempt = anAttempt({ number: 2, startedAt: { atMs: minute + 9_000, uptimeMs: 1, boot: 'b' } });
const pullRequest = { number: 70, url: 'https://github.com/acme/api/pull/70', state: 'open' } as const;
const since = { atMs: minute + 42_000, uptimeMs: 1, boot: 'b' };

describe('a row tells of its task', () => {
  it('active', () => {
    const task = aTask({ state: 'running', attempts: [attempt], ledgerPriority: 1, title: 'Use `a`' });
    expect(recordOf(blockOf(task))).toEqual({
      issue: 7,
      wrote: 'active',
      title: 'Use `a`',
      priority: 1,
      pullRequest: null,
      worker: 'w-000700',
      branch: 'rpi/gh-7',
      attempt: 2,
      state: 'running',
      reason: null,
      atMs: minute,
      hasLog: false,
      commit: null,
    });
  });

  it.each<TaskState>(['preparing', 'stopping', 'timing_out', 'zombie'])('active, %s', (state) => {
    const task = aTask({ state, reason: 'STOP file: a · b', attempts: [attempt] });
    expect(recordOf(blockOf(task))).toMatchObject({
      wrote: 'active',
      state,
      reason: 'STOP file: a · b',
      attempt: 2,
    });
    expect(recordOf(blockOf(aTask({ state, reason: 'x' })))).toMatchObject({ state, attempt: null });
  });

  it.each([
    [{ cost: { amountUsd: 1.31, source: 'agent' } }, '$1.31'],
    [{ cost: { amountUsd: 1.31, source: 'estimate' } }, '≈$1.31'],
    [{ cost: { amountUsd: 0.002, source: 'estimate' }, isTokensExact: false }, '≥$0.0020'],
    [{ cost: null }, '800 tok'],
    [{ cost: null, tokens: null }, null],
  ] as const)('completed, at a cost: %j is %s', (given, money) => {
    const ended = anEndedAttempt({ startedAt: at(-1300), endedAt: at(0), account: anAccount(given) });
    const text = blockOf(
      aTask({ state: 'completed', pushedSha: '9e8d03f0'.repeat(5), attempts: [ended], since }),
    );
    const cost = money === null ? '' : `${money} · `;
    expect(text).toContain(
      `  - commit \`9e8d03f\` · worker \`w-000700\` · branch \`rpi/gh-7\` · 22 min · ${cost}2026-11-20 14:18`,
    );
    expect(recordOf(text)).toMatchObject({
      wrote: 'completed',
      branch: 'rpi/gh-7',
      atMs: minute,
      hasLog: false,
      commit: '9e8d03f',
    });
  });

  it('blocked, pending, completed, failed, cancelled', () => {
    const attempts = [attempt];
    expect(recordOf(blockOf(aTask({ state: 'blocked', reason: 'Which?', since })))).toMatchObject({
      wrote: 'blocked',
      reason: 'Which?',
      atMs: minute,
    });
    expect(recordOf(blockOf(aTask({ hold: 'waiting for a worker' })))).toMatchObject({
      wrote: 'pending',
      priority: 2,
      reason: 'waiting for a worker',
      atMs: null,
    });
    expect(recordOf(blockOf(aTask({ state: 'completed', pullRequest, attempts, since })))).toMatchObject({
      wrote: 'completed',
      priority: null,
      pullRequest: { number: 70, url: pullRequest.url },
      worker: 'w-000700',
      branch: 'rpi/gh-7',
      atMs: minute,
    });
    expect(
      recordOf(blockOf(aTask({ state: 'failed', reason: '`npm test` exited 1', attempts, since }))),
    ).toMatchObject({ wrote: 'failed', reason: '`npm test` exited 1', hasLog: true, atMs: minute });
    expect(recordOf(blockOf(aTask({ state: 'stopped', reason: 'STOP file', since })))).toMatchObject({
      wrote: 'cancelled',
      reason: 'STOP file',
      hasLog: false,
    });
  });
});

describe('what a person did to a row does not change what it was', () => {
  const block = blockOf(
    aTask({ issue: 7, state: 'running', attempts: [attempt] }),
    aTask({ issue: 8 }),
    aTask({ issue: 9, state: 'failed', reason: 'exited 1' }),
  );
  const moved = (issue: number, heading: string): string => {
    const row = new RegExp(`- \\[[^\\n]*gh-${issue}:[^\\n]*(?:\\n  - [^\\n]*)*`).exec(block)?.[0] ?? '';
    return block.replace(`${row}`, '').replace(`## ${heading}`, `## ${heading}\n\n${row}`);
  };
  const edited = (text: string, issue: number): boolean => {
    const parse = parseLedger(text);
    const record = recordOf(text, issue);
    if (parse.kind !== 'block' || record === undefined) throw new Error(text);
    return isEditedRow({ record, entries: parse.entries.filter((entry) => entry.issue === issue) });
  };

  it.each([
    [7, 'Cancelled', 'active'],
    [8, 'Cancelled', 'pending'],
    [8, 'Failed', 'pending'],
    [9, 'Pending', 'failed'],
  ] as const)('gh-%i moved to %s', (issue, heading, wrote) => {
    const text = moved(issue, heading);
    expect(recordOf(text, issue)?.wrote).toBe(wrote);
    expect(edited(text, issue)).toBe(true);
    expect(edited(block, issue)).toBe(false);
  });

  it.each([
    (text: string) => text.replace('- [ ] gh-8', '- [❌] gh-8'),
    (text: string) => text.replace('- [ ] gh-8', '- [x] gh-8'),
    (text: string) => text.replace('gh-8: Title 8', '~~gh-8: Title 8~~'),
    (text: string) => text.replace('- [ ] gh-8', '- [❌ w-abc123] gh-8'),
  ])('marked, ticked, struck, in the older form', (edit) => {
    const text = edit(block);
    expect(recordOf(text, 8)?.wrote).toBe('pending');
    expect(edited(text, 8)).toBe(true);
  });

  it('replaced by the older form among finished ones, it was finished', () => {
    const text = block.replace(/- \[ \] ❌ gh-9[^\n]*/, '- [❌ w-abc123] gh-9: User cancelled');
    expect(recordOf(text, 9)?.wrote).toBe('failed');
  });
});

const states: readonly TaskState[] = ['queued', 'running', 'stopping', 'blocked', 'completed', 'failed'];

it('what is written is read back, whatever titles and reasons say', () => {
  const anyTask = fc.record({
    state: fc.constantFrom(...states, 'cancelled' as const, 'stopped' as const),
    title: hostileText,
    reason: hostileText,
    labelPriority: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
    hasRun: fc.boolean(),
    hasPull: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(anyTask, { minLength: 1, maxLength: 4 }), (given) => {
      const tasks = given.map(({ hasRun, hasPull, ...rest }, index) => {
        const issue = index + 1;
        const attempts = hasRun ? [anAttempt({ issue, startedAt: attempt.startedAt })] : [];
        return aTask({ ...rest, issue, since, attempts, pullRequest: hasPull ? pullRequest : null });
      });
      const block = blockOf(...tasks);
      const records = readLedgerRecords(block);
      const parse = parseLedger(block);
      expect([...records.keys()].toSorted()).toEqual(tasks.map(({ issue }) => issue));
      for (const row of ledgerViewOf(tasks, settings).rows) {
        const record = records.get(row.issue);
        const title = cut(neutralise(row.title), 120) || '(no title)';
        expect(record).toMatchObject({ wrote: row.section, title });
        if (row.section === 'completed')
          expect(record?.pullRequest?.number ?? null).toBe(row.pullRequest?.number ?? null);
        const { reason } = given[row.issue - 1] ?? {};
        if (row.section === 'failed' || row.section === 'cancelled')
          expect(escapeNote(record?.reason ?? '')).toBe(escapeNote(reason ?? ''));
        if (parse.kind !== 'block' || record === undefined) throw new Error(block);
        const entries = parse.entries.filter(({ issue }) => issue === row.issue);
        expect(isEditedRow({ record, entries })).toBe(false);
      }
    }),
    { numRuns: 150 },
  );
});
