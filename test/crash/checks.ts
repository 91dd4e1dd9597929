/**
 * What must be true at the end of a round, whatever was killed when. One line per breach.
 */
import { join } from 'node:path';
import type { StoreReader } from '../../src/world/store/store.ts';
import { openStoreForReading } from '../../src/world/store/visit-store.ts';
import { isAlive } from '../support/folder-processes.ts';
import { checkAttempts } from './check-attempts.ts';
import { checkFiles } from './check-files.ts';
import { checkGitHub } from './check-github.ts';
import { checkTrees } from './check-trees.ts';
import type { Ground } from './ground.ts';
import type { Scenario } from './scenarios.ts';

/** What was done in a round that allows other ways to the same end. */
export interface Mishaps {
  /** Then attempts may be lost, and one more may have been needed. */
  readonly wereRunnersKilled: boolean;
}

/** Looks at everything. */
export const checkRound = async (
  ground: Ground,
  scenario: Scenario,
  mishaps: Mishaps,
): Promise<readonly string[]> => {
  const store = openStoreForReading({ path: join(ground.repository.rootPath, '.coordinator', 'state.db') });
  if (store === null) return ['there is no memory'];
  try {
    return [
      ...checkStates(ground, scenario, store),
      ...checkAttempts(ground, scenario, { store, ...mishaps }),
      ...(await checkGitHub(ground, scenario)),
      ...checkTrees(ground, scenario),
      ...checkFiles(ground, scenario),
      ...(isAlive(ground.bystander.pid ?? 0) ? [] : ['the bystander was killed']),
    ];
  } finally {
    store.close();
  }
};

const checkStates = ({ issues }: Ground, { scenes }: Scenario, store: StoreReader): readonly string[] => {
  const { tasks } = store.readMemory();
  const states = scenes.flatMap(({ ends }, at) => {
    const task = tasks.find(({ issue }) => issue === issues[at]);
    const { state, reason } = task?.recorded ?? { state: 'nothing', reason: '' };
    return state === ends.state ? [] : [`gh-${issues[at]} is ${state} (${reason}), not ${ends.state}`];
  });
  const strangers = tasks.filter(({ issue }) => !issues.includes(issue));
  return [...states, ...strangers.map(({ issue }) => `gh-${issue} is a task and no issue of the round`)];
};
