/**
 * GitHub's own description of its REST API, trimmed (`scripts/trim-openapi.ts`), as a list of operations. Schemas stay
 * where they are: an operation names them by JSON pointer, so that `$ref` in them holds.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT_PATH } from '../house-tree.ts';

const FIXTURE_PATH = join(ROOT_PATH, 'test', 'fixtures', 'github-openapi', 'description.json');

/** A JSON object of the description. */
export interface Part {
  readonly [key: string]: unknown;
}

/** A path or query parameter. `at`: JSON pointer of its schema. */
export interface Parameter {
  readonly name: string;
  readonly place: 'path' | 'query';
  readonly required: boolean;
  readonly at: string;
}

/** A body that is sent. `fields` are all names its top level may have; null = it need not be an object. */
export interface SentBody {
  readonly at: string;
  readonly required: boolean;
  readonly fields: ReadonlySet<string> | null;
}

/** One call. `path`: what its paths look like; a named group per path parameter. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: RegExp;
  readonly parameters: readonly Parameter[];
  readonly body: SentBody | null;
  /** By status: pointer of the body's schema, null where there is no body. */
  readonly answers: ReadonlyMap<number, string | null>;
}

export interface Description {
  /** The whole, as one JSON schema document; `nullable` is rewritten to what JSON schema knows. */
  readonly document: Part;
  /** The more literal a path, the earlier. */
  readonly operations: readonly Operation[];
}

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `nullable` of OpenAPI 3.0 in the words of JSON schema, everywhere. */
const withoutNullable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNullable);
  if (!isPart(value)) return value;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withoutNullable(item)]),
  );
  if (nullable === undefined || typeof nullable !== 'boolean')
    return value.nullable === undefined ? rest : { ...rest, nullable };
  if (!nullable) return rest;
  if (typeof rest.type !== 'string') return { anyOf: [rest, { type: 'null' }] };
  const choice = Array.isArray(rest.enum) ? { enum: [...rest.enum, null] } : {};
  return { ...rest, ...choice, type: [rest.type, 'null'] };
};

/** A place in the document: what is there, and its pointer, references followed. */
interface Place {
  readonly at: string;
  readonly part: Part;
}

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const placesIn = (document: Part) => {
  const follow = (place: Place): Place => {
    const { $ref } = place.part;
    if (typeof $ref !== 'string') return place;
    const keys = $ref.slice('#/'.length).split('/');
    const part = keys.reduce<unknown>((found, key) => (found as Part)[key], document);
    return follow({ at: $ref.slice(1), part: part as Part });
  };
  /** Below a place; undefined when nothing is there. */
  const below = ({ at, part }: Place, ...keys: readonly string[]): Place | undefined => {
    let place: Place | undefined = follow({ at, part });
    for (const key of keys) {
      const next: unknown = place.part[key];
      if (typeof next !== 'object' || next === null) return undefined;
      place = follow({ at: `${place.at}/${escaped(key)}`, part: next as Part });
    }
    return place;
  };
  return { follow, below };
};

type Places = ReturnType<typeof placesIn>;

const fieldsOf = (places: Places, place: Place): ReadonlySet<string> | null => {
  const { part } = places.follow(place);
  const choices = part.oneOf ?? part.anyOf;
  if (Array.isArray(choices)) {
    const inner = choices.map((choice: Part) => fieldsOf(places, { at: '', part: choice }));
    return inner.includes(null) ? null : new Set(inner.flatMap((names) => [...(names ?? [])]));
  }
  if (!isPart(part.properties) || isPart(part.additionalProperties)) return null;
  return new Set(Object.keys(part.properties));
};

const bodyOf = (places: Places, operation: Place): SentBody | null => {
  const body = places.below(operation, 'requestBody');
  const schema = body && places.below(body, 'content', 'application/json', 'schema');
  if (body === undefined || schema === undefined) return null;
  return { at: schema.at, required: body.part.required === true, fields: fieldsOf(places, schema) };
};

const answersOf = (places: Places, operation: Place): Operation['answers'] => {
  const answers = places.below(operation, 'responses');
  const statuses = Object.keys(answers?.part ?? {});
  return new Map(
    statuses.map((status) => {
      const schema = answers && places.below(answers, status, 'content', 'application/json', 'schema');
      return [Number(status), schema?.at ?? null];
    }),
  );
};

const parametersOf = (places: Places, operation: Place): readonly Place[] => {
  const list = (operation.part.parameters ?? []) as readonly unknown[];
  return list.flatMap((_, index) => places.below(operation, 'parameters', String(index)) ?? []);
};

const expressionOf = (template: string, parameters: readonly Place[]): RegExp => {
  const isLong = (name: string) =>
    parameters.some(({ part }) => part.name === name && part['x-multi-segment'] === true);
  const pattern = template.replace(
    /\{(\w+)\}/g,
    (_, name: string) => `(?<${name}>${isLong(name) ? '.+' : '[^/]+'})`,
  );
  return new RegExp(`^${pattern}$`);
};

const operationOf = (
  places: Places,
  { place, template, method }: { readonly place: Place; readonly template: string; readonly method: string },
): Operation => {
  const parameters = parametersOf(places, place);
  return {
    id: String(place.part.operationId),
    method: method.toUpperCase(),
    path: expressionOf(template, parameters),
    parameters: parameters
      .filter(({ part }) => part.in === 'path' || part.in === 'query')
      .map(({ at, part }) => ({
        name: String(part.name),
        place: part.in as Parameter['place'],
        required: part.required === true,
        at: `${at}/schema`,
      })),
    body: bodyOf(places, place),
    answers: answersOf(places, place),
  };
};

/** Letters of a template outside its parameters: `/issues/comments` comes before `/issues/{issue_number}`. */
const literalLength = (template: string): number => template.replace(/\{\w+\}/g, '').length;

/** The description is about REST; of GraphQL only the envelope is compared, the query is the server's to judge. */
const GRAPHQL = {
  post: {
    operationId: 'graphql',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['query'],
            properties: { query: { type: 'string' }, variables: { type: 'object' } },
          },
        },
      },
    },
    responses: {
      200: {
        content: {
          'application/json': {
            schema: { type: 'object', anyOf: [{ required: ['data'] }, { required: ['errors'] }] },
          },
        },
      },
    },
  },
};

/** Reads the fixture. */
export const readDescription = (): Description => {
  const written = JSON.parse(readFileSync(FIXTURE_PATH, 'utf8'));
  written.paths['/graphql'] = GRAPHQL;
  const document = withoutNullable(written) as Part;
  const places = placesIn(document);
  const root = { at: '', part: document };
  const operations = Object.entries(document.paths as Part)
    .sort(([one], [other]) => literalLength(other) - literalLength(one))
    .flatMap(([template, methods]) =>
      Object.keys(methods as Part).flatMap((method) => {
        const place = places.below(root, 'paths', template, method);
        return place === undefined ? [] : [operationOf(places, { place, template, method })];
      }),
    );
  return { document, operations };
};
