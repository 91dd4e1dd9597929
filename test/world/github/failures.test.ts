import { expect, test, vi } from 'vitest';
import { PermanentError, TransientError, UsageError } from '../../../src/model/failures.ts';
import type { LimitHold } from '../../../src/model/github.ts';
import {
  failureOf,
  ISSUES,
  openBoth,
  openDoor,
  openServer,
  PULLS,
  REPOSITORY,
  rawIssue,
  rawRepository,
  TOKEN,
} from './door.ts';

const COMMENTS = 'POST /repos/acme/api/issues/5/comments';

test('an unknown token is a matter for a person: exit code 4', async () => {
  const { server, github } = await openBoth();
  server.on(ISSUES, { status: 401, body: { message: 'Bad credentials', status: '401' } });
  const failure = await failureOf(github.fetchIssues('rpi-auto'));
  expect(failure).toBeInstanceOf(UsageError);
  expect(failure).toMatchObject({ exitCode: 4, fix: expect.stringContaining('gh auth login') });
});

test('the token and its kind of client are told, and no failure shows the token', async () => {
  const { server, github } = await openBoth();
  const failure = await failureOf(github.fetchRepository());
  expect(server.arrived[0]?.headers.authorization).toBe(`token ${TOKEN}`);
  expect(server.arrived[0]?.headers['user-agent']).toMatch(/^worktree-coordinator\/\d+\.\d+\.\d+ /);
  expect(JSON.stringify(failure.cause)).not.toContain(TOKEN);
});

test('a repository that cannot be seen is a matter for a person, with any call on the whole of it', async () => {
  const { server, github } = await openBoth();
  server.on(PULLS, { status: 451, body: { message: 'Repository access blocked' } });
  for (const call of [github.fetchRepository(), github.fetchIssues('rpi-auto'), github.fetchPulls()]) {
    const failure = await failureOf(call);
    expect(failure).toBeInstanceOf(UsageError);
    expect(failure).toMatchObject({ exitCode: 4 });
  }
});

test('a missing permission names what GitHub asks for', async () => {
  const { server, github } = await openBoth();
  server.on(COMMENTS, {
    status: 403,
    headers: { 'x-accepted-github-permissions': 'issues=write', 'x-ratelimit-remaining': '4999' },
    body: { message: 'Resource not accessible by personal access token', status: '403' },
  });
  const failure = await failureOf(github.createComment(5, 'hi'));
  expect(failure).toBeInstanceOf(PermanentError);
  expect(failure.message).toBe(
    'GitHub refuses to comment on issue #5 (403): Resource not accessible by personal access token',
  );
  expect(failure).toMatchObject({ fix: 'give the token the permission issues=write' });
});

test('the primary limit: retry at its reset by GitHub’s clock, and nothing is sent until then', async () => {
  const saved: LimitHold[] = [];
  const { server, github } = await openBoth({
    holds: { read: () => null, save: (hold) => saved.push(hold) },
  });
  const serverNowMs = Date.parse('2031-01-01T00:00:00Z');
  server.on(ISSUES, {
    status: 403,
    headers: {
      date: new Date(serverNowMs).toUTCString(),
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(serverNowMs / 1000 + 600),
    },
    body: { message: 'API rate limit exceeded for user ID 1.' },
  });
  const failure = await failureOf(github.fetchIssues('rpi-auto'));
  expect(failure).toBeInstanceOf(TransientError);
  expect(failure).toMatchObject({ retryAfterMs: 601_000 });
  const second = (await failureOf(github.createComment(5, 'hi'))) as TransientError;
  expect(second.retryAfterMs).toBeGreaterThan(590_000);
  expect(server.arrived).toHaveLength(1);
  expect(saved).toMatchObject([{ kind: 'primary', strikes: 0 }]);
  expect(github.readHold()).toEqual(saved[0]);
  expect((saved[0]?.untilMs ?? 0) - Date.now()).toBeGreaterThan(590_000);
  expect(github.readRateLimit()).toEqual({
    limit: 5000,
    remaining: 0,
    resetAtMs: serverNowMs + 600_000,
  });
});

test.each([
  [
    'Retry-After',
    403,
    { 'retry-after': '42' },
    { message: 'You have exceeded a secondary rate limit.' },
    42_000,
  ],
  ['no time named', 403, {}, { message: 'You have exceeded a secondary rate limit.' }, 60_000],
  [
    'told by the manual page',
    403,
    {},
    { message: 'x', documentation_url: 'https://d/rate-limits#about' },
    60_000,
  ],
  ['a bare 429', 429, {}, { message: 'Too many requests' }, 60_000],
  ['a 429 that is not JSON', 429, { 'content-type': 'text/html' }, '<html>', 60_000],
] as const)(
  'a secondary limit, %s: retry later, a write goes out once',
  async (_name, status, headers, body, ms) => {
    const { server, github } = await openBoth();
    server.on(COMMENTS, { status, headers, body });
    const failure = await failureOf(github.createComment(5, 'hi'));
    expect(failure).toBeInstanceOf(TransientError);
    expect(failure).toMatchObject({ retryAfterMs: ms });
    expect(server.arrived).toHaveLength(1);
  },
);

