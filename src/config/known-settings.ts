/**
 * Settings that were read, checked and completed before: where nothing they are made of has changed since, whoever only looks
 * is spared the reading, which takes longer than all else it does.
 */
import { readFileSync } from 'node:fs';
import type { Settings } from '../model/settings.ts';
import { readConfigFile } from './file.ts';
import type { PartialSettingsFlags } from './setting-flags.ts';

/** What settings are made of. `build` stands for the program that makes them; null = it may change at any time. */
export interface SettingsSource {
  readonly rootPath: string;
  readonly configPath?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: PartialSettingsFlags;
  readonly build: string | null;
}

/** No setting is a secret: what is one is written down nowhere. */
const isSetting = (name: string): boolean => name.startsWith('COORDINATOR_') && !name.endsWith('_SECRET');

/** All of it as one text; null where settings are not to be kept. @throws UsageError the file cannot be read. */
const basisOf = ({ rootPath, configPath, env, flags, build }: SettingsSource): string | null => {
  if (build === null) return null;
  const { file } = readConfigFile(rootPath, configPath);
  const variables = Object.entries(env).filter(([name]) => isSetting(name));
  return JSON.stringify([build, file?.path ?? null, file?.text ?? null, variables.toSorted(), flags]);
};

/**
 * What `read` makes of it, as the text to keep for `readKnownSettings`; null = not to be kept, or changed meanwhile.
 * @throws UsageError the file cannot be read, or what `read` throws.
 */
export const knownSettingsText = (source: SettingsSource, read: () => Settings): string | null => {
  const basis = basisOf(source);
  if (basis === null) return null;
  const settings = read();
  return basisOf(source) === basis ? JSON.stringify({ basis, settings }) : null;
};

/** The settings in force, if the text at `path` is of them; else null. @throws UsageError the file cannot be read. */
export const readKnownSettings = (path: string, source: SettingsSource): Settings | null => {
  const basis = basisOf(source);
  if (basis === null) return null;
  try {
    const known = JSON.parse(readFileSync(path, 'utf8'));
    return known.basis === basis ? known.settings : null;
  } catch {
    // Not there, or not ours: it is a short cut only.
    return null;
  }
};
