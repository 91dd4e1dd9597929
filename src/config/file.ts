/** The file: found and read. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { UsageError } from '../model/failures.ts';

/** A file as read. `name` is how messages call it. */
export interface ConfigFile {
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

const places = ['coordinator.yml', '.github/coordinator.yml'];

/** Names that are likely meant but not read. */
const nearMisses = ['coordinator.yaml', '.coordinator.yml', '.github/coordinator.yaml'];

/**
 * The file a person named, or the first of the two usual places; null when there is none.
 * @throws UsageError it cannot be read, or the one that was named does not exist.
 */
export const readConfigFile = (
  rootPath: string,
  configPath: string | undefined,
): { readonly file: ConfigFile | null; readonly notices: readonly string[] } => {
  if (configPath !== undefined) {
    const file = readIfPresent(resolve(configPath), rootPath);
    if (file === null)
      throw new UsageError(`there is no configuration file ${configPath}`, {
        fix: 'Name one that exists: --config FILE',
      });
    return { file, notices: [] };
  }
  const found = places.flatMap((place) => readIfPresent(join(rootPath, place), rootPath) ?? []);
  const missed = nearMisses.filter((place) => readIfPresent(join(rootPath, place), rootPath) !== null);
  return {
    file: found[0] ?? null,
    notices: [
      ...found.slice(1).map(({ name }) => `${name} is not read: ${found[0]?.name} comes first`),
      ...missed.map((name) => `${name} is not read: the file is called coordinator.yml`),
    ],
  };
};

const readIfPresent = (path: string, rootPath: string): ConfigFile | null => {
  const inside = relative(rootPath, path);
  const name = inside.startsWith('..') || isAbsolute(inside) ? path : inside;
  try {
    return { path, name, text: readFileSync(path, 'utf8').replace(/^\uFEFF/, '') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new UsageError(`cannot read ${name}: ${String(code ?? error)}`, {
      cause: error,
      fix: `Make it a readable file: ls -l ${name}`,
    });
  }
};
