/**
 * Tells that one of a few named files was made, saved or removed: STOP files, `tasks.md`, `coordinator.yml`. The files,
 * and the directories they lie in, need not exist. It is only ever a hint: whoever depends on a file looks at it from
 * time to time as well, because the system may run out of watches and a watch may be lost.
 */
import path from 'node:path';
import { watch } from 'chokidar';
import { TransientError } from '../model/failures.ts';
import type { Watcher } from './world.ts';

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

/** Watches nothing until `watch` is called; never keeps the process alive alone. */
export const openWatcher = ({ onChange, onError }: WatcherRequest): Watcher => {
  let watched: ReadonlySet<string> = new Set();
  const reported = new Set<string>();
  const watcher = watch([], {
    awaitWriteFinish: SETTLED,
    ignoreInitial: true,
    persistent: false,
    // A file is seen through its directory; without this, one that appears would be watched with all that is in it.
    ignored: (seen) => !watched.has(seen),
  });
  watcher.on('all', (_, seen) => {
    if (watched.has(seen)) onChange(seen);
  });
  watcher.on('error', (error) => {
    if (reported.has(codeOf(error))) return;
    reported.add(codeOf(error));
    onError(failureOf(error));
  });
  return {
    watch: (paths) => {
      const wanted = new Set(paths.map(path.normalize));
      watcher.unwatch([...watched.difference(wanted)]);
      const added = [...wanted.difference(watched)];
      watched = wanted;
      watcher.add(added);
    },
    close: () => watcher.close(),
  };
};
