import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeFiles } from '../support/git-repository.ts';
import { actTwice } from '../support/picture.ts';
import { openStage } from '../support/stage.ts';

const stopped = async () => {
  const stage = await openStage();
  const { worktreePath } = stage.remember(7);
  writeFiles(worktreePath, { STOP: 'wrong approach\n' });
  const path = `${worktreePath}/STOP`;
  const modifiedAtMs = Math.trunc(statSync(path).mtimeMs);
  return { stage, path, action: { kind: 'lift-stop', issue: 7, modifiedAtMs } as const };
};

test('the STOP file that was overruled is taken away', async () => {
  const { stage, path, action } = await stopped();
  const [first, second] = await actTwice(stage, action);
  expect([first.kind, second.kind]).toEqual(['done', 'skipped']);
  expect(existsSync(path)).toBe(false);
});

test('one that was written since stays', async () => {
  const { stage, path, action } = await stopped();
  writeFiles(stage.task(7).worktreePath, { STOP: 'I mean it\n' });
  utimesSync(path, new Date(), new Date(action.modifiedAtMs + 1000));
  expect(await stage.act(action)).toEqual({ kind: 'skipped', why: 'the STOP file has changed' });
  expect(readFileSync(path, 'utf8')).toBe('I mean it\n');
});
