/** What is wrong with the configuration, in words a person can act on, and all of it at once. */
import { UsageError } from '../model/failures.ts';
import { keys, shapeAt } from './keys.ts';
import { nearestOf } from './nearest.ts';

/** `where`: `coordinator.yml:4:3`, a variable's or a flag's name. `excerpt`: lines shown below, with a caret. */
export interface Place {
  readonly where: string;
  readonly excerpt: readonly string[];
  /** Characters from the start of the file; 0 outside of it. */
  readonly offset: number;
}

/** What is wrong, and where. */
export interface Problem extends Place {
  readonly message: string;
}

/** One complaint of the schema: as zod tells it, reduced to what is shown. */
export interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** True when the key itself is wrong, not its value. */
  readonly atKey: boolean;
}

/** The parts of a zod issue that are read. */
export interface RawIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly issues?: readonly { readonly message: string }[];
}

/** Complaints of a schema about `value`, the whole raw configuration. */
export const complaintsOf = (issues: readonly RawIssue[], value: unknown): readonly Complaint[] =>
  issues.flatMap((issue): readonly Complaint[] => {
    if (issue.code === 'unrecognized_keys')
      return (issue.keys ?? []).map((key) => ({
        path: [...issue.path, key],
        message: unknownKeyMessage(issue.path, key),
        atKey: true,
      }));
    const name = issue.path.map(String).join('.');
    if (issue.code === 'invalid_key')
      return [
        { path: issue.path, message: `${name}: ${issue.issues?.[0]?.message ?? issue.message}`, atKey: true },
      ];
    const found = valueAt(value, issue.path);
    const message =
      found === undefined
        ? `${name} is missing: ${issue.message}`
        : `${name}: ${issue.message}, found ${shown(found)}`;
    return [{ path: issue.path, message: message.replace(/^: /, ''), atKey: found === undefined }];
  });

/** `unknown key "perTsk" (did you mean "perTask"?)`; a key that belongs elsewhere is named with its section. */
const unknownKeyMessage = (parent: readonly PropertyKey[], key: string): string => {
  const around = shapeAt(parent);
  const siblings = around?.kind === 'section' ? [...around.fields.keys()] : [];
  const elsewhere = keys.filter(({ path }) => path.at(-1) === key).map(({ name }) => name);
  const guess =
    nearestOf(key, siblings) ??
    elsewhere[0] ??
    nearestOf(
      [...parent.map(String), key].join('.'),
      keys.map(({ name }) => name),
    );
  return `unknown key ${JSON.stringify(key)}${guess === undefined ? '' : ` (did you mean ${JSON.stringify(guess)}?)`}`;
};

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (current, step) =>
      typeof current === 'object' && current !== null
        ? Object.getOwnPropertyDescriptor(current, step)?.value
        : undefined,
    value,
  );

const shown = (value: unknown): string => {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'keys and values';
  const written = JSON.stringify(value) ?? String(value);
  return written.length > 60 ? `${written.slice(0, 59)}…` : written;
};

/** One failure that names every problem. */
export const failureOf = (problems: readonly Problem[]): UsageError => {
  const blocks = problems.map(({ where, message, excerpt }) =>
    [`${where}: ${message}`, ...excerpt].join('\n'),
  );
  const head = blocks.length === 1 ? [] : [`${blocks.length} problems in the configuration`];
  return new UsageError([...head, ...blocks].join('\n'), {
    fix: 'All keys and what they take: coordinator config schema',
  });
};