test.each([404, 410])('%i on one thing is no answer while the repository cannot be read', async (status) => {
  const { server, github } = await openBoth();
  server.on(COMMENTS, { status, body: { message: 'Not Found' } });
  server.on(REPOSITORY, { status: 404, body: { message: 'Not Found' } }, { body: rawRepository() });
  expect(await failureOf(github.createComment(5, 'hi'))).toBeInstanceOf(TransientError);
  expect(await failureOf(github.createComment(5, 'hi'))).toBeInstanceOf(PermanentError);
});

test('a limit holds over a restart: nothing is sent before it is over', async () => {
  const hold = { kind: 'secondary', untilMs: Date.now() + 120_000, strikes: 1 } as const;
  const { server, github } = await openBoth({ holds: { read: () => hold, save: () => {} } });
  const failure = (await failureOf(github.fetchRepository())) as TransientError;
  expect(failure.retryAfterMs).toBeGreaterThan(100_000);
  expect(failure.message).toMatch(/secondary rate limit is reached; .* after \d\d:\d\d UTC$/);
  expect(server.arrived).toEqual([]);
});

test.each([
  ['right after another', 1000, 1, 120_000],
  ['after three', 1000, 3, 480_000],
  ['after many', 1000, 20, 3_660_000],
  ['a long time after another', 1_000_000, 3, 60_000],
])('a secondary limit without a time, %s: the wait doubles', async (_, agoMs, strikes, ms) => {
  const hold = { kind: 'secondary', untilMs: Date.now() - agoMs, strikes } as const;
  const { server, github } = await openBoth({ writeHolds: { read: () => hold, save: () => {} } });
  server.on(COMMENTS, { status: 403, headers: {}, body: { message: 'a secondary rate limit' } });
  expect(await failureOf(github.createComment(5, 'hi'))).toMatchObject({ retryAfterMs: ms });
});

