/**
 * Histories about worktrees that cannot be made, cannot be set up, or are gone.
 */
import type { Command } from './commands.ts';
import type { History } from './history.ts';
import { fromTheStart, on, one, settle, story, wait } from './story.ts';

const failSetup = (issue: number): Command => ({ kind: 'fail-setup', issue, code: 9 });
const deleteTree = (issue: number): Command => ({ kind: 'delete-worktree', issue });

/** By name. */
export const careStories: Readonly<Record<string, History>> = {
  'one worktree after the other cannot be made': fromTheStart(
    ...[one.label, { kind: 'fail', what: 'gitWrites', count: 12 } as const],
    ...[wait(700), settle, { kind: 'kill-daemon' } as const, wait(700), settle, wait(700), settle],
    ...[wait(700), settle, one.work, one.exit0, settle],
  ),
  'worktrees of a task under way and of a finished one are deleted': story(
    ...[one.cancel, settle, on(2).label, settle, on(2).exit1, settle],
    ...[deleteTree(1), deleteTree(2), { kind: 'kill-daemon' } as const, settle, wait(100), settle],
  ),
  'set-ups fail again and again': fromTheStart(
    ...[one.label, on(2).label, settle, failSetup(1), failSetup(2), settle, wait(40), settle],
    ...[failSetup(1), failSetup(2), settle, wait(960), settle, failSetup(1), failSetup(2), settle, wait(960)],
    ...[one.work, one.exit0, settle, on(2).work, on(2).exit0, settle],
  ),
};
