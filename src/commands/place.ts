/**
 * Where a command looks that is to answer at once: the clone without git, the settings without reading them anew. It loads
 * none of the packages that do either (test/e2e/start-up.test.ts watches); where a short cut does not lead there, they do it.
 */
import { join } from 'node:path';
import { knownSettingsText, readKnownSettings, type SettingsSource } from '../config/known-settings.ts';
import { settingFlagsOf } from '../config/setting-flags.ts';
import { TransientError, UsageError } from '../model/failures.ts';
import type { Settings } from '../model/settings.ts';
import { findClone } from '../world/git/find-clone.ts';
import { type OwnPaths, ownPaths } from '../world/own-paths.ts';
import { readBuild } from '../world/package.ts';
import type { Files } from '../world/world.ts';
import { asRun } from './as-run.ts';
import type { PlaceRequest } from './place-request.ts';

/** A clone as far as its files tell. */
export interface Place {
  readonly rootPath: string;
  readonly paths: OwnPaths;
}

/** Finds the clone, whatever its configuration says. @throws UsageError not a clone. */
export const openPlace = async ({ cwd }: PlaceRequest): Promise<Place> => {
  const { rootPath, commonPath } = findClone(cwd) ?? (await locate(cwd));
  return { rootPath, paths: ownPaths(rootPath, commonPath) };
};

const locate = async (startPath: string) => {
  const { openGit } = await import('../world/git/open-git.ts');
  return openGit({ startPath });
};

type Asked = Pick<PlaceRequest, 'configPath' | 'env' | 'flags'>;

const sourceOf = (
  { rootPath }: Pick<Place, 'rootPath'>,
  { configPath, env, flags }: Asked,
): SettingsSource => ({
  rootPath,
  configPath,
  env,
  flags: settingFlagsOf({ ...flags }),
  build: readBuild(),
});

const knownPathOf = ({ ownPath }: OwnPaths): string => join(ownPath, 'settings.json');

/** The settings in force in a clone, as a coordinator that runs has them; where the configuration is wrong, `tell` hears why, and the defaults are answered. */
export const readSettingsIn = async (
  place: Place,
  request: PlaceRequest,
  tell: (why: string) => void,
): Promise<Settings> => {
  const known = readKnown(place, request);
  if (known !== null) return known;
  const { readSettingsOr } = await import('./configuration.ts');
  return readSettingsOr(place, request, tell);
};

/** Null also where the file cannot be read: whoever reads it anew says why. */
const readKnown = (place: Place, request: PlaceRequest): Settings | null => {
  try {
    return readKnownSettings(knownPathOf(place.paths), sourceOf(place, asRun(place, request)));
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
};

/** What is kept: settings as the file, the environment and the flags of a request make them. */
interface Kept {
  readonly read: () => Settings;
  readonly files: Pick<Files, 'readText' | 'writeText'>;
}

/** Keeps settings for `readSettingsIn`, which does as well without: that it cannot be written stops nothing. */
export const keepSettings = (place: Place, request: Asked, kept: Kept): void => {
  try {
    const text = knownSettingsText(sourceOf(place, request), kept.read);
    const path = knownPathOf(place.paths);
    if (text !== null && kept.files.readText(path) !== text) kept.files.writeText(path, text);
  } catch (error) {
    if (!(error instanceof TransientError || error instanceof UsageError)) throw error;
  }
};
