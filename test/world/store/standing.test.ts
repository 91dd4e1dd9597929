import { expect, it } from 'vitest';
import { noStanding } from '../../../src/model/github.ts';
import { open, stateFile } from './stage.ts';

it('keeps the standing with GitHub, field by field, over a restart', () => {
  const file = stateFile();
  const hold = { kind: 'primary', untilMs: 5, strikes: 0 } as const;
  const { store } = open(file);
  store.patchGitHub({ hold });
  store.patchGitHub({ pollIntervalMs: 15_000 });
  store.close();
  expect(open(file).store.readMemory().github).toEqual({ ...noStanding, hold, pollIntervalMs: 15_000 });
});
