/**
 * The door on what GitHub really answered: paging by the repository's id, refusals, labels, a renamed repository.
 */
import { expect, onTestFinished, test } from 'vitest';
import { PermanentError, TransientError } from '../../../src/model/failures.ts';
import type { GitHub } from '../../../src/world/world.ts';
import type { HttpGitHub } from '../../support/http-github.ts';
import { openRecordedGitHub } from '../../support/recorded-github.ts';
import { failureOf, openDoor } from './door.ts';

const openRecorded = async (
  name: string,
  options?: { readonly asRecorded: boolean },
): Promise<{ server: HttpGitHub; github: GitHub }> => {
  const server = await openRecordedGitHub(name, options);
  onTestFinished(() => server.close());
  return { server, github: openDoor(server, { repository: { owner: 'octokit-fixture-org', name } }) };
};

test('thirteen issues on five pages are one list, by the links as given', async () => {
  const { server, github } = await openRecorded('paginate-issues');
  const rows = await github.fetchIssues('rpi-auto');
  expect(rows.map(({ number }) => number)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect(rows[0]).toMatchObject({ title: 'Test issue 13', author: 'octokit-fixture-user-a', body: '' });
  expect(server.arrived.slice(1).map(({ path, query }) => `${path}?${query}`)).toEqual(
    [2, 3, 4, 5].map((page) => `/repositories/1000/issues?per_page=3&page=${page}`),
  );
  const tokens = new Set(server.arrived.map(({ headers }) => headers.authorization));
  expect([...tokens]).toEqual(['token ghp_secretsecretsecret']);
});

test('links to another host than the API’s are not followed, whoever they belong to', async () => {
  const { server, github } = await openRecorded('paginate-issues', { asRecorded: true });
  const failure = await failureOf(github.fetchIssues('rpi-auto'));
  expect(failure).toBeInstanceOf(TransientError);
  expect(failure.message).toContain('another host (api.github.com)');
  expect(server.arrived).toHaveLength(1);
});

test('a refusal says which field is wrong, and is looked up before it counts', async () => {
  const { server, github } = await openRecorded('errors');
  const failure = await failureOf(github.ensureLabel('foo', 'invalid', ''));
  expect(failure).toBeInstanceOf(PermanentError);
  expect(failure.message).toContain('Validation Failed; color invalid');
  expect(server.arrived.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
});

test('a label that is there is not made again', async () => {
  const { server, github } = await openRecorded('labels');
  await github.ensureLabel('test-label', '663399', '');
  expect(server.arrived.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /repos/octokit-fixture-org/labels/labels/test-label',
  ]);
});

test('a label that is not there is made', async () => {
  const { server, github } = await openRecorded('labels');
  server.on('GET /repos/octokit-fixture-org/labels/labels/test-label', { status: 404, body: {} });
  await github.ensureLabel('test-label', '663399', '');
  expect(server.arrived.map(({ method }) => method)).toEqual(['GET', 'POST']);
});

test('a renamed repository is read through the redirect, and called by its new name from then on', async () => {
  const { server, github } = await openRecorded('rename-repository');
  expect(await github.fetchRepository()).toMatchObject({
    fullName: 'octokit-fixture-org/rename-repository-newname',
    role: 'admin',
  });
  expect(await failureOf(github.fetchPulls())).toBeInstanceOf(Error);
  expect(server.arrived.map(({ path }) => path)).toEqual([
    '/repos/octokit-fixture-org/rename-repository',
    '/repositories/1000',
    '/repos/octokit-fixture-org/rename-repository-newname/pulls',
  ]);
});
