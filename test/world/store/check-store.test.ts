import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readStoreCheck } from '../../../src/world/store/check-store.ts';
import { openWithTask, stateFile } from './stage.ts';

it('tells whether the database is sound and what is in it, beside its owner too', () => {
  const file = stateFile();
  expect(readStoreCheck({ path: file })).toBeNull();
  openWithTask(file);
  expect(readStoreCheck({ path: file })).toMatchObject({
    integrity: ['ok'],
    rows: { tasks: 1, journal: 1, attempts: 0 },
  });
});

it('says so when it is none', () => {
  const file = stateFile();
  openWithTask(file).close();
  writeFileSync(file, 'x'.repeat(8192));
  expect(() => readStoreCheck({ path: file })).toThrow(/damaged/);
});
