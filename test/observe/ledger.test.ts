import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createLedgerReader } from '../../src/observe/ledger.ts';
import { openStage } from '../support/stage.ts';

const block =
  '<!-- coordinator:begin -->\n\n## Pending\n\n- [ ] gh-7: Add a greeting {p1}\n\n<!-- coordinator:end -->\n';

test('the file is read anew each time; the same text is parsed once', async () => {
  const { world, site } = await openStage();
  const readLedger = createLedgerReader(world, site);
  expect(readLedger(null)).toMatchObject({ kind: 'known', value: { text: null, parse: { kind: 'absent' } } });
  writeFileSync(site.ledgerPath, block);
  const first = readLedger(null);
  expect(first).toMatchObject({
    value: { text: block, parse: { kind: 'block', entries: [{ issue: 7, priority: 1 }] } },
  });
  const second = readLedger(null);
  expect(first.kind === 'known' && second.kind === 'known' && first.value === second.value).toBe(true);
  writeFileSync(site.ledgerPath, block.replace('p1', 'p0'));
  expect(readLedger(null)).toMatchObject({ value: { parse: { entries: [{ priority: 0 }] } } });
  rmSync(site.ledgerPath);
  expect(readLedger(null)).toMatchObject({ value: { text: null } });
});

test('a file without a whole block may be half-saved: unknown until it has settled', async () => {
  const { world, site } = await openStage();
  const readLedger = createLedgerReader(world, site);
  writeFileSync(site.ledgerPath, block.slice(0, -40));
  expect(readLedger(null)).toMatchObject({ kind: 'unknown', why: expect.stringContaining('being saved') });
  const settledAt = Date.now() / 1000 - 5;
  utimesSync(site.ledgerPath, settledAt, settledAt);
  expect(readLedger(null)).toMatchObject({ kind: 'known', value: { parse: { kind: 'damaged' } } });
});

test('a ledger that cannot be read is unknown, not empty', async () => {
  const { world, site } = await openStage();
  mkdirSync(site.ledgerPath);
  expect(createLedgerReader(world, site)(null)).toMatchObject({
    kind: 'unknown',
    why: expect.stringContaining('tasks.md'),
  });
});

test('what we wrote ourselves says what we remember of it; any other text is parsed', async () => {
  const { world, site } = await openStage();
  const readLedger = createLedgerReader(world, site);
  const remembered = { viewKey: 'view', text: block, entries: [] };
  writeFileSync(site.ledgerPath, block);
  expect(readLedger(remembered)).toMatchObject({
    value: { text: block, parse: { kind: 'block', entries: [] } },
  });
  writeFileSync(site.ledgerPath, block.replace('p1', 'p0'));
  expect(readLedger(remembered)).toMatchObject({ value: { parse: { entries: [{ priority: 0 }] } } });
});
