import type { TaskMemory } from '../model/task.ts';

/**
 * A worktree as people know it, `trees/gh-7`: the last two steps of where it was put, which holds also after
 * `worktrees.dir` was changed; what lies above is the machine's own business.
 */
export const placeOf = ({ worktreePath }: Pick<TaskMemory, 'worktreePath'>): string =>
  worktreePath.split('/').slice(-2).join('/');
