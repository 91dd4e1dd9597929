/**
 * Finished worktrees go, by command and by themselves; what would be lost stays, and so does everything of anybody else.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, type E2eStage, openE2eStage, WORK } from '../support/e2e-stage.ts';

const treeOf = (stage: E2eStage, issue: number): string => stage.path('trees', `gh-${issue}`);

/** A person's own worktree and branch, beside the coordinator's trees, with work that is nowhere else. */
const addBystander = (stage: E2eStage): (() => unknown) => {
  const path = stage.path('trees', 'mine');
  stage.repository.git('worktree', 'add', '-q', '-b', 'mine', path);
  stage.repository.commit(path, { 'own.txt': 'own\n' });
  writeFileSync(join(path, 'half.txt'), 'half');
  return () => [
    readFileSync(join(path, 'half.txt'), 'utf8'),
    stage.repository.gitIn(path, 'status', '--porcelain', '--branch'),
    stage.repository.git('rev-parse', 'mine', 'main'),
    stage.repository.git('status', '--porcelain'),
  ];
};

describe.concurrent('coordinator clean', { timeout: E2E_TIMEOUT_MS }, () => {
  test('without a coordinator: what is safe goes, what is not is said, and saved by force', async () => {
    await using stage = await openE2eStage({ files: { '.gitignore': 'node_modules\n' } });
    expect(await stage.run(['clean'])).toMatchObject({ code: 0, stdout: 'nothing to clean\n' });
    const [safe, dirty] = [await stage.hand(WORK.commits), await stage.hand(WORK.commits)];
    const failing = await stage.hand('exit 1');
    await stage.run(['run', '--until-idle']);
    const looked = addBystander(stage);
    const before = looked();
    mkdirSync(join(treeOf(stage, safe), 'node_modules'));
    writeFileSync(join(treeOf(stage, dirty), 'half.txt'), 'half');

    const foreseen = await stage.run(['clean', '--dry-run', '--all']);
    expect(foreseen.code).toBe(0);
    expect(foreseen.stdout).toMatch(new RegExp(`^gh-${safe} .*would go .*nothing is at risk`, 'm'));
    expect(foreseen.stdout).toMatch(new RegExp(`^gh-${dirty} .*would stay .*1 uncommitted file`, 'm'));
    expect(foreseen.stdout).toMatch(new RegExp(`^gh-${failing} .*would go`, 'm'));
    expect(looked()).toEqual(before);

    const cleaned = await stage.run(['clean', '--json']);
    expect(cleaned.code).toBe(0);
    expect(JSON.parse(cleaned.stdout)).toMatchObject({
      dryRun: false,
      worktrees: [
        { issue: safe, outcome: 'removed', risks: [] },
        { issue: dirty, outcome: 'kept', risks: [{ kind: 'changes', canBeSaved: true }] },
      ],
    });
    expect([safe, dirty, failing].map((issue) => existsSync(treeOf(stage, issue)))).toEqual([
      false,
      true,
      true,
    ]);

    const refused = await stage.run(['clean', `${dirty}`]);
    expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining(`clean ${dirty} --force`) });
    const forced = await stage.run(['clean', `${dirty}`, '--force']);
    expect(forced.code).toBe(0);
    const ref = /git branch rescue-\d+ (\S+)/.exec(forced.stdout)?.[1] ?? '';
    expect(stage.repository.git('show', `${ref}:half.txt`)).toBe('half');
    expect(looked()).toEqual(before);
    expect((await stage.run(['clean', '99'])).stderr).toContain('no task gh-99');
  });

  test('while a coordinator runs it does it; a live task is refused; a merge cleans up by itself', async () => {
    await using stage = await openE2eStage();
    const [done, live] = [await stage.hand(WORK.commits), await stage.hand(WORK.waitsForGo)];
    const other = await stage.hand(WORK.commits);
    stage.start(['run']);
    await stage.reaches(done, 'completed');
    const looked = addBystander(stage);
    const before = looked();
    await stage.reaches(other, 'completed');
    await stage.reaches(live, 'running');
    const refused = await stage.run(['clean', `${done}`, `${live}`, '--force']);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(new RegExp(`^gh-${done} .*removed`, 'm'));
    expect(refused.stdout).toMatch(new RegExp(`^gh-${live} .*refused .*is running`, 'm'));
    expect(existsSync(treeOf(stage, live))).toBe(true);

    const pull = (await stage.github.read.pulls()).find(({ head }) => head.ref === `rpi/gh-${other}`);
    await stage.github.as('mona').mergePull(pull?.number ?? 0);
    await until('the worktree is gone', () => !existsSync(treeOf(stage, other)));
    await until('the branch, too', () => stage.repository.git('branch', '--list', `rpi/gh-${other}`) === '');

    expect(looked()).toEqual(before);
  });
});
