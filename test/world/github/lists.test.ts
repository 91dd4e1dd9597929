import { describe, expect, test } from 'vitest';
import { TransientError } from '../../../src/model/failures.ts';
import { textKeyOf } from '../../../src/world/github/text-key.ts';
import { type HttpGitHub, type Reply, tagged } from '../../support/http-github.ts';
import {
  createResponses,
  failureOf,
  ISSUES,
  openBoth,
  openDoor,
  openServer,
  PULLS,
  rawIssue,
  rawPull,
} from './door.ts';

const numbersOf = (rows: readonly { readonly number: number }[]) => rows.map(({ number }) => number);
const statusesOf = (server: HttpGitHub) => server.arrived.map(({ headers }) => 'if-none-match' in headers);

/** Three pages that name each other as GitHub does, by the repository's id. */
const scriptPages = (server: HttpGitHub) => {
  const page = (number: number) => `GET /repositories/7/issues/page${number}`;
  const at = `${server.url}/repositories/7/issues`;
  const link = (number: number) =>
    `<${at}/page1>; rel="first", <${at}/page${number}?a=owner:branch>; rel="next"`;
  server.on(ISSUES, tagged({ body: [rawIssue(1), rawIssue(2)], headers: { link: link(2) } }));
  server.on(page(2), tagged({ body: [rawIssue(2), rawIssue(3)], headers: { link: link(3) } }));
  server.on(page(3), tagged({ body: [rawIssue(4)], headers: { link: `<${server.url}/x>; rel="prev"` } }));
};

describe('the work list', () => {
  test('asks once, with a query that never changes, and leaves pull requests out', async () => {
    const { server, github } = await openBoth();
    server.on(ISSUES, { body: [rawIssue(1), rawIssue(2, { pull_request: { url: 'x' } }), rawIssue(3)] });
    expect(numbersOf(await github.fetchIssues('rpi-auto'))).toEqual([1, 3]);
    expect(Object.fromEntries(server.arrived[0]?.query ?? [])).toEqual({
      labels: 'rpi-auto',
      state: 'open',
      sort: 'created',
      direction: 'asc',
      per_page: '100',
    });
  });

  test('reads all that is used of a row, and what older servers do not say is null', async () => {
    const { server, github } = await openBoth();
    const summary = { blocked_by: 2, total_blocked_by: 5, blocking: 0, total_blocking: 0 };
    const children = { total: 3, completed: 2, percent_completed: 66 };
    server.on(ISSUES, {
      body: [
        rawIssue(1, {
          body: 'Do it',
          issue_dependencies_summary: summary,
          sub_issues_summary: children,
          labels: ['bug', { name: 'p1' }],
        }),
        rawIssue(2, { user: null }),
      ],
    });
    const [full, sparse] = await github.fetchIssues('rpi-auto');
    expect(full).toEqual({
      number: 1,
      title: 'Issue 1',
      body: 'Do it',
      url: 'https://github.com/acme/api/issues/1',
      author: 'ada',
      labels: ['bug', 'p1'],
      state: 'open',
      createdAtMs: Date.parse('2026-11-20T13:00:00Z'),
      updatedAtMs: Date.parse('2026-11-20T14:00:00Z'),
      textKey: textKeyOf('Issue 1', 'Do it'),
      openBlockerCount: 2,
      openChildCount: 1,
    });
    expect(sparse).toMatchObject({ body: '', author: 'ghost', openBlockerCount: null, openChildCount: null });
  });

  test('three pages are one list, in order, each row once', async () => {
    const { server, github } = await openBoth();
    scriptPages(server);
    expect(numbersOf(await github.fetchIssues('rpi-auto'))).toEqual([1, 2, 3, 4]);
    expect(server.arrived.map(({ path }) => path)).toEqual([
      '/repos/acme/api/issues',
      '/repositories/7/issues/page2',
      '/repositories/7/issues/page3',
    ]);
    expect(server.arrived[1]?.query.get('a')).toBe('owner:branch');
  });

  test('a page that fails fails the list', async () => {
    const { server, github } = await openBoth();
    scriptPages(server);
    server.on('GET /repositories/7/issues/page3', { status: 502, body: {} });
    expect(await failureOf(github.fetchIssues('rpi-auto'))).toBeInstanceOf(TransientError);
  });

  test('a next page on another host is not asked for', async () => {
    const { server, github } = await openBoth();
    const other = await openServer();
    server.on(ISSUES, { body: [rawIssue(1)], headers: { link: `<${other.url}/issues>; rel="next"` } });
    expect(await failureOf(github.fetchIssues('rpi-auto'))).toBeInstanceOf(TransientError);
    expect(other.arrived).toEqual([]);
  });

  test('a list that leads back to itself ends', async () => {
    const { server, github } = await openBoth();
    const link = `<${server.url}/repositories/7/issues/page2>; rel="next"`;
    server.on(ISSUES, { body: [rawIssue(1)], headers: { link } });
    server.on('GET /repositories/7/issues/page2', { body: [rawIssue(2)], headers: { link } });
    expect(await failureOf(github.fetchIssues('rpi-auto'))).toBeInstanceOf(TransientError);
    expect(server.arrived).toHaveLength(2);
  });

  test('works below a path, with a slash at the end', async () => {
    const { server, github } = await openBoth();
    server.on('GET /api/v3/repos/acme/api/issues', { body: [rawIssue(1)] });
    const enterprise = openDoor(server, { apiUrl: `${server.url}/api/v3/` });
    expect(await enterprise.fetchIssues('rpi-auto')).toHaveLength(1);
    expect(github.readRateLimit()).toBeNull();
  });
});

