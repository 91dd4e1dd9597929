/**
 * Tells that one of a few named files was made, saved or removed: STOP files, `tasks.md`, `coordinator.yml`. The files,
 * and the directories they lie in, need not exist. It is only ever a hint: whoever depends on a file looks at it from
 * time to time as well, because the system may run out of watches and a watch may be lost.
 */
import path from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { TransientError } from '../model/failures.ts';

export interface WatcherRequest {
  /** Called with one of the paths given to `watch`; several times for one save, perhaps. */
  readonly onChange: (path: string) => void;
  /** Called once per kind of failure (`ENOSPC`), however often it occurs; watching goes on as well as it can. */
  readonly onError: (error: TransientError) => void;
}

/** A save made of several writes counts once its size stood still for this long. */
const SETTLED = { stabilityThreshold: 100, pollInterval: 20 };

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

const failureOf = (error: unknown): TransientError => {
  const code = codeOf(error);
  const isLimit = code === 'ENOSPC' || code === 'EMFILE';
  const why = isLimit ? `the system has no watches left (${code})` : String(error);
  return new TransientError(`some files are not watched, so edits are noticed later: ${why}`, {
    ...(isLimit ? { fix: 'raise fs.inotify.max_user_watches and fs.inotify.max_user_instances' } : {}),
    cause: error,
  });
};

/** Watches some files of one directory. */
const watchFiles = (paths: ReadonlySet<string>, { onChange, onError }: WatcherRequest): FSWatcher => {
  const watcher = watch([...paths], {
    awaitWriteFinish: SETTLED,
    ignoreInitial: true,
    persistent: false,
    // A file is seen through its directory; without this, one that appears would be watched with all that is in it.
    ignored: (seen) => !paths.has(seen),
  });
  watcher.on('all', (_, seen) => {
    if (paths.has(seen)) onChange(seen);
  });
  watcher.on('error', (error) => onError(failureOf(error)));
  return watcher;
};

interface Watched {
  readonly paths: ReadonlySet<string>;
  readonly watcher: FSWatcher;
}

/** Tells that something may have changed; only ever a reason to look. `watch` replaces the set of watched files. */
interface Watcher {
  watch(paths: readonly string[]): void;
  close(): Promise<void>;
}

/**
 * Watches nothing until `watch` is called; never keeps the process alive alone. Each directory has a watcher of its own,
 * which ends with it: one that lives on keeps what it once watched, and goes through all of it at each event.
 */
export const openWatcher = ({ onChange, onError }: WatcherRequest): Watcher => {
  const byFolder = new Map<string, Watched>();
  const reported = new Set<string>();
  const request: WatcherRequest = {
    onChange,
    onError: (error) => {
      const code = codeOf(error.cause);
      if (!reported.has(code)) onError(error);
      reported.add(code);
    },
  };
  const drop = async (folder: string): Promise<void> => {
    const watched = byFolder.get(folder);
    byFolder.delete(folder);
    await watched?.watcher.close();
  };
  return {
    watch: (paths) => {
      const wanted = Map.groupBy(new Set(paths.map(path.normalize)), path.dirname);
      for (const folder of byFolder.keys()) if (!wanted.has(folder)) void drop(folder);
      for (const [folder, names] of wanted) {
        const next = new Set(names);
        if (byFolder.get(folder)?.paths.symmetricDifference(next).size === 0) continue;
        void drop(folder);
        byFolder.set(folder, { paths: next, watcher: watchFiles(next, request) });
      }
    },
    close: async () => {
      await Promise.all([...byFolder.keys()].map(drop));
    },
  };
};
