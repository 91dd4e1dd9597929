import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import type { AttemptPatch } from '../../../src/model/attempt.ts';
import { dayOf } from '../../../src/model/spending.ts';
import type { Store } from '../../../src/world/world.ts';
import { anAccount, exitOf } from '../../support/remembered.ts';
import { attempt, change, instant, task } from './nouns.ts';
import { open, openWithTask, stateFile } from './stage.ts';

const dayMs = 86_400_000;
const ended = (day: number): AttemptPatch => ({
  phase: 'ended',
  endedAt: instant(day * dayMs + 5),
  end: { kind: 'exited', exit: exitOf(0) },
});

const run = (store: Store, id: string, ...patches: readonly AttemptPatch[]): void => {
  const number = store.readMemory().tasks[0]?.attempts.length ?? 0;
  store.openAttempt(attempt(1, number + 1, id));
  for (const patch of patches) store.patchAttempt(id, patch);
};

it('what an attempt has spent is counted once, when it has ended, for the day of its end', () => {
  const file = stateFile();
  const store = openWithTask(file);
  run(store, 'a', { phase: 'running' }, ended(3));
  const unknown = store.readMemory().spending;
  expect(unknown.total).toMatchObject({ usd: 0, attemptCount: 1, unpricedCount: 1 });
  store.patchAttempt('a', { account: anAccount() });
  store.patchAttempt('a', { result: 'PR #7' });
  run(store, 'b', { ...ended(4), account: anAccount({ cost: { amountUsd: 2, source: 'estimate' } }) });
  run(store, 'c', { ...ended(4), end: { kind: 'never-started', why: '' } });
  run(store, 'd', { phase: 'running', account: anAccount() });
  const { spending } = store.readMemory();
  expect(spending.total).toMatchObject({ usd: 2.25, attemptCount: 2, unpricedCount: 0, estimatedCount: 1 });
  expect(spending.days[3]).toMatchObject({ usd: 0.25, tokens: { cacheRead: 2000 } });
  expect(spending.days[4]).toMatchObject({ usd: 2, attemptCount: 1 });
  expect(dayOf(4 * dayMs + 5)).toBe(4);
  store.close();
  expect(open(file).store.readMemory().spending).toEqual(spending);
});

it('sums that are missing, or cannot be read, are made anew of all attempts', () => {
  const file = stateFile();
  const store = openWithTask(file);
  run(store, 'a', { ...ended(3), account: anAccount() });
  const { spending } = store.readMemory();
  store.close();
  for (const statement of [
    "DELETE FROM notes WHERE key = 'spending'",
    `UPDATE notes SET document = '{"total":7}' WHERE key = 'spending'`,
  ]) {
    const db = new DatabaseSync(file);
    db.exec(statement);
    db.close();
    const { store: again } = open(file);
    expect(again.readMemory().spending).toEqual(spending);
    again.close();
  }
});

it('after a lost memory, what was spent before is unknown, and says so', () => {
  const { store } = open(stateFile());
  expect(store.readMemory().spending.unknownBeforeMs).toBeNull();
  const attempts = [{ ...attempt(1, 1, 'a'), phase: 'running' as const }];
  store.rebuildTask({ ...task(1), attempts }, change(1, null, 'running'), instant(7 * dayMs));
  store.patchAttempt('a', { ...ended(7), account: anAccount() });
  expect(store.readMemory().spending).toMatchObject({ unknownBeforeMs: 7 * dayMs, total: { usd: 0.25 } });
});
