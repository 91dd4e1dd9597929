import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { restoreLedger } from '../../src/act/restore-ledger.ts';
import type { LedgerView } from '../../src/model/ledger.ts';
import { actTwice } from '../support/picture.ts';
import { openStage, type Stage } from '../support/stage.ts';

const view: LedgerView = {
  activeCount: 0,
  maxWorkers: 3,
  rows: [7, 8, 9].map((issue) => ({
    issue,
    section: 'pending',
    title: 'Add a greeting',
    priority: 2,
    pullRequest: null,
    notes: [],
  })),
};
const restore = { kind: 'restore-ledger', view, why: 'the block was damaged' } as const;

const read = ({ site }: Stage): string => readFileSync(site.ledgerPath, 'utf8');

/** What was kept beside it. */
const rejected = ({ site }: Stage): readonly string[] =>
  readdirSync(site.rootPath)
    .filter((name) => name.startsWith('tasks.md.rejected-'))
    .sort()
    .map((name) => readFileSync(`${site.rootPath}/${name}`, 'utf8'));

/** A ledger with a person's own text around the block, as it was written last. */
const written = async (mine = '# Mine\n\nbuy milk\n') => {
  const stage = await openStage();
  writeFileSync(stage.site.ledgerPath, mine);
  await stage.act({ kind: 'write-ledger', view, expectedText: mine });
  return { stage, text: read(stage) };
};

test.each([
  ['a marker is gone', (text: string) => text.replace('<!-- coordinator:end -->', '')],
  ['the block is doubled', (text: string) => text + text],
  ['the file was emptied', () => ''],
  [
    'there are merge conflict marks',
    (text: string) => text.replace('## Pending', '<<<<<<< HEAD\n## Pending'),
  ],
])('%s: the file comes back as written last, the person’s version beside it', async (_, damage) => {
  const { stage, text } = await written();
  writeFileSync(stage.site.ledgerPath, damage(text));
  const [first, second] = await actTwice(stage, restore);
  expect([first.kind, second.kind]).toEqual(['done', 'skipped']);
  expect(read(stage)).toBe(text);
  expect(rejected(stage)).toEqual([damage(text)]);
  expect(stage.world.store.readMemory().ledger?.text).toBe(text);
  expect(stage.told.filter(({ word }) => word === 'restored')).toMatchObject([
    {
      subject: 'tasks.md',
      text: expect.stringMatching(/damaged; nothing was cancelled; kept: tasks\.md\.rejected-\d{8}-\d{6}$/),
    },
  ]);
});

test('rows that vanished from a whole block come back in place; text outside stays as it is now', async () => {
  const { stage, text } = await written();
  const edited = `${text.replace(/- \[ \] gh-[78].*\n/g, '')}\nbuy bread\n`;
  writeFileSync(stage.site.ledgerPath, edited);
  await actTwice(stage, restore);
  expect(read(stage)).toBe(`${text}\nbuy bread\n`);
  expect(rejected(stage)).toEqual([edited]);
});

test('a deleted file comes back; nothing is kept beside it', async () => {
  const { stage, text } = await written();
  rmSync(stage.site.ledgerPath);
  await actTwice(stage, restore);
  expect(read(stage)).toBe(text);
  expect(rejected(stage)).toEqual([]);
});

test('CRLF comes back as CRLF', async () => {
  const { stage, text } = await written('# Mine\r\n');
  writeFileSync(stage.site.ledgerPath, '');
  await stage.act(restore);
  expect(read(stage)).toBe(text);
  expect(text).not.toMatch(/(?<!\r)\n/);
});

test('two versions rejected within one second are both kept', async () => {
  const { stage, text } = await written();
  const at = stage.world.clock.now();
  const world = { ...stage.world, clock: { ...stage.world.clock, now: () => at } };
  for (const version of ['first', 'second']) {
    writeFileSync(stage.site.ledgerPath, version);
    expect(restoreLedger(restore, { ...stage.hands, world })).toBe(undefined);
  }
  expect([...rejected(stage)].sort()).toEqual(['first', 'second']);
  expect(read(stage)).toBe(text);
});

test('a save that comes in between wins, and nothing is kept for nothing', async () => {
  const stage = await openStage({
    doors: ({ files }) => ({ files: { ...files, replaceText: () => 'changed' } }),
  });
  writeFileSync(stage.site.ledgerPath, 'damaged');
  expect(await stage.act(restore)).toEqual({ kind: 'skipped', why: 'tasks.md was edited meanwhile' });
  expect(rejected(stage)).toEqual([]);
  expect(stage.world.store.readMemory().ledger).toBe(null);
});

test('a read-only file is tried again, and says what to do', async () => {
  const { stage } = await written();
  writeFileSync(stage.site.ledgerPath, 'damaged');
  chmodSync(stage.site.ledgerPath, 0o444);
  expect(await stage.act(restore)).toMatchObject({
    class: 'transient',
    error: { fix: expect.stringContaining('chmod u+w') },
  });
  expect(read(stage)).toBe('damaged');
});
