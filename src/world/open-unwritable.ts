/**
 * A world for looking only: what is remembered can be read, and nothing can be written to the store.
 */
import { BugError } from '../model/failures.ts';
import { emptyMemory } from '../model/snapshot.ts';
import { openClock } from './clock.ts';
import { openFiles } from './files/open-files.ts';
import { openGitHub } from './github/open-github.ts';
import { openHost } from './host.ts';
import type { OpenedWorld, WorldSource } from './open.ts';
import { ownPaths } from './own-paths.ts';
import { openPrices } from './prices.ts';
import { openProcesses } from './processes/open-processes.ts';
import { openStoreForReading } from './store/visit-store.ts';
import type { Store, World } from './world.ts';

/** Opens it beside a running daemon or without one. @throws UsageError the store is damaged or of another version. */
export const openUnwritableWorld = (source: WorldSource): OpenedWorld => {
  const paths = ownPaths(source.git.rootPath, source.git.commonPath);
  const reader = openStoreForReading({ path: paths.storePath });
  const memory = reader?.readMemory() ?? emptyMemory;
  const store = new Proxy(
    { readMemory: () => memory, isShortOfRoom: () => false } as Partial<Store> as Store,
    {
      get: (target, name) => {
        const found = Reflect.get(target, name);
        if (found === undefined) throw new BugError(`a look would have used the store's ${String(name)}`);
        return found;
      },
    },
  );
  const world: World = {
    clock: openClock(),
    narrator: source.narrator,
    store,
    github: openGitHub({ ...source, responses: { read: () => null, save: () => {} } }),
    git: source.git,
    processes: openProcesses({ runsPath: paths.runsPath }),
    files: openFiles({ historyPath: paths.historyPath, isLook: true }),
    host: openHost(),
    prices: openPrices(),
  };
  return { world, notices: [], close: () => reader?.close() };
};
