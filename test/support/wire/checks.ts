/**
 * Requests and answers against GitHub's description. What the description leaves out is said here: the forms with a
 * repository's id, 304 for a conditional read, and refusals that any call may meet.
 */
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { type Operation, type Parameter, readDescription } from './description.ts';

/** A request as it went over the wire. `path` without the base path. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** An answer as it came. */
export interface SeenAnswer {
  readonly status: number;
  readonly text: string;
}

/** What breaks the description. `at`: `query state`, `body /title`, or in an answer `200 /0/user/name`. */
export interface Finding {
  readonly operation: string;
  readonly at: string;
  readonly text: string;
}

export interface Checks {
  /** The operation's id, `issues/create`; method and path for a call that GitHub does not have. */
  nameOf(request: SentRequest): string;
  checkRequest(request: SentRequest): readonly Finding[];
  checkAnswer(request: SentRequest, answer: SeenAnswer): readonly Finding[];
}

/** Statuses that every call may meet, and the description does not always name: GitHub's `basic-error` goes with them. */
const REFUSALS = new Set([400, 401, 403, 404, 409, 410, 422, 429]);
const REDIRECTS = new Set([301, 302, 307]);
/** The last two: schemas are compiled in less than half the time. */
const OPTIONS: Options = {
  strict: false,
  allErrors: true,
  validateSchema: false,
  logger: false,
  inlineRefs: false,
  code: { optimize: false },
};
const DOCUMENT = 'github';

const openSchemas = (document: object) => {
  const ajvOf = (more: Options): Ajv => {
    const ajv = new Ajv({ ...OPTIONS, ...more });
    addFormats.default(ajv);
    ajv.addFormat('repo.nwo', true).addFormat('timestamp', true);
    return ajv.addSchema(document, DOCUMENT);
  };
  const bodies = ajvOf({});
  // Everything in an address is text.
  const texts = ajvOf({ coerceTypes: 'array' });
  const compiled = new Map<string, ValidateFunction>();
  const once = (key: string, compile: () => ValidateFunction): ValidateFunction => {
    const found = compiled.get(key) ?? compile();
    compiled.set(key, found);
    return found;
  };
  return {
    ofBody: (at: string) => once(at, () => bodies.compile({ $ref: `${DOCUMENT}#${at}` })),
    ofText: (at: string) =>
      once(`text ${at}`, () => texts.compile({ properties: { value: { $ref: `${DOCUMENT}#${at}` } } })),
  };
};

type Schemas = ReturnType<typeof openSchemas>;

const wordsOf = ({ message = '', params }: ErrorObject): string => {
  const detail = params.additionalProperty ?? params.allowedValues;
  return detail === undefined ? message : `${message} (${detail})`;
};

const faultsOf = (validate: ValidateFunction, value: unknown): readonly ErrorObject[] =>
  validate(value) ? [] : [...(validate.errors ?? [])];

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

/** The description lacks the form that GitHub itself uses in Link and Location. */
const describedPath = (path: string): string => path.replace(/^\/repositories\/\d+/, '/repos/owner/name');

/** One request under its operation. `say` makes a finding of it. */
interface Case {
  readonly schemas: Schemas;
  readonly operation: Operation;
  readonly request: SentRequest;
  readonly say: (at: string, text: string) => Finding;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const checkParameter = (
  { name, place, required, at }: Parameter,
  { values, known: { schemas, say } }: { readonly values: readonly string[]; readonly known: Case },
): readonly Finding[] => {
  const spot = `${place} ${name}`;
  if (values.length === 0) return required ? [say(spot, 'is missing')] : [];
  const value = values.length === 1 ? values[0] : values;
  const faults = faultsOf(schemas.ofText(at), { value });
  return faults.map((fault) => say(spot, `${wordsOf(fault)}: ${values}`));
};

const checkParameters = (known: Case): readonly Finding[] => {
  const { operation, request, say } = known;
  const groups = operation.path.exec(describedPath(request.path))?.groups ?? {};
  const valuesOf = ({ place, name }: Parameter): readonly string[] =>
    place === 'query' ? request.query.getAll(name) : [decoded(groups[name] ?? '')];
  const names = operation.parameters.filter(({ place }) => place === 'query').map(({ name }) => name);
  const strange = [...new Set(request.query.keys())].filter((name) => !names.includes(name));
  return [
    ...strange.map((name) => say(`query ${name}`, 'is no parameter of this call')),
    ...operation.parameters.flatMap((parameter) =>
      checkParameter(parameter, { values: valuesOf(parameter), known }),
    ),
  ];
};

const fieldNamesOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];

