import { expect, test } from 'vitest';
import { BugError } from '../../../src/model/failures.ts';
import { openStoreForReading } from '../../../src/world/store/visit-store.ts';
import { aTrouble } from '../../support/remembered.ts';
import { attempt, change, instant, task } from './nouns.ts';
import { openWithTask, stateFile } from './stage.ts';

test('memory is after each kind of write what somebody who opens the file reads, and leaves other tasks as they were', () => {
  const file = stateFile();
  const store = openWithTask(file);
  store.rememberTask(task(2), change(2, null, 'queued'), instant(5_000));
  const [, bystander] = store.readMemory().tasks;
  const ended = { run: 'run-1-1', patch: { phase: 'ended' } } as const;
  const writes: readonly (() => void)[] = [
    () => store.patchTask(1, { hold: 'x' }),
    () => store.openAttempt(attempt(1, 1)),
    () => store.patchAttempt('run-1-1', { workerPid: 42 }),
    () => store.saveTrouble(1, aTrouble('set-label')),
    () => store.clearTrouble(1, 'set-label'),
    () => store.saveTrouble(0, aTrouble('write-ledger')),
    () => store.saveLedger({ viewKey: 'v', text: 't', entries: [] }),
    () => store.recordChange(change(1, 'queued', 'cancelled'), instant(6_000), {}, ended),
  ];
  for (const write of writes) {
    write();
    const reader = openStoreForReading({ path: file });
    expect(store.readMemory()).toEqual(reader?.readMemory());
    reader?.close();
    expect(store.readMemory().tasks[1]).toBe(bystander);
  }
  expect(() => store.recordChange(change(2, 'running', 'failed'), instant(7_000))).toThrow(BugError);
  expect(store.readMemory().tasks[1]).toBe(bystander);
});
