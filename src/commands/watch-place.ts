/**
 * What the daemon is woken by: STOP files, `tasks.md`, the configuration. The pulse (daemon/pulse.ts) sees the same a
 * little later, so a machine without watches loses nothing but a second.
 */
import { join } from 'node:path';
import { withFixedKept } from '../config/fixed.ts';
import { isLive } from '../model/attempt.ts';
import { TransientError, UsageError } from '../model/failures.ts';
import type { Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import { openWatcher } from '../world/watcher.ts';
import type { Narrator, World } from '../world/world.ts';
import { requireTemplates } from './required-templates.ts';
import type { Workplace } from './workplace.ts';

export interface PlaceWatch {
  readonly place: Workplace;
  readonly world: World;
  readonly site: Site;
  readonly narrator: Narrator;
  readonly onSettings: (settings: Settings) => void;
  readonly wake: () => void;
}

/** How often the set of watched STOP files is brought up to date. */
const refreshMs = 1000;

/** Starts watching; the returned function ends it. */
export const watchPlace = (source: PlaceWatch): (() => Promise<void>) => {
  const { world, site, place, narrator, wake } = source;
  const configPaths = ['coordinator.yml', join('.github', 'coordinator.yml')].map((name) =>
    join(site.rootPath, name),
  );
  const onChange = (path: string): void => {
    if (configPaths.includes(path) || path === place.config.filePath) reload(source);
    wake();
  };
  const onError = (error: Error): void =>
    narrator.tell({
      atMs: world.clock.now().atMs,
      subject: 'watcher',
      word: 'trouble',
      text: `${error.message}; looking every half second instead`,
    });
  const watcher = openWatcher({ onChange, onError });
  let cancel = (): void => {};
  const own = place.config.filePath === null ? [] : [place.config.filePath];
  let stops: readonly string[] = [];
  const refresh = (): void => {
    stops = readStopPaths(world) ?? stops;
    watcher.watch([...new Set([site.ledgerPath, ...configPaths, ...own, ...stops])]);
    cancel = world.clock.after(refreshMs, refresh);
  };
  refresh();
  return async () => {
    cancel();
    await watcher.close();
  };
};

/** Where a STOP file would end a worker; null while memory cannot be read, which the tick tells. */
const readStopPaths = ({ store }: World): readonly string[] | null => {
  try {
    const live = store.readMemory().tasks.filter(({ attempts }) => attempts.some(isLive));
    return live.map(({ worktreePath }) => join(worktreePath, 'STOP'));
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    return null;
  }
};

/** A valid change applies at once; a wrong one is told and ignored. */
const reload = ({ place, site, narrator, onSettings, world }: PlaceWatch): void => {
  const tell = (word: string, text: string): void =>
    narrator.tell({ atMs: world.clock.now().atMs, subject: 'config', word, text });
  try {
    const { settings: read, notices } = place.reread();
    requireTemplates(site.rootPath, read);
    const { settings, waitingKeys } = withFixedKept(place.config.settings, read);
    onSettings(settings);
    place.keep(world.files);
    const waiting =
      waitingKeys.length === 0 ? [] : [`takes effect at the next start: ${waitingKeys.join(', ')}`];
    tell('applied', ['the changed configuration is in force', ...waiting, ...notices].join('; '));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    tell('ignored', `${withoutExcerpts(error.message)}; the settings before stay in force`);
  }
};

/** On one line of the console a caret points at nothing. */
const withoutExcerpts = (message: string): string =>
  message
    .split('\n')
    .filter((line) => !line.startsWith(' '))
    .join('; ');
