import { expect, test } from 'vitest';
import { PermanentError, TransientError } from '../../../src/model/failures.ts';
import { failureOf, openBoth, REPOSITORY, rawIssue, rawRepository } from './door.ts';

const ISSUE = 'GET /repos/acme/api/issues/5';

test('an issue that is there is present, open or closed', async () => {
  const { server, github } = await openBoth();
  server.on(ISSUE, { body: rawIssue(5, { state: 'closed', labels: [] }) });
  expect(await github.fetchIssue(5)).toMatchObject({
    kind: 'present',
    row: { number: 5, state: 'closed', labels: [] },
  });
  expect(server.arrived).toHaveLength(1);
});

test.each([404, 410])('%i is gone when the repository can be read', async (status) => {
  const { server, github } = await openBoth();
  server.on(ISSUE, { status, body: { message: 'x', status: String(status) } });
  server.on(REPOSITORY, { body: rawRepository() });
  expect(await github.fetchIssue(5)).toEqual({ kind: 'gone' });
});

test.each([
  ['cannot be seen', { status: 404, body: {} }],
  ['may not be read', { status: 403, body: {} }],
  ['fails', { status: 500, body: {} }],
  ['has its issues switched off', { body: rawRepository({ has_issues: false }) }],
])('404 tells nothing when the repository %s', async (_name, repository) => {
  const { server, github } = await openBoth();
  server.on(REPOSITORY, repository);
  expect(await failureOf(github.fetchIssue(5))).toBeInstanceOf(TransientError);
});

test('500 and an unreadable answer are not an absence', async () => {
  const { server, github } = await openBoth();
  server.on(REPOSITORY, { body: rawRepository() });
  for (const answer of [
    { status: 500, body: {} },
    { body: '{"numb' },
    { body: rawIssue(5, { state: 'odd' }) },
  ]) {
    server.on(ISSUE, answer);
    expect(await failureOf(github.fetchIssue(5))).toBeInstanceOf(TransientError);
  }
});

test('an issue that moved is gone only if it landed in another repository', async () => {
  const { server, github } = await openBoth();
  server.on(ISSUE, { status: 301, headers: { location: `${server.url}/repositories/9/issues/77` } });
  server.on(REPOSITORY, { body: rawRepository() });
  const elsewhere = rawIssue(77, { repository_url: 'https://api.github.com/repos/acme/other' });
  server.on('GET /repositories/9/issues/77', { body: elsewhere });
  expect(await github.fetchIssue(5)).toEqual({ kind: 'gone' });
});

test('an issue of a renamed repository is present', async () => {
  const { server, github } = await openBoth();
  server.on(ISSUE, { status: 301, headers: { location: `${server.url}/repositories/7/issues/5` } });
  server.on(REPOSITORY, { body: rawRepository({ full_name: 'acme/api2' }) });
  const renamed = rawIssue(5, { repository_url: 'https://api.github.com/repos/Acme/API2' });
  server.on('GET /repositories/7/issues/5', { body: renamed });
  expect(await github.fetchIssue(5)).toMatchObject({ kind: 'present', row: { number: 5 } });
});

test('a pull request is not an issue', async () => {
  const { server, github } = await openBoth();
  server.on(ISSUE, { body: rawIssue(5, { pull_request: { url: 'x' } }) });
  expect(await failureOf(github.fetchIssue(5))).toBeInstanceOf(PermanentError);
});
