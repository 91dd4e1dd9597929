/** What variables and flags say: texts, read as whatever the setting takes. */
import { type Key, keys, splitVariableOf, variableOf } from './keys.ts';
import { nearestOf } from './nearest.ts';
import { type Complaint, complaintsOf, type Problem } from './problems.ts';
import { configSchema } from './schema.ts';
import { type PartialSettingsFlags, settingFlags } from './setting-flags.ts';

/** One setting taken from a variable or a flag, in the form a file would have. */
export interface Override {
  readonly key: Key;
  readonly where: string;
  readonly value: unknown;
}

/** Set for workers (SPEC section 5), so they may be there when a coordinator runs inside one; they are no settings. */
const workerContract: ReadonlySet<string> = new Set(
  'TASK ISSUE WORKER RUN ATTEMPT BRANCH BASE WORKTREE PROMPT REPOSITORY API_URL SLOT PORT'
    .split(' ')
    .map((name) => `COORDINATOR_${name}`),
);

/** Read where they are needed, so that no list of settings has them. */
const secrets: ReadonlySet<string> = new Set(['COORDINATOR_WEBHOOK_SECRET']);

/** What was taken, what was wrong with it, and what was left aside. */
export interface Overrides {
  readonly taken: readonly Override[];
  readonly problems: readonly Problem[];
  readonly notices: readonly string[];
}

type Written = { readonly key: Key; readonly where: string; readonly text: string };

/** Settings from the environment. An empty variable counts as not set. */
export const overridesOfEnvironment = (env: Readonly<Record<string, string | undefined>>): Overrides => {
  const insideWorker = env.COORDINATOR_RUN !== undefined && env.COORDINATOR_WORKER !== undefined;
  const scalars = keys.filter(({ isScalar }) => isScalar);
  const written = scalars.flatMap((key): readonly Written[] => {
    const name = [variableOf(key), splitVariableOf(key)].find((candidate) => (env[candidate] ?? '') !== '');
    const text = name === undefined ? undefined : env[name];
    if (name === undefined || text === undefined || (insideWorker && workerContract.has(name))) return [];
    return [{ key, where: name, text }];
  });
  return { ...readAll(written), notices: noticesOf(Object.keys(env), insideWorker) };
};

/** Settings from the command line. */
export const overridesOfFlags = (given: PartialSettingsFlags): Overrides => {
  const written = settingFlags.flatMap(({ option, name, key: keyName }): readonly Written[] => {
    const value = given[option];
    const key = keys.find((candidate) => candidate.name === keyName);
    return value === undefined || key === undefined ? [] : [{ key, where: name, text: String(value) }];
  });
  return { ...readAll(written), notices: [] };
};

const readAll = (all: readonly Written[]): Pick<Overrides, 'taken' | 'problems'> => {
  const read = all.map((written) => ({ written, result: readText(written.key, written.text) }));
  return {
    taken: read.flatMap(({ written: { key, where }, result }) =>
      result.kind === 'value' ? [{ key, where, value: result.value }] : [],
    ),
    problems: read.flatMap(({ written: { where }, result }) =>
      result.kind === 'problem' ? [{ where, message: result.message, excerpt: [], offset: 0 }] : [],
    ),
  };
};

type Reading =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'problem'; readonly message: string };

/** The first reading of the text that the setting takes: nothing, text, number, true or false. */
const readText = (key: Key, text: string): Reading => {
  const complaints: Complaint[] = [];
  for (const value of readingsOf(text.trim())) {
    const found = complaintsAbout(key, value);
    if (found.length === 0) return { kind: 'value', value };
    complaints.push(...found);
  }
  return { kind: 'problem', message: complaints.at(-1)?.message ?? `${key.name}: cannot be read` };
};

const readingsOf = (text: string): readonly unknown[] => [
  ...(text === 'null' ? [null] : []),
  ...(text === 'true' || text === 'false' ? [text === 'true'] : []),
  text,
  ...(/^-?\d{1,15}(\.\d+)?$/.test(text) ? [Number(text)] : []),
];

const complaintsAbout = (key: Key, value: unknown): readonly Complaint[] => {
  const nested = key.path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
  const parsed = configSchema.safeParse(nested);
  return parsed.success ? [] : complaintsOf(parsed.error.issues, nested);
};

/**
 * Variables that look like a setting but are none. Inside a worker a name that resembles no setting may be one that its own
 * coordinator, of another version, has set for it.
 */
const noticesOf = (names: readonly string[], insideWorker: boolean): readonly string[] => {
  const known = new Map(
    keys.flatMap((key) => [variableOf(key), splitVariableOf(key)].map((name) => [name, key] as const)),
  );
  const scalarNames = keys.filter(({ isScalar }) => isScalar).map(variableOf);
  return names
    .filter((name) => name.startsWith('COORDINATOR_') && !workerContract.has(name) && !secrets.has(name))
    .flatMap((name) => {
      const key = known.get(name);
      if (key !== undefined)
        return key.isScalar
          ? []
          : [`${name} is ignored: ${key.name} is a list or a map and is set in coordinator.yml`];
      const guess = nearestOf(name, scalarNames);
      if (guess === undefined && insideWorker) return [];
      return [
        `${name} is no setting and is ignored${guess === undefined ? '' : ` (did you mean ${guess}?)`}`,
      ];
    });
};
