import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStage } from '../support/stage.ts';

const entries = [
  {
    issue: 7,
    section: 'pending',
    mark: 'open',
    struck: false,
    priority: 2,
    cancelReason: null,
    legacyCancel: false,
  },
] as const;
const action = { kind: 'accept-ledger', text: 'as it stands', entries } as const;

test('what stands in the file is compared with from now on; nothing is written to it', async () => {
  const stage = await openStage();
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  expect(stage.world.store.readMemory().ledger).toEqual({ viewKey: '', text: 'as it stands', entries });
  expect(existsSync(stage.site.ledgerPath)).toBe(false);
});

test('one that was written by this memory is never replaced', async () => {
  const stage = await openStage();
  const ledger = { viewKey: 'mine', text: 'mine', entries: [] };
  stage.world.store.saveLedger(ledger);
  expect(await stage.act(action)).toMatchObject({ kind: 'skipped' });
  expect(stage.world.store.readMemory().ledger).toEqual(ledger);
});
