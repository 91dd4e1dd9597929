import { beforeAll, describe, expect, test } from 'vitest';
import { type Checks, openChecks, type SentRequest } from './checks.ts';

const REPO = '/repos/acme/api';
let checks: Checks;
beforeAll(() => {
  checks = openChecks();
});

/** `GET /path?query`, as it would arrive. */
const sent = (line: string, body?: unknown, headers: SentRequest['headers'] = {}): SentRequest => {
  const [method = '', target = ''] = line.split(' ');
  const { pathname, searchParams } = new URL(target, 'http://127.0.0.1');
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  return { method, path: pathname, query: searchParams, headers: { 'user-agent': 'test', ...headers }, text };
};

const placesOf = (request: SentRequest) => checks.checkRequest(request).map(({ at }) => at);

describe('requests', () => {
  test.each([
    ['GET', `${REPO}/issues?labels=a,b&state=all&per_page=100&page=2`],
    ['GET', '/repositories/1000/issues?per_page=3&page=2'],
    ['GET', `${REPO}/git/ref/heads/rpi/gh-1`],
    ['DELETE', `${REPO}/issues/1/labels/needs%20work`],
    ['GET', '/user'],
  ])('%s %s is one of GitHub’s', (method, target) => {
    expect(checks.checkRequest(sent(`${method} ${target}`))).toEqual([]);
  });

  test('the literal path wins over the one with a parameter', () => {
    expect(checks.nameOf(sent(`GET ${REPO}/issues/comments`))).toBe('issues/list-comments-for-repo');
    expect(checks.nameOf(sent(`GET ${REPO}/issues/7`))).toBe('issues/get');
  });

  test.each([
    { line: `GET ${REPO}/isues`, at: 'path' },
    { line: `PUT ${REPO}/issues/1`, at: 'path' },
    { line: `GET ${REPO}/issues?label=rpi-auto`, at: 'query label' },
    { line: `GET ${REPO}/issues?state=opened`, at: 'query state' },
    { line: `GET ${REPO}/issues?per_page=many`, at: 'query per_page' },
    { line: `GET ${REPO}/issues/seven`, at: 'path issue_number' },
    { line: `POST ${REPO}/issues`, at: 'body' },
    { line: `POST ${REPO}/issues`, body: '{"title":', at: 'body' },
    { line: `POST ${REPO}/issues`, body: {}, at: 'body' },
    { line: `POST ${REPO}/issues/1/comments`, body: { body: 1 }, at: 'body /body' },
    { line: `POST ${REPO}/issues/1/comments`, body: { body: 'x', text: 'x' }, at: 'body /text' },
    { line: `POST ${REPO}/issues/1/reactions`, body: { content: 'wave' }, at: 'body /content' },
    { line: `DELETE ${REPO}/issues/1/labels/bug`, body: { name: 'bug' }, at: 'body' },
    { line: 'POST /graphql', body: { variables: {} }, at: 'body' },
    { line: `POST ${REPO}/pulls`, body: { head: 'a', title: 'A' }, at: 'body' },
  ])('$line with $body breaks at $at', ({ line, body, at }) => {
    expect(placesOf(sent(line, body))).toEqual([at]);
  });

  test('GitHub wants to know who sends', () => {
    expect(placesOf(sent('GET /user', undefined, { 'user-agent': undefined }))).toEqual([
      'header user-agent',
    ]);
  });
});

describe('answers', () => {
  const label = {
    id: 1,
    node_id: 'x',
    url: 'https://api.github.com/repos/acme/api/labels/bug',
    name: 'bug',
    description: null,
    color: 'd73a4a',
    default: true,
  };
  const placesIn = (request: SentRequest, status: number, body?: unknown) =>
    checks
      .checkAnswer(request, { status, text: body === undefined ? '' : JSON.stringify(body) })
      .map(({ at }) => at);
  const one = sent(`GET ${REPO}/labels/bug`);

  test('a whole row, a refusal, a redirect and 304 to a condition are fine', () => {
    expect(placesIn(one, 200, label)).toEqual([]);
    const refusal = { message: 'Not Found', documentation_url: 'x', status: '404' };
    for (const status of [301, 401, 403, 404, 410, 429]) expect(placesIn(one, status, refusal)).toEqual([]);
    expect(placesIn(sent(`GET ${REPO}/labels/bug`, undefined, { 'if-none-match': '"x"' }), 304)).toEqual([]);
    expect(placesIn(sent(`DELETE ${REPO}/labels/bug`), 204)).toEqual([]);
  });

  test.each([
    { what: 'a missing field', status: 200, body: { ...label, name: undefined }, at: '200' },
    { what: 'another type', status: 200, body: { ...label, color: 7 }, at: '200 /color' },
    {
      what: 'null where there is always something',
      status: 200,
      body: { ...label, url: null },
      at: '200 /url',
    },
    { what: 'no body', status: 200, body: undefined, at: '200' },
    { what: '304 without a condition', status: 304, body: undefined, at: '304' },
    { what: 'a status nobody gives', status: 500, body: { message: 'oops' }, at: '500' },
    { what: 'a refusal that is no object', status: 403, body: 'no', at: '403' },
  ])('$what is found', ({ status, body, at }) => {
    expect(placesIn(one, status, body)).toEqual([at]);
  });

  test('rows of a list are named by their place', () => {
    const list = sent(`GET ${REPO}/labels`);
    expect(placesIn(list, 200, [label, { ...label, id: 'x' }])).toEqual(['200 /1/id']);
  });
});