test('a secondary limit that a write met holds back writes only, over a restart too', async () => {
  const server = await openServer();
  let kept: LimitHold | null = null;
  const save = (hold: LimitHold): void => {
    kept = hold;
  };
  const options = { writeHolds: { read: () => kept, save }, writeLimits: { perMinute: 40, perHour: 300 } };
  const github = openDoor(server, options);
  server.on(COMMENTS, { status: 403, headers: { 'retry-after': '90' }, body: { message: 'slow down' } });
  server.on(ISSUES, { body: [rawIssue(1)] });
  await failureOf(github.createComment(5, 'hi'));
  for (const door of [github, openDoor(server, options)]) {
    expect(await failureOf(door.addLabel(5, 'x'))).toBeInstanceOf(TransientError);
    expect(await door.fetchIssues('rpi-auto')).toHaveLength(1);
    expect(door.readHold()).toBeNull();
    const { left, everydayLeft, moreAtMs } = door.readWriteRoom();
    expect([left, everydayLeft]).toEqual([0, 0]);
    expect((moreAtMs ?? 0) - Date.now()).toBeGreaterThan(60_000);
  }
  expect(server.arrived.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

test('a secondary limit that a read met holds back all', async () => {
  const { server, github } = await openBoth();
  server.on(ISSUES, { status: 403, headers: { 'retry-after': '90' }, body: { message: 'slow down' } });
  await failureOf(github.fetchIssues('rpi-auto'));
  expect(await failureOf(github.addLabel(5, 'x'))).toBeInstanceOf(TransientError);
  expect(github.readHold()).toMatchObject({ kind: 'secondary' });
  expect(server.arrived).toHaveLength(1);
});

test('a read waits for a short limit, once; a write does not', async () => {
  const { server, github } = await openBoth();
  const limited = { status: 403, headers: { 'retry-after': '1' }, body: { message: 'secondary rate limit' } };
  server.on(ISSUES, limited, { body: [rawIssue(1)] });
  expect(await github.fetchIssues('rpi-auto')).toHaveLength(1);
  server.on(COMMENTS, limited);
  expect(await failureOf(github.createComment(5, 'hi'))).toMatchObject({ retryAfterMs: 1000 });
  expect(server.arrived.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST']);
});

test('a limit while asking who we are is not taken for a token without a person', async () => {
  const { server, github } = await openBoth();
  server.on('GET /user', { status: 403, headers: { 'retry-after': '60' }, body: { message: 'slow down' } });
  expect(await failureOf(github.fetchLogin())).toBeInstanceOf(TransientError);
});

test.each([500, 502, 503])('a write answered %i goes out exactly once', async (status) => {
  const { server, github } = await openBoth();
  server.on(COMMENTS, { status, headers: { 'content-type': 'text/html' }, body: '<h1>Unicorn</h1>' });
  const failure = await failureOf(github.createComment(5, 'hi'));
  expect(failure).toBeInstanceOf(TransientError);
  expect(server.arrived.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

test('a connection that is reset is transient and names the code', async () => {
  const { server, github } = await openBoth();
  server.on(COMMENTS, 'reset');
  const failure = await failureOf(github.createComment(5, 'hi'));
  expect(failure).toBeInstanceOf(TransientError);
  expect(failure.message).toContain('ECONNRESET');
  expect(server.arrived).toHaveLength(1);
});

test('nobody listening is transient', async () => {
  const { server, github } = await openBoth();
  await server.close();
  const failure = await failureOf(github.fetchRepository());
  expect(failure).toBeInstanceOf(TransientError);
  expect(failure.message).toContain('ECONNREFUSED');
});

test('a server that hangs is left after the time limit, before or inside the body', async () => {
  const { server, github } = await openBoth({ timeoutMs: 150 });
  server.on(ISSUES, 'hang');
  const failure = await failureOf(github.fetchIssues('rpi-auto'));
  expect(failure).toBeInstanceOf(TransientError);
  expect(failure.message).toContain('did not answer in time');
  server.on(ISSUES, { body: [rawIssue(1)], stallAfter: 10 });
  expect(await failureOf(github.fetchIssues('rpi-auto'))).toBeInstanceOf(TransientError);
});

test('the time limit starts when a write is sent, not while it waits for its turn', async () => {
  const { server, github } = await openBoth({ timeoutMs: 150, paceMs: 200 });
  server.on('POST /repos/acme/api/issues/5/labels', { body: ['a', 'b', 'c'] });
  await Promise.all(['a', 'b', 'c'].map((label) => github.addLabel(5, label)));
  expect(server.arrived).toHaveLength(3);
});

test.each([
  ['HTML instead of JSON', { headers: { 'content-type': 'text/html' }, body: '<h1>Sign in</h1>' }],
  ['cut JSON', { body: '[{"number": 1, "ti' }],
  ['a connection cut inside the body', { body: [rawIssue(1)], cutAfter: 20 }],
  ['an object instead of a list', { body: { message: 'hm' } }],
  ['a row without a title', { body: [rawIssue(1), rawIssue(2, { title: null })] }],
  ['a row that is no object', { body: [rawIssue(1), null] }],
  ['304 to an unconditional question', { status: 304, headers: { etag: '"x"' } }],
] as const)('%s is transient, keeps nothing, and is never an empty list', async (_name, answer) => {
  const { server, github } = await openBoth();
  const headers = { etag: '"broken"', ...('headers' in answer ? answer.headers : {}) };
  server.on(ISSUES, { ...answer, headers });
  const failure = await failureOf(github.fetchIssues('rpi-auto'));
  expect(failure).toBeInstanceOf(TransientError);
  expect(failure.message).toContain('GitHub answered something unexpected');
});

test('a write whose answer is not JSON is not believed', async () => {
  const { server, github } = await openBoth();
  const page = { headers: { 'content-type': 'text/html' }, body: '<h1>Sign in</h1>' };
  server.on('POST /repos/acme/api/issues/5/labels', page);
  expect(await failureOf(github.addLabel(5, 'x'))).toBeInstanceOf(TransientError);
});

test('a redirect to another host gets neither the token nor belief', async () => {
  const { server, github } = await openBoth();
  const other = await openServer();
  other.on('GET /elsewhere', { body: rawRepository() });
  server.on(REPOSITORY, { status: 302, headers: { location: `${other.url}/elsewhere` } });
  expect(await failureOf(github.fetchRepository())).toBeInstanceOf(TransientError);
  expect(other.arrived.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test('nothing is printed, not even a deprecation', async () => {
  const spies = (['log', 'info', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));
  const { server, github } = await openBoth();
  server.on(REPOSITORY, { headers: { deprecation: 'true', sunset: 'soon' }, body: rawRepository() });
  await github.fetchRepository();
  await failureOf(github.fetchIssues('rpi-auto'));
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

test.each([
  ['no address', { apiUrl: 'api.github.com' }],
  ['no web address', { apiUrl: 'ftp://api.github.com' }],
  ['a token with a line break', { token: 'ghp_secret\nx' }],
])('%s is said before anything is sent, without showing the token', async (_name, options) => {
  const failure = await failureOf(openBoth(options));
  expect(failure).toBeInstanceOf(UsageError);
  expect(failure.message).not.toContain('ghp_secret');
});
