import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { LedgerView } from '../../src/model/ledger.ts';
import { actTwice, takePicture } from '../support/picture.ts';
import { openStage, type Stage } from '../support/stage.ts';

const viewOf = (...issues: readonly number[]): LedgerView => ({
  activeCount: 0,
  maxWorkers: 3,
  rows: issues.map((issue) => ({
    issue,
    section: 'pending',
    title: 'Add a greeting',
    priority: 2,
    pullRequest: null,
    notes: [],
  })),
});

const write = (expectedText: string | null, view = viewOf(7)) =>
  ({ kind: 'write-ledger', view, expectedText }) as const;

const read = ({ site }: Stage): string => readFileSync(site.ledgerPath, 'utf8');

/** Everything outside of the block. */
const outsideOf = (text: string): readonly string[] =>
  text.split(/<!-- coordinator:begin -->[\s\S]*<!-- coordinator:end -->/);

test('makes the file, and remembers what it wrote; the same view writes nothing', async () => {
  const stage = await openStage();
  const [first, second] = await actTwice(stage, write(null));
  expect([first.kind, second.kind]).toEqual(['done', 'skipped']);
  expect(read(stage)).toContain('- [ ] gh-7: Add a greeting {p2}');
  expect(stage.world.store.readMemory().ledger).toMatchObject({ text: read(stage), entries: [{ issue: 7 }] });
  const before = await takePicture(stage);
  expect(await stage.act(write(read(stage)))).toEqual({ kind: 'done' });
  expect(await takePicture(stage)).toEqual(before);
});

test.each([
  ['a heading of one’s own', '# Mine\n\nbuy milk\n'],
  ['CRLF', '# Mine\r\n\r\nbuy milk\r\n'],
  ['a BOM', '\uFEFF# Mine\nbuy milk\n'],
  ['no final newline', '# Mine\nbuy milk'],
  ['an empty file', ''],
])('%s is kept byte for byte around the block, also when the block changes', async (_, mine) => {
  const stage = await openStage();
  writeFileSync(stage.site.ledgerPath, mine);
  await stage.act(write(mine));
  const first = read(stage);
  expect(first.startsWith(mine)).toBe(true);
  writeFileSync(stage.site.ledgerPath, `${first}\nafter`);
  await stage.act(write(`${first}\nafter`, viewOf(7, 8)));
  expect(read(stage)).toContain('gh-8');
  expect(outsideOf(read(stage))).toEqual(outsideOf(`${first}\nafter`));
  if (mine.includes('\r\n')) expect(read(stage).slice(0, -'\nafter'.length)).not.toMatch(/(?<!\r)\n/);
});

test('an edit since it was read is taken in first: nothing is written', async () => {
  const stage = await openStage();
  await stage.act(write(null));
  const asRead = read(stage);
  const edited = asRead.replace('{p2}', '{p0}');
  writeFileSync(stage.site.ledgerPath, edited);
  const memory = stage.world.store.readMemory().ledger;
  expect(await stage.act(write(asRead, viewOf(7, 8)))).toEqual({
    kind: 'skipped',
    why: 'tasks.md was edited meanwhile',
  });
  expect(read(stage)).toBe(edited);
  expect(stage.world.store.readMemory().ledger).toEqual(memory);
});

test('a file that appeared where none was expected is not overwritten', async () => {
  const stage = await openStage();
  writeFileSync(stage.site.ledgerPath, 'mine\n');
  expect(await stage.act(write(null))).toMatchObject({ kind: 'skipped' });
  expect(read(stage)).toBe('mine\n');
});

test('a read-only file is tried again, and says what to do', async () => {
  const stage = await openStage();
  await stage.act(write(null));
  const asRead = read(stage);
  chmodSync(stage.site.ledgerPath, 0o444);
  const outcome = await stage.act(write(asRead, viewOf(7, 8)));
  expect(outcome).toMatchObject({ class: 'transient', error: { fix: expect.stringContaining('chmod u+w') } });
  expect(stage.told.at(-1)).toMatchObject({
    subject: 'coordinator',
    text: expect.stringContaining('chmod u+w'),
  });
  expect(read(stage)).toBe(asRead);
  chmodSync(stage.site.ledgerPath, 0o644);
  expect(await stage.act(write(asRead, viewOf(7, 8)))).toEqual({ kind: 'done' });
});

test('a symlink stays one', async () => {
  const stage = await openStage();
  const realPath = `${stage.repository.folderPath}/notes.md`;
  writeFileSync(realPath, 'mine\n');
  symlinkSync(realPath, stage.site.ledgerPath);
  await stage.act(write('mine\n'));
  expect(readFileSync(realPath, 'utf8')).toContain('gh-7');
  expect(existsSync(stage.site.ledgerPath)).toBe(true);
});
