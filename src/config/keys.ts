/** The keys of the configuration as data, read off its JSON schema, and the variables that set them. */
import { settingsSchema } from './schema.ts';

/** One setting, `workers.max`. `fallback` as a person would write it; scalars can be set by variable and flag. */
export interface Key {
  readonly path: readonly string[];
  readonly name: string;
  readonly isScalar: boolean;
  readonly fallback: unknown;
  readonly about: string;
}

interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | false;
  readonly default?: unknown;
  readonly description?: string;
}

/** The shape of the file as a tree: a section has fields, a map has entries of one shape, a leaf has neither. */
export type Shape =
  | {
      readonly kind: 'section';
      readonly fields: ReadonlyMap<string, Shape>;
      /** Of what other keys hold; absent = there are no others. */
      readonly entry?: Shape;
    }
  | { readonly kind: 'map'; readonly entry: Shape }
  | { readonly kind: 'leaf' };

const shapeFrom = (node: Node): Shape => {
  if (node.properties !== undefined) {
    const fields = Object.entries(node.properties).map(([name, child]) => [name, shapeFrom(child)] as const);
    const others = node.additionalProperties;
    return { kind: 'section', fields: new Map(fields), ...(others ? { entry: shapeFrom(others) } : {}) };
  }
  if (node.additionalProperties) return { kind: 'map', entry: shapeFrom(node.additionalProperties) };
  return { kind: 'leaf' };
};

const keysFrom = (node: Node, path: readonly string[]): readonly Key[] =>
  node.properties === undefined
    ? [
        {
          path,
          name: path.join('.'),
          isScalar: node.type !== 'array' && node.type !== 'object',
          fallback: node.default,
          about: node.description ?? '',
        },
      ]
    : Object.entries(node.properties).flatMap(([name, child]) => keysFrom(child, [...path, name]));

const root: Node = settingsSchema();

/** The tree of the whole file. */
export const shape: Shape = shapeFrom(root);

/** Every setting in the order of the documentation. */
export const keys: readonly Key[] = keysFrom(root, []);

/** `COORDINATOR_GITHUB_POLLINTERVAL` for `github.pollInterval`. */
export const variableOf = (key: Key): string => `COORDINATOR_${key.path.join('_').toUpperCase()}`;

/** The form that splits words, `COORDINATOR_GITHUB_POLL_INTERVAL`; it is understood as well. */
export const splitVariableOf = (key: Key): string =>
  `COORDINATOR_${key.path
    .join('_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()}`;

/** The shape below a path; undefined where there is none. */
export const shapeAt = (path: readonly PropertyKey[], from: Shape = shape): Shape | undefined => {
  const [first, ...rest] = path;
  if (first === undefined) return from;
  if (from.kind === 'leaf') return undefined;
  const next = (from.kind === 'section' ? from.fields.get(String(first)) : undefined) ?? from.entry;
  return next === undefined ? undefined : shapeAt(rest, next);
};
