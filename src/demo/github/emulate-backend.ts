/**
 * The backend: `emulate`, a GitHub emulator nobody here wrote, behind the one function the front needs. It numbers
 * issues and pull requests, keeps texts, labels and comments, and shapes the rows. Its repository is public and its
 * permission checks count for nothing: the front has decided before it asks.
 */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Person } from './options.ts';

/** A request to the backend, as this person. `path` starts at the API root. */
export interface BackendRequest {
  readonly method: string;
  readonly path: string;
  readonly login: string;
  readonly body?: unknown;
}

/** `text` is the JSON as it came, empty for none. */
export interface BackendReply {
  readonly status: number;
  readonly text: string;
}

export interface Backend {
  /** Root of every URL inside the answers. */
  readonly url: string;
  send(request: BackendRequest): Promise<BackendReply>;
  /** Back to the empty repository. */
  reset(): void;
  close(): Promise<void>;
}

/** What the backend starts with. */
export interface BackendSeed {
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly users: readonly Person[];
}

/** The emulator refuses a token for good after 5,000 requests, so each person has several, used in turn. */
const TOKENS_PER_PERSON = 40;
const REQUESTS_PER_TOKEN = 4_500;

/** Variables that would make the emulator name another host in its URLs. */
const URL_VARIABLES = ['EMULATE_BASE_URL', 'PORTLESS_URL'] as const;

const seedOf = ({ owner, name, defaultBranch, users }: BackendSeed) => {
  const isPersonal = users.some((user) => user.login === owner);
  const admins = users.filter((user) => user.role === 'admin');
  const tokens = users.flatMap((user) =>
    Array.from({ length: TOKENS_PER_PERSON }, (_, index) => [
      tokenOf(user.login, index),
      { login: user.login, scopes: ['repo'] },
    ]),
  );
  return {
    tokens: Object.fromEntries(tokens),
    github: {
      users: users.map((user) => ({ login: user.login, name: user.login })),
      orgs: isPersonal
        ? []
        : [{ login: owner, members: admins.map(({ login }) => ({ login, role: 'admin' })) }],
      repos: [{ owner, name, private: false, auto_init: true, default_branch: defaultBranch }],
    },
  };
};

const tokenOf = (login: string, index: number): string => `backend-${login}-${index}`;

const withoutUrlVariables = async <T>(run: () => Promise<T>): Promise<T> => {
  const kept = URL_VARIABLES.map((name) => [name, process.env[name]] as const);
  for (const [name] of kept) delete process.env[name];
  try {
    return await run();
  } finally {
    for (const [name, value] of kept) if (value !== undefined) process.env[name] = value;
  }
};

/** One request on a connection of its own: one kept alive may be closed just when it is used again. */
const exchange = (
  url: string,
  { method, token, body }: { readonly method: string; readonly token: string; readonly body: string },
): Promise<BackendReply> => {
  const { promise, resolve, reject } = Promise.withResolvers<BackendReply>();
  const headers = {
    authorization: `token ${token}`,
    ...(body === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  };
  request(url, { method, headers, agent: false }, (response) => {
    text(response).then((read) => resolve({ status: response.statusCode ?? 0, text: read }), reject);
  })
    .on('error', reject)
    .end(body);
  return promise;
};

/** Starts the emulator on a free loopback port. It is imported only here and only now. */
export const openBackend = async (seed: BackendSeed): Promise<Backend> => {
  const { createEmulator } = await import('emulate');
  const emulator = await withoutUrlVariables(() =>
    createEmulator({ service: 'github', port: 0, hostname: '127.0.0.1', seed: seedOf(seed) }),
  );
  const root = `http://127.0.0.1:${new URL(emulator.url).port}`;
  const sent = new Map<string, number>();
  const nextToken = (login: string): string => {
    const count = sent.get(login) ?? 0;
    sent.set(login, count + 1);
    return tokenOf(login, Math.floor(count / REQUESTS_PER_TOKEN) % TOKENS_PER_PERSON);
  };
  return {
    url: emulator.url,
    send: ({ method, path, login, body }) =>
      exchange(root + path, {
        method,
        token: nextToken(login),
        body: body === undefined ? '' : JSON.stringify(body),
      }),
    reset: () => emulator.reset(),
    close: () => emulator.close(),
  };
};
