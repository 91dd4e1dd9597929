import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isLive } from '../../src/model/attempt.ts';
import { TransientError } from '../../src/model/failures.ts';
import { emptyMemory } from '../../src/model/snapshot.ts';
import { createLedgerReader } from '../../src/observe/ledger.ts';
import { createLostRowReader, createTraceReader } from '../../src/observe/traces.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const block = (rows: string, end = '<!-- coordinator:end -->\n'): string =>
  `<!-- coordinator:begin -->\n\n## Pending\n\n${rows}\n\n${end}`;

/** The file is older than a save that may still be going on. */
const look = async (stage: Stage, memory = emptyMemory) => {
  const read = createLedgerReader(stage.world, stage.site);
  await until(() => read(null).kind === 'known');
  return createTraceReader(stage.world, stage.site)(memory, read(null));
};

test('rows, logs, worktrees with their questions, and what runs say of themselves', async () => {
  const stage = await openStage({ command: ['writes-then-sleeps'] });
  const issue = await stage.openIssue();
  stage.remember(issue, { state: 'preparing', preparedFor: 1 });
  await stage.makeWorktree(issue);
  expect(await stage.act({ kind: 'start-worker', issue, attempt: 1, slot: 2 })).toEqual({ kind: 'done' });
  const [attempt] = stage.task(issue).attempts.filter(isLive);
  writeFileSync(`${stage.site.treesPath}/gh-${issue}/BLOCKED.md`, 'Which?');
  mkdirSync(`${stage.site.logsPath}/gh-9`, { recursive: true });
  for (const name of ['attempt-2.jsonl', 'attempt-11.jsonl', 'attempt-30.prompt.md'])
    writeFileSync(`${stage.site.logsPath}/gh-9/${name}`, '');
  writeFileSync(stage.site.ledgerPath, block('- [ ] gh-8: Later {p1}'));
  const found = await look(stage);
  if (found?.kind !== 'known') throw new Error(JSON.stringify(found));
  expect([...found.value.rows.values()]).toMatchObject([{ record: { issue: 8, wrote: 'pending' } }]);
  expect(found.value.issues.get(issue)).toMatchObject({
    logCount: 1,
    hasWorktree: true,
    question: 'Which?',
    runs: [
      { run: attempt?.run, about: { task: { issue, branch: `rpi/gh-${issue}` }, attempt: { slot: 2 } } },
    ],
  });
  expect(found.value.issues.get(9)).toMatchObject({ logCount: 11, hasWorktree: false, runs: [] });
  const rest = await look(stage, { ...emptyMemory, knownIssues: new Set([issue, 9]) });
  expect(rest?.kind === 'known' ? [...rest.value.issues.keys()] : rest).toEqual([]);
});

test('memory that has a ledger looks for nothing; rows between damaged marks are read all the same', async () => {
  const stage = await openStage();
  writeFileSync(stage.site.ledgerPath, block('- [ ] gh-8: Later {p1}', ''));
  const ledger = { viewKey: 'x', text: '', entries: [] };
  expect(await look(stage, { ...emptyMemory, ledger })).toBeNull();
  const found = await look(stage);
  expect(found?.kind === 'known' ? [...found.value.rows.keys()] : found).toEqual([8]);
  expect(createLostRowReader(stage.world, stage.site)()).toEqual([8]);
});

test('a line of the older form tells only where it stands: finished ones do not become live', async () => {
  const stage = await openStage();
  const line = (issue: number) => `[❌ w-abc123] gh-${issue}: User cancelled`;
  writeFileSync(stage.site.ledgerPath, block(`${line(8)}\n\n## Failed\n\n${line(9)}`));
  const found = await look(stage);
  const rows = found?.kind === 'known' ? [...found.value.rows.values()] : [];
  expect(rows.map(({ record }) => [record.issue, record.wrote])).toEqual([
    [8, 'pending'],
    [9, 'failed'],
  ]);
});

test('what cannot be read leaves all of it unknown', async () => {
  const stage = await openStage();
  rmSync(stage.site.logsPath, { recursive: true, force: true });
  const files = {
    ...stage.world.files,
    listNames: (path: string) => {
      throw new TransientError(`cannot read ${path}`);
    },
  };
  const read = createTraceReader({ ...stage.world, files }, stage.site);
  const ledger = createLedgerReader(stage.world, stage.site)(null);
  expect(read(emptyMemory, ledger)).toEqual({ kind: 'unknown', why: `cannot read ${stage.site.logsPath}` });
  expect(read(emptyMemory, { kind: 'unknown', why: 'a directory' })).toEqual({
    kind: 'unknown',
    why: 'a directory',
  });
});
