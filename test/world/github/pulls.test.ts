import { expect, test } from 'vitest';
import { PermanentError, TransientError } from '../../../src/model/failures.ts';
import { failureOf, openBoth, openDoor, PULLS, REPOSITORY, rawPull, rawRepository } from './door.ts';

const OPEN = 'POST /repos/acme/api/pulls';
const fork = (repo: unknown) => ({ head: { ref: 'rpi/gh-1', sha: 'b'.repeat(40), repo } });
const NEW = { branch: 'rpi/gh-1', base: 'main', title: 'T', body: 'B', draft: true };
const refusal = (error: object) => ({ status: 422, body: { message: 'Validation Failed', errors: [error] } });

test('one page of the most recently updated, in GitHub’s order, forks left out', async () => {
  const { server, github } = await openBoth();
  const link = `<${server.url}/repositories/7/pulls?page=2>; rel="next"`;
  server.on(PULLS, {
    headers: { link },
    body: [
      rawPull(9, 'rpi/gh-1'),
      rawPull(8, 'rpi/gh-1', fork({ full_name: 'mallory/api' })),
      rawPull(7, 'rpi/gh-1', fork(null)),
      rawPull(6, 'rpi/gh-2', { state: 'closed', merged_at: '2026-11-20T14:00:00Z' }),
      rawPull(5, 'rpi/gh-3', {
        state: 'closed',
        head: { ref: 'rpi/gh-3', sha: 'c', repo: { full_name: 'Acme/API' } },
      }),
    ],
  });
  const rows = await github.fetchPulls();
  expect(rows.map(({ number, state }) => [number, state])).toEqual([
    [9, 'open'],
    [6, 'merged'],
    [5, 'closed'],
  ]);
  expect(rows[0]).toMatchObject({ branch: 'rpi/gh-1', headRepository: 'acme/api', headSha: 'a'.repeat(40) });
  expect(server.arrived).toHaveLength(1);
  expect(Object.fromEntries(server.arrived[0]?.query ?? [])).toEqual({
    state: 'all',
    sort: 'updated',
    direction: 'desc',
    per_page: '100',
  });
});

test('a row that cannot be understood fails the list', async () => {
  const { server, github } = await openBoth();
  server.on(PULLS, { body: [rawPull(9, 'rpi/gh-1'), rawPull(8, 'rpi/gh-2', { head: 'gone' })] });
  expect(await failureOf(github.fetchPulls())).toBeInstanceOf(TransientError);
});

test('the pull request of a branch: asked for with the owner, the newest of the branch itself', async () => {
  const { server, github } = await openBoth();
  server.on(PULLS, {
    body: [
      rawPull(4, 'rpi/gh-1', { state: 'closed' }),
      rawPull(12, 'rpi/gh-1', fork({ full_name: 'acme/api-fork' })),
      rawPull(11, 'rpi/gh-1-b'),
      rawPull(10, 'rpi/gh-1'),
    ],
  });
  expect(await github.fetchPullOf('rpi/gh-1')).toMatchObject({ number: 10, state: 'open' });
  expect(server.arrived[0]?.query.get('head')).toBe('acme:rpi/gh-1');
  expect(server.arrived[0]?.query.get('state')).toBe('all');
  server.on(PULLS, { body: [] });
  expect(await github.fetchPullOf('rpi/gh-1')).toBeNull();
});

test('opening one sends what was asked for', async () => {
  const { server, github } = await openBoth();
  server.on(OPEN, { status: 201, body: rawPull(13, 'rpi/gh-1') });
  expect(await github.createPull(NEW)).toMatchObject({ number: 13, state: 'open' });
  expect(JSON.parse(server.arrived[0]?.body ?? '')).toEqual({
    head: 'rpi/gh-1',
    base: 'main',
    title: 'T',
    body: 'B',
    draft: true,
  });
});

test('one that is open already is taken over', async () => {
  const { server, github } = await openBoth();
  server.on(OPEN, refusal({ resource: 'PullRequest', code: 'custom', message: 'It exists' }));
  server.on(PULLS, { body: [rawPull(14, 'rpi/gh-1', { state: 'closed' }), rawPull(10, 'rpi/gh-1')] });
  expect(await github.createPull(NEW)).toMatchObject({ number: 10 });
  expect(server.arrived.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

test('a refusal is permanent and quotes GitHub; a branch it does not know yet is not', async () => {
  const { server, github } = await openBoth();
  server.on(PULLS, { body: [rawPull(3, 'rpi/gh-1', { state: 'closed' })] });
  server.on(OPEN, refusal({ code: 'custom', message: 'No commits between main and rpi/gh-1' }));
  const failure = await failureOf(github.createPull(NEW));
  expect(failure).toBeInstanceOf(PermanentError);
  expect(failure.message).toContain('No commits between main and rpi/gh-1');
  server.on(OPEN, refusal({ resource: 'PullRequest', field: 'head', code: 'invalid' }));
  expect(await failureOf(github.createPull(NEW))).toBeInstanceOf(TransientError);
});

test('after a rename reads go on, a write is sent to the new name only, and the new owner is asked for', async () => {
  const { server, github } = await openBoth();
  const moved = rawPull(10, 'rpi/gh-1', {
    head: { ref: 'rpi/gh-1', sha: 'd', repo: { full_name: 'newco/api2' } },
    base: { ref: 'main', repo: { full_name: 'newco/api2' } },
  });
  server.on(PULLS, { status: 301, headers: { location: `${server.url}/repositories/7/pulls` } });
  server.on('GET /repositories/7/pulls', { body: [moved] });
  server.on(REPOSITORY, { status: 301, headers: { location: `${server.url}/repositories/7` } });
  server.on('GET /repositories/7', { body: rawRepository({ full_name: 'newco/api2' }) });
  server.on(OPEN, { status: 307, headers: { location: `${server.url}/repositories/7/pulls` } });
  server.on('POST /repos/newco/api2/pulls', { status: 201, body: moved });
  server.on('GET /repos/newco/api2/pulls', { body: [moved] });
  const writer = openDoor(server);
  expect(await failureOf(writer.createPull(NEW))).toBeInstanceOf(TransientError);
  expect(await writer.createPull(NEW)).toMatchObject({ number: 10 });
  expect(await github.fetchPulls()).toHaveLength(1);
  expect(github.readName()).toEqual({ owner: 'newco', name: 'api2' });
  expect(await github.createPull(NEW)).toMatchObject({ number: 10 });
  expect(await github.fetchPullOf('rpi/gh-1')).toMatchObject({ number: 10 });
  expect(server.arrived.at(-1)?.query.get('head')).toBe('newco:rpi/gh-1');
  expect(
    server.arrived.some(({ method, path }) => method === 'POST' && path.startsWith('/repositories')),
  ).toBe(false);
});
