/**
 * A small JSON schema check for tests: as much of the language as `schemas/view.schema.json` uses, and an error for
 * anything else, so that a new keyword is not passed over in silence.
 */
interface Schema {
  readonly [keyword: string]: unknown;
}

interface Spot {
  readonly root: Schema;
  readonly at: string;
}

type Check = (value: unknown, given: unknown, spot: Spot & { readonly schema: Schema }) => readonly string[];

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
};

const isObject = (value: unknown): value is Record<string, unknown> => typeOf(value) === 'object';

const fitsType = (value: unknown, type: string): boolean =>
  typeOf(value) === type || (type === 'number' && typeOf(value) === 'integer');

const complain = (isRight: boolean, { at }: Spot, text: string): readonly string[] =>
  isRight ? [] : [`${at}: ${text}`];

const ignored: Check = () => [];

const checks: Readonly<Record<string, Check>> = {
  $schema: ignored,
  title: ignored,
  description: ignored,
  $defs: ignored,
  $ref: (value, given, spot) => {
    const name = String(given).replace('#/$defs/', '');
    return faultsOf(value, (spot.root.$defs as Record<string, Schema>)[name] ?? {}, spot);
  },
  anyOf: (value, given, spot) =>
    complain(
      (given as Schema[]).some((one) => faultsOf(value, one, spot).length === 0),
      spot,
      'fits none of anyOf',
    ),
  type: (value, given, spot) =>
    complain(
      [given].flat().some((type) => fitsType(value, String(type))),
      spot,
      `is ${typeOf(value)}, not ${given}`,
    ),
  enum: (value, given, spot) =>
    complain((given as unknown[]).includes(value), spot, `${value} is not in enum`),
  const: (value, given, spot) => complain(value === given, spot, `${value} is not ${given}`),
  pattern: (value, given, spot) =>
    complain(
      typeof value !== 'string' || new RegExp(String(given)).test(value),
      spot,
      `${value} does not match`,
    ),
  minimum: (value, given, spot) =>
    complain(typeof value !== 'number' || value >= Number(given), spot, `${value} is too small`),
  required: (value, given, spot) =>
    (given as string[]).flatMap((name) =>
      complain(!isObject(value) || name in value, spot, `${name} is missing`),
    ),
  properties: (value, given, spot) =>
    Object.entries(given as Record<string, Schema>).flatMap(([name, schema]) =>
      isObject(value) && name in value
        ? faultsOf(value[name], schema, { root: spot.root, at: `${spot.at}.${name}` })
        : [],
    ),
  items: (value, given, spot) =>
    Array.isArray(value)
      ? value.flatMap((item, index) =>
          faultsOf(item, given as Schema, { root: spot.root, at: `${spot.at}[${index}]` }),
        )
      : [],
};

const faultsOf = (value: unknown, schema: Schema, { root, at }: Spot): readonly string[] =>
  Object.entries(schema).flatMap(([keyword, given]) => {
    const check = checks[keyword];
    if (check === undefined) throw new Error(`${at}: the keyword ${keyword} is not known here`);
    return check(value, given, { root, at, schema });
  });

/** What is wrong with a value, one line each; empty = it fits. @throws Error a keyword that is not known here. */
export const checkSchema = (value: unknown, schema: Schema): readonly string[] =>
  faultsOf(value, schema, { root: schema, at: '$' });
