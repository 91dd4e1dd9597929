/**
 * `tasks.md` as a person edits it, with the coordinator running.
 */
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, type E2eStage, openE2eStage, WORK } from '../support/e2e-stage.ts';
import { isAlive } from '../support/folder-processes.ts';

/** Edits as an editor does: reads, writes beside, renames. Tried again while nothing was there to be changed. */
const edit = async (stage: E2eStage, pattern: RegExp | string, replacement: string): Promise<void> => {
  const path = stage.path('tasks.md');
  await until(`something to edit: ${pattern}`, () => {
    const before = readFileSync(path, 'utf8');
    const after = before.replace(pattern, replacement);
    if (after === before) return false;
    writeFileSync(`${path}~`, after);
    renameSync(`${path}~`, path);
    return true;
  });
};

const dawdles = (stage: E2eStage, issue: number): Promise<unknown> =>
  until('something uncommitted', () => existsSync(stage.path('trees', `gh-${issue}`, 'half.txt')));

/** Issues that dawdle, with a coordinator that has one slot unless told: the first runs, the others wait. */
const queue = async (stage: E2eStage, count: number, slots = 1): Promise<readonly number[]> => {
  const issues: number[] = [];
  for (let number = 0; number < count; number += 1) issues.push(await stage.hand(WORK.dawdles));
  stage.start(['run', '--max-workers', `${slots}`]);
  for (const issue of issues.slice(0, slots)) await dawdles(stage, issue);
  await until('all rows', () => issues.every((issue) => stage.sectionOf(issue) !== undefined));
  await until('the rows as they stay', () => {
    const waitingCount = stage.ledger().split('waiting for a worker').length - 1;
    const pidCount = stage.ledger().match(/ pid \d+ /g)?.length ?? 0;
    return pidCount === slots && waitingCount === count - slots;
  });
  return issues;
};

const rejected = (stage: E2eStage): readonly string[] =>
  readdirSync(stage.rootPath).filter((name) => name.startsWith('tasks.md.rejected-'));

