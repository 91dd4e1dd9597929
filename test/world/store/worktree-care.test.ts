import { expect, it } from 'vitest';
import { noWorktreeErrors } from '../../../src/model/worktree-care.ts';
import { instant } from './nouns.ts';
import { open, openWithTask, stateFile } from './stage.ts';

const trouble = (action: string, tries: number) => ({
  ...{ action, class: 'permanent' as const, message: '', fix: null, tries, at: instant(1) },
  retryAfterMs: null,
});

it('errors of worktrees are counted with their trouble, and outlast it and a restart', () => {
  const file = stateFile();
  const store = openWithTask(file);
  expect(store.readMemory().worktreeCare).toEqual(noWorktreeErrors);
  store.saveTrouble(1, trouble('create-worktree', 1));
  store.saveTrouble(1, trouble('remove-worktree', 1));
  store.saveTrouble(1, trouble('set-label', 1));
  store.saveTrouble(1, trouble('create-worktree', 0));
  store.clearTrouble(1, 'create-worktree');
  const care = { ...noWorktreeErrors, errorCount: 2, newErrorCount: 2 };
  expect(store.readMemory().worktreeCare).toEqual(care);
  store.noteCleanUp(instant(5));
  store.saveTrouble(1, trouble('create-worktree', 2));
  store.close();
  const again = open(file).store;
  const cleaned = { errorCount: 3, newErrorCount: 1, cleanUpCount: 1, cleanedAt: instant(5) };
  expect(again.readMemory().worktreeCare).toEqual(cleaned);
  again.noteWorktreeMade();
  expect(again.readMemory().worktreeCare).toEqual({ ...cleaned, cleanedAt: null });
});
