/**
 * Guards of the care for worktrees.
 */
import { change, type Mutant, mutant } from './mutant.ts';

export const careMutants: readonly Mutant[] = [
  mutant(
    'errors of worktrees are counted, and that is all',
    change('decide/mending.ts', 'isCleanUpDue(memory.worktreeCare)', 'false'),
  ),
  mutant(
    'git is made to forget worktrees of tasks under way',
    change('act/mend-worktrees.ts', 'notRemovableBecause(task) === null', 'true'),
  ),
];