const checkBody = ({ schemas, operation: { body }, request: { text }, say }: Case): readonly Finding[] => {
  if (text === '') return body?.required ? [say('body', 'is missing')] : [];
  if (body === null) return [say('body', 'this call has none')];
  const read = parsed(text);
  if (read === undefined) return [say('body', 'is no JSON')];
  const strange = fieldNamesOf(read.value).filter((name) => body.fields?.has(name) === false);
  return [
    ...strange.map((name) => say(`body /${name}`, 'is no field of this call')),
    ...faultsOf(schemas.ofBody(body.at), read.value).map((fault) =>
      say(`body ${fault.instancePath}`, wordsOf(fault)),
    ),
  ];
};

const BASIC_ERROR = '/components/schemas/basic-error';

/** Pointer of the schema an answer must have, null for no body; undefined = such an answer is not to be. */
const schemaOf = ({ operation, request }: Case, status: number): string | null | undefined => {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (status === 304) return isRead && request.headers['if-none-match'] !== undefined ? null : undefined;
  const described = operation.answers.get(status);
  // A refusal says why, also where the description gives it no body.
  if (described || (described === null && status < 400)) return described;
  return REFUSALS.has(status) || REDIRECTS.has(status) ? BASIC_ERROR : undefined;
};

const checkAnswer = (known: Case, { status, text }: SeenAnswer): readonly Finding[] => {
  const { schemas, request, say } = known;
  const schema = schemaOf(known, status);
  if (schema === undefined) return [say(`${status}`, 'is no answer to this request')];
  if (request.method === 'HEAD') return [];
  if (schema === null) return text === '' ? [] : [say(`${status}`, 'has a body')];
  const read = parsed(text);
  if (read === undefined) return [say(`${status}`, 'is no JSON')];
  const faults = faultsOf(schemas.ofBody(schema), read.value);
  return faults.map((fault) => say(`${status} ${fault.instancePath}`, wordsOf(fault)));
};

/** Reads the description; schemas are compiled when they are first needed, and once. */
export const openChecks = (): Checks => {
  const { document, operations } = readDescription();
  const schemas = openSchemas(document);
  const operationOf = ({ method, path }: SentRequest): Operation | undefined => {
    const asked = method === 'HEAD' ? 'GET' : method;
    return operations.find((one) => one.method === asked && one.path.test(describedPath(path)));
  };
  const nameOf: Checks['nameOf'] = (request) =>
    operationOf(request)?.id ?? `${request.method} ${request.path}`;
  const sayerFor = (request: SentRequest): Case['say'] => {
    const operation = nameOf(request);
    return (at, text) => ({ operation, at: at.trim(), text });
  };
  return {
    nameOf,
    checkRequest: (request) => {
      const operation = operationOf(request);
      const say = sayerFor(request);
      if (operation === undefined)
        return [
          say('path', 'no such call; if GitHub has it, add its operationId to scripts/trim-openapi.ts'),
        ];
      const known = { schemas, operation, request, say };
      // GitHub refuses requests that do not say who sends them.
      const anonymous = request.headers['user-agent'] ? [] : [say('header user-agent', 'is missing')];
      return [...anonymous, ...checkParameters(known), ...checkBody(known)];
    },
    checkAnswer: (request, answer) => {
      const operation = operationOf(request);
      return operation === undefined
        ? []
        : checkAnswer({ schemas, operation, request, say: sayerFor(request) }, answer);
    },
  };
};
