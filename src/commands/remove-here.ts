import { join } from 'node:path';
import { removeByHand } from '../daemon/remove-by-hand.ts';
import type { Settings } from '../model/settings.ts';
import type { Memory } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import { openClock } from '../world/clock.ts';
import { openFiles } from '../world/files/open-files.ts';
import { openProcesses } from '../world/processes/open-processes.ts';
import { openStore } from '../world/store/open-store.ts';
import type { ControlAnswer } from '../world/world.ts';
import type { Environment } from './place-request.ts';
import { takeVisitorLock } from './single.ts';
import { siteOf } from './site.ts';
import { apiUrlOf, type Clone, readRepository } from './workplace.ts';

/** What is to go, and how. */
export interface RemovingHere {
  readonly clone: Clone;
  readonly settings: Settings;
  readonly env: Environment;
  readonly force: boolean;
}

/** Removes worktrees while no coordinator runs, one after the other, under its lock. @throws UsageError one runs by now. */
export const removeHere = async (
  tasks: readonly TaskMemory[],
  { clone, settings, env, force }: RemovingHere,
): Promise<readonly ControlAnswer[]> => {
  const { paths, git } = clone;
  const release = takeVisitorLock(clone);
  const clock = openClock();
  const { store } = openStore({ path: paths.storePath, now: () => clock.now() });
  try {
    const site = await siteHere({ clone, settings, env, memory: store.readMemory() });
    const processes = openProcesses({ runsPath: paths.runsPath });
    const files = openFiles({ historyPath: paths.historyPath });
    const world = { clock, store, git, processes, files, narrator: { tell: () => undefined } };
    const answers: ControlAnswer[] = [];
    for (const { issue } of tasks)
      answers.push(await removeByHand({ issue, force }, { world, settings, site }));
    return answers;
  } finally {
    store.close();
    release();
  }
};

/** As far as it is known without asking GitHub. */
const siteHere = async ({
  clone,
  settings,
  env,
  memory,
}: Pick<RemovingHere, 'clone' | 'settings' | 'env'> & { readonly memory: Memory }) => {
  const { facts } = memory.github;
  const [owner, name] = facts?.fullName.split('/') ?? [];
  const repository = owner && name ? { owner, name } : await readRepository(clone, settings);
  const place = { ...clone, config: { settings }, ledgerPath: join(clone.git.rootPath, 'tasks.md') };
  const source = { env, place, repository, apiUrl: apiUrlOf(env), token: '' };
  return siteOf(source, { defaultBranch: facts?.defaultBranch ?? '' });
};