describe.concurrent('edits of tasks.md', { timeout: E2E_TIMEOUT_MS }, () => {
  test('a mark, the older form, a tick, a strike cancel running tasks, work kept', async () => {
    await using stage = await openE2eStage();
    const [marked = 0, older = 0, ticked = 0, struck = 0] = await queue(stage, 4, 4);
    const issues = [marked, older, ticked, struck];
    const row = (issue: number): RegExp => new RegExp(`^- \\[ \\] (.*)(gh-${issue}: .*)$`, 'm');
    await edit(stage, row(marked), '- [-] $1$2');
    await edit(stage, row(older), `[❌ w-abc123] gh-${older}: User cancelled\n- Reason: wrong idea`);
    await edit(stage, row(ticked), '- [x] $1$2');
    await edit(stage, row(struck), '- [ ] $1~~$2~~');
    for (const issue of issues) {
      await stage.reaches(issue, 'cancelled');
      expect(isAlive(stage.executions(issue)[0]?.pid ?? 0)).toBe(false);
      await until('its row', () => stage.sectionOf(issue) === 'Cancelled');
      expect(stage.ledger()).toMatch(new RegExp(`^- \\[-\\] 🚫 gh-${issue}: `, 'm'));
      expect(stage.repository.git('log', '-1', '--format=%s', `rpi/gh-${issue}`)).toMatch(/^WIP:/);
    }
    expect(stage.task(older)?.reason).toContain('wrong idea');
    expect(rejected(stage)).toEqual([]);
  });

  test('moved to Pending: tried again', async () => {
    await using stage = await openE2eStage();
    const [issue = 0] = await queue(stage, 1);
    await edit(stage, new RegExp(`^- \\[ \\] (.*gh-${issue}: )`, 'm'), '- [-] $1');
    await stage.reaches(issue, 'cancelled');
    await until('its row', () => stage.sectionOf(issue) === 'Cancelled');
    stage.script(issue, WORK.commits);
    const [row = ''] = new RegExp(`^- .*gh-${issue}: .*\\n(  .*\\n)*`, 'm').exec(stage.ledger()) ?? [];
    const path = stage.path('tasks.md');
    writeFileSync(path, stage.ledger().replace(row, '').replace('## Pending\n', `## Pending\n\n${row}`));
    await stage.reaches(issue, 'completed');
    await until('its row', () => stage.sectionOf(issue) === 'Completed');
  });

  test('{p0} and the order of Pending decide who is next', async () => {
    await using stage = await openE2eStage();
    const [first = 0, second = 0, third = 0, fourth = 0] = await queue(stage, 4);
    for (const issue of [second, third, fourth]) stage.script(issue, WORK.commits);
    await edit(stage, new RegExp(`(gh-${fourth}: .*)\\{p2\\}`), '$1{p0}');
    await until('the priority', () => stage.task(fourth)?.priority === 'p0');
    await until('the order', () => {
      const text = stage.ledger();
      return text.indexOf(`gh-${fourth}: `) < text.indexOf(`gh-${second}: `);
    });
    const row = (issue: number): string =>
      new RegExp(`^- .*gh-${issue}: .*\\n(  .*\\n)*`, 'm').exec(stage.ledger())?.[0] ?? '';
    const [rowOfThird, rowOfFourth] = [row(third), row(fourth)];
    const moved = stage
      .ledger()
      .replace(rowOfThird, '')
      .replace(rowOfFourth, rowOfThird + rowOfFourth);
    writeFileSync(stage.path('tasks.md'), moved);
    await until('the new order', () => {
      const text = stage.ledger();
      return text !== moved || text.indexOf(`gh-${third}: `) < text.indexOf(`gh-${fourth}: `);
    });
    writeFileSync(stage.path('trees', `gh-${first}`, 'STOP'), '');
    for (const issue of [second, third, fourth]) await stage.reaches(issue, 'completed');
    const order = stage.executions().map(({ task }) => task);
    expect(order).toEqual([first, third, fourth, second].map((issue) => `gh-${issue}`));
  });

  test('emptied, without its end mark, deleted: restored, nothing cancelled', async () => {
    await using stage = await openE2eStage();
    const [running = 0, waiting = 0] = await queue(stage, 2);
    const path = stage.path('tasks.md');
    const before = stage.ledger();
    const isBack = () => stage.ledger() === before;
    writeFileSync(path, '');
    await until('it is back after it was emptied', isBack);
    await until('the empty version', () => rejected(stage).length === 1);
    writeFileSync(path, before.replace('<!-- coordinator:end -->', ''));
    await until('it is back after its mark was gone', isBack);
    await until('the damaged version', () => rejected(stage).length === 2);
    rmSync(path);
    await until('it is back after it was deleted', isBack);
    expect(rejected(stage)).toHaveLength(2);
    expect([running, waiting].map((issue) => stage.task(issue)?.state)).toEqual(['running', 'queued']);
    expect(stage.repository.git('status', '--porcelain')).toBe('');
  });

  test("a person's own text, CRLF line ends and all, is kept", async () => {
    const own = '# My list\r\n\r\n* milk, no sugar\r\n\r\n';
    await using stage = await openE2eStage({ files: { 'tasks.md': own } });
    const [issue = 0] = await queue(stage, 1);
    expect(stage.ledger().startsWith(own)).toBe(true);
    expect(stage.ledger().replaceAll('\r\n', '')).not.toContain('\n');
    await edit(stage, new RegExp(`^- \\[ \\] (.*gh-${issue}: )`, 'm'), '- [-] $1');
    await stage.reaches(issue, 'cancelled');
    await until('its row', () => stage.sectionOf(issue) === 'Cancelled');
    expect(stage.ledger().startsWith(own)).toBe(true);
    expect(stage.ledger().replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('read-only: the work goes on', async () => {
    await using stage = await openE2eStage();
    await stage.run(['run', '--until-idle']);
    chmodSync(stage.path('tasks.md'), 0o444);
    const issue = await stage.hand(WORK.commits);
    const run = await stage.run(['run', '--until-idle']);
    expect(run.code).toBe(0);
    expect(stage.task(issue)?.state).toBe('completed');
  });
});