describe('conditional requests', () => {
  test('every page is 304 after a restart, and the list is complete all the same', async () => {
    const server = await openServer();
    const responses = createResponses();
    scriptPages(server);
    server.on(PULLS, tagged({ body: [rawPull(9, 'rpi/gh-1')] }));
    const first = openDoor(server, { responses });
    const before = [await first.fetchIssues('rpi-auto'), await first.fetchPulls()];
    const second = openDoor(server, { responses });
    expect([await second.fetchIssues('rpi-auto'), await second.fetchPulls()]).toEqual(before);
    expect(statusesOf(server)).toEqual([false, false, false, false, true, true, true, true]);
  });

  test('a change is seen, and then kept', async () => {
    const { server, github } = await openBoth();
    server.on(ISSUES, tagged({ body: [rawIssue(1)] }));
    await github.fetchIssues('rpi-auto');
    server.on(ISSUES, tagged({ body: [rawIssue(1), rawIssue(2)] }));
    expect(numbersOf(await github.fetchIssues('rpi-auto'))).toEqual([1, 2]);
    expect(numbersOf(await github.fetchIssues('rpi-auto'))).toEqual([1, 2]);
  });

  test('the ETag goes back with its quotes and W/, and the rate headers of the 304 count', async () => {
    const { server, github } = await openBoth();
    const rate = (remaining: string) => ({
      etag: 'W/"abc"',
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': remaining,
      'x-ratelimit-reset': '1900000000',
    });
    server.on(ISSUES, { headers: rate('4990'), body: [rawIssue(1)] }, { status: 304, headers: rate('4242') });
    await github.fetchIssues('rpi-auto');
    expect(await github.fetchIssues('rpi-auto')).toHaveLength(1);
    expect(server.arrived[1]?.headers['if-none-match']).toBe('W/"abc"');
    expect(github.readRateLimit()).toEqual({ limit: 5000, remaining: 4242, resetAtMs: 1_900_000_000_000 });
  });

  test('another token asks anew, and no key shows a token', async () => {
    const server = await openServer();
    const responses = createResponses();
    server.on(ISSUES, tagged({ body: [rawIssue(1)] }));
    await openDoor(server, { responses }).fetchIssues('rpi-auto');
    await openDoor(server, { responses, token: 'ghs_other' }).fetchIssues('rpi-auto');
    expect(statusesOf(server)).toEqual([false, false]);
    expect([...responses.kept.keys()].join()).not.toMatch(/ghp_|ghs_/);
  });

  test('a stored answer that is damaged, or cannot be read or kept, costs a request and no more', async () => {
    const server = await openServer();
    const responses = createResponses();
    server.on(ISSUES, tagged({ body: [rawIssue(1)] }));
    await openDoor(server, { responses }).fetchIssues('rpi-auto');
    for (const [key, kept] of responses.kept) responses.kept.set(key, { ...kept, body: '[{' });
    expect(await openDoor(server, { responses }).fetchIssues('rpi-auto')).toHaveLength(1);
    const fail = () => {
      throw new TransientError('disk full');
    };
    const broken = openDoor(server, { responses: { read: fail, save: fail } });
    expect(await broken.fetchIssues('rpi-auto')).toHaveLength(1);
    expect(statusesOf(server)).toEqual([false, false, false]);
  });

  test('a next page that comes to be behind an unchanged full page is not missed', async () => {
    const { server, github } = await openBoth();
    const hundred = Array.from({ length: 100 }, (_, index) => rawIssue(index + 1));
    const pages =
      (last: readonly object[]): Reply =>
      (arrived) => {
        const page = tagged({ body: arrived.query.get('page') === '2' ? last : hundred });
        return typeof page === 'function' ? page(arrived) : page;
      };
    server.on(ISSUES, pages([]));
    expect(await github.fetchIssues('rpi-auto')).toHaveLength(100);
    expect(await github.fetchIssues('rpi-auto')).toHaveLength(100);
    expect(statusesOf(server)).toEqual([false, false, true, true]);
    server.on(ISSUES, pages([rawIssue(101)]));
    expect(await github.fetchIssues('rpi-auto')).toHaveLength(101);
  });

  test('a server without ETags is simply asked again', async () => {
    const { server, github } = await openBoth();
    server.on(ISSUES, { body: [rawIssue(1)] });
    await github.fetchIssues('rpi-auto');
    expect(await github.fetchIssues('rpi-auto')).toHaveLength(1);
    expect(statusesOf(server)).toEqual([false, false]);
  });
});

test('a poll is the same number of requests for one task and for ninety', async () => {
  const poll = async (count: number) => {
    const { server, github } = await openBoth();
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    server.on(ISSUES, { body: numbers.map((number) => rawIssue(number)) });
    server.on(PULLS, { body: numbers.map((number) => rawPull(1000 + number, `rpi/gh-${number}`)) });
    await Promise.all([github.fetchIssues('rpi-auto'), github.fetchPulls()]);
    return server.arrived.length;
  };
  expect(await poll(1)).toBe(2);
  expect(await poll(90)).toBe(2);
});
