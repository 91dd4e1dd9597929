/**
 * Rules about follow-ups: never more rounds for a pull request than `followUp.maxRounds`, none for what a worker was told
 * before, and none without anything to tell. Whoever lost its memory begins anew.
 */
import type { StateChange } from '../../src/model/action.ts';
import type { TaskPatch } from '../../src/model/task.ts';
import { branchOf, type Ground } from './ground.ts';

export interface FollowUpRules {
  /** True for the beginning of a round. */
  onChange(change: StateChange, patch: TaskPatch | undefined): boolean;
  onMemoryLost(): void;
}

export const createFollowUpRules = ({ witness, settings, github }: Ground): FollowUpRules => {
  const rounds = new Map<number, number>();
  const told = new Set<string>();
  return {
    onChange: ({ issue, from, to }, patch) => {
      const followUp = patch?.followUp;
      if (from !== 'completed' || to !== 'queued' || !followUp || followUp.told.length === 0) return false;
      const count = (rounds.get(followUp.pull) ?? 0) + 1;
      rounds.set(followUp.pull, count);
      if (count > settings.followUp.maxRounds)
        witness.breach('R5', `PR #${followUp.pull} is followed up ${count} times`);
      const again = followUp.told.filter(({ key }) => told.has(key));
      if (again.length > 0) witness.breach('R7', `gh-${issue} is told ${again[0]?.key} again`);
      for (const { key } of followUp.told) told.add(key);
      const pull = github.pullsOf(branchOf(issue)).find(({ number }) => number === followUp.pull);
      if (pull === undefined)
        witness.breach('R2', `gh-${issue} follows up a pull request that is not its own`);
      return true;
    },
    onMemoryLost: () => {
      rounds.clear();
      told.clear();
    },
  };
};
