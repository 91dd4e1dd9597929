/**
 * What a person may write, turned into what the program may assume (SPEC section 11).
 *
 * In: `coordinator.yml`, the environment, the flags. Out: complete settings, where each value comes from, and notices.
 * Each source is checked by itself, so that a message names the place where the wrong value was written; then values
 * are laid over each other (flags over environment over file over defaults), and rules about several settings apply.
 * All problems are told at once. The schema (schema.ts) is the only place that knows keys and defaults.
 */
import { UsageError } from '../model/failures.ts';
import type { Settings } from '../model/settings.ts';
import { readConfigFile } from './file.ts';
import { keys, type Shape, shape } from './keys.ts';
import { settingsOf } from './normalise.ts';
import { type Override, overridesOfEnvironment, overridesOfFlags } from './overrides.ts';
import { complaintsOf, failureOf, type Place, type Problem } from './problems.ts';
import { appBreaches, breachesOf, type RuleContext } from './rules.ts';
import { configSchema } from './schema.ts';
import type { PartialSettingsFlags } from './setting-flags.ts';
import { type ConfigSource, parseSource } from './source.ts';

/** Where a value comes from: `where` is `coordinator.yml:4:3`, a variable, a flag or `default`; `value` as written. */
export interface Origin {
  readonly kind: 'default' | 'file' | 'environment' | 'flag';
  readonly where: string;
  readonly value: unknown;
}

/** What to read. A relative `configPath` is looked up from the working directory. */
export interface ConfigRequest extends RuleContext {
  readonly rootPath: string;
  readonly configPath?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: PartialSettingsFlags;
}

/** The result. `origins` has every key, `agents.<name>` for each agent. Notices are one line each. */
export interface LoadedConfig {
  readonly settings: Settings;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly notices: readonly string[];
  /** Absolute; null = there is no file. */
  readonly filePath: string | null;
}

/** Reads, checks and completes the configuration. @throws UsageError with every problem found. */
export const readConfig = (request: ConfigRequest): LoadedConfig => {
  const { file, notices } = readConfigFile(request.rootPath, request.configPath);
  const source = file === null ? null : parseSource(file);
  const raw = withoutEmptySections(source?.value ?? {}, shape);
  const environment = overridesOfEnvironment(request.env);
  const flags = overridesOfFlags(request.flags);
  const problems = [...fileProblems(source, raw), ...environment.problems, ...flags.problems];
  if (problems.length > 0) throw failureOf(problems);

  const origins = originsOf({ source, raw, environment: environment.taken, flags: flags.taken });
  const checked = configSchema.parse(overlaid(raw, [...environment.taken, ...flags.taken]));
  const settings = settingsOf(checked, request.builtInAgents);
  const breaches = [...appBreaches(checked.github.app), ...breachesOf(settings, request)];
  if (breaches.length > 0)
    throw failureOf(
      breaches.map(({ path, message }) => ({ ...placeOf(path, { source, origins }), message })),
    );
  return {
    settings,
    origins,
    notices: [...notices, ...environment.notices],
    filePath: file?.path ?? null,
  };
};

/** The settings when nobody writes anything. */
export const defaultSettings: Settings = settingsOf(configSchema.parse({}), {});

/** What to go by where the configuration is wrong: the defaults, for the repository that it names all the same. */
export const readFallback = (request: Pick<ConfigRequest, 'rootPath' | 'configPath' | 'env'>): Settings => {
  const named = overridesOfEnvironment(request.env).taken.find(({ key }) => key.name === 'repository');
  const parsed = configSchema.safeParse({ repository: named?.value ?? readNamed(request) });
  return parsed.success ? settingsOf(parsed.data, {}) : defaultSettings;
};

const readNamed = ({ rootPath, configPath }: Pick<ConfigRequest, 'rootPath' | 'configPath'>): unknown => {
  try {
    const { file } = readConfigFile(rootPath, configPath);
    const value = file === null ? null : parseSource(file).value;
    return isRecord(value) ? (value.repository ?? null) : null;
  } catch (error) {
    // What is wrong with it is told by whoever needs all of it.
    if (error instanceof UsageError) return null;
    throw error;
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A section whose keys are all commented out is null in YAML: nothing is set in it. */
const withoutEmptySections = (value: unknown, at: Shape): unknown => {
  if (!isRecord(value) || at.kind !== 'section') return value;
  const entries = Object.entries(value).flatMap(([key, child]): readonly [string, unknown][] => {
    const below = at.fields.get(key) ?? { kind: 'leaf' };
    if (child === null && below.kind !== 'leaf') return [];
    return [[key, withoutEmptySections(child, below)]];
  });
  return Object.fromEntries(entries);
};

const fileProblems = (source: ConfigSource | null, raw: unknown): readonly Problem[] => {
  if (source === null) return [];
  if (source.problems.length > 0) return source.problems;
  const parsed = configSchema.safeParse(raw);
  const complaints = parsed.success ? [] : complaintsOf(parsed.error.issues, raw);
  return complaints
    .map(({ path, message, atKey }) => ({ ...source.locate(path, atKey), message }))
    .sort((left, right) => left.offset - right.offset);
};

const overlaid = (raw: unknown, overrides: readonly Override[]): unknown =>
  overrides.reduce<unknown>((config, { key, value }) => withValue(config, key.path, value), raw);

const withValue = (config: unknown, [first, ...rest]: readonly string[], value: unknown): unknown => {
  if (first === undefined) return value;
  const record = isRecord(config) ? config : {};
  return { ...record, [first]: withValue(record[first], rest, value) };
};

interface Layers {
  readonly source: ConfigSource | null;
  readonly raw: unknown;
  readonly environment: readonly Override[];
  readonly flags: readonly Override[];
}

/** The last layer that says something about a key. */
const originsOf = ({ source, raw, environment, flags }: Layers): ReadonlyMap<string, Origin> => {
  const origins = new Map<string, Origin>();
  for (const { name, path, fallback } of keys) {
    const value = path.reduce<unknown>(
      (current, step) => (isRecord(current) ? current[step] : undefined),
      raw,
    );
    if (value === undefined || source === null)
      origins.set(name, { kind: 'default', where: 'default', value: fallback });
    else origins.set(name, { kind: 'file', where: source.locate(path, true).where, value });
  }
  const agents = isRecord(raw) && isRecord(raw.agents) ? raw.agents : {};
  for (const [name, value] of Object.entries(agents).filter(([key]) => key !== 'byLabel'))
    origins.set(`agents.${name}`, {
      kind: 'file',
      where: source?.locate(['agents', name], true).where ?? '',
      value,
    });
  for (const { key, where, value } of environment)
    origins.set(key.name, { kind: 'environment', where, value });
  for (const { key, where, value } of flags) origins.set(key.name, { kind: 'flag', where, value });
  return origins;
};

/** Where a broken rule is to be mended: where the key was set, or the file in general. */
const placeOf = (
  path: readonly string[],
  {
    source,
    origins,
  }: { readonly source: ConfigSource | null; readonly origins: ReadonlyMap<string, Origin> },
): Place => {
  const names = path.map((_, index) => path.slice(0, path.length - index).join('.'));
  const origin = names.map((name) => origins.get(name)).find((found) => found !== undefined);
  if (origin?.kind === 'file' && source !== null) return source.locate(path, false);
  return { where: origin?.where ?? 'default', excerpt: [], offset: 0 };
};
