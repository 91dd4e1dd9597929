import { expect, test } from 'vitest';
import { PermanentError, TransientError } from '../../../src/model/failures.ts';
import { failureOf, openBoth, rawComment, rawIssue, rawRepository } from './door.ts';

const COMMENTS = '/repos/acme/api/issues/5/comments';
const COMMENT = '/repos/acme/api/issues/comments/77';
const LABELS = 'POST /repos/acme/api/labels';

test('comments are made, found, listed over pages and edited', async () => {
  const { server, github } = await openBoth();
  const row = { id: 77, author: 'ada', body: 'hello', createdAtMs: Date.parse('2026-11-20T13:00:00Z') };
  server.on(`POST ${COMMENTS}`, { status: 201, body: rawComment(77, 'hello') });
  expect(await github.createComment(5, 'hello')).toEqual(row);
  expect(JSON.parse(server.arrived[0]?.body ?? '')).toEqual({ body: 'hello' });
  server.on(`GET ${COMMENT}`, { body: rawComment(77, 'hello') });
  expect(await github.fetchComment(77)).toEqual(row);
  const link = `<${server.url}/repositories/7/issues/5/comments?page=2>; rel="next"`;
  server.on(`GET ${COMMENTS}`, { headers: { link }, body: [rawComment(76, 'first', { user: null })] });
  server.on('GET /repositories/7/issues/5/comments', { body: [rawComment(77, 'hello')] });
  expect((await github.fetchComments(5)).map(({ id, author }) => [id, author])).toEqual([
    [76, 'ghost'],
    [77, 'ada'],
  ]);
  server.on(`PATCH ${COMMENT}`, { body: rawComment(77, 'new') });
  expect(await github.editComment(77, 'new')).toBe(true);
});

test.each([404, 410])('a comment answered %i is gone', async (status) => {
  const { server, github } = await openBoth();
  server.on(`GET ${COMMENT}`, { status, body: {} });
  server.on(`PATCH ${COMMENT}`, { status, body: {} });
  expect(await failureOf(github.fetchComment(77))).toBeInstanceOf(TransientError);
  expect(await failureOf(github.editComment(77, 'new'))).toBeInstanceOf(TransientError);
  server.on('GET /repos/acme/api', { body: rawRepository() });
  expect(await github.fetchComment(77)).toBeNull();
  expect(await github.editComment(77, 'new')).toBe(false);
});

test('a comment that is refused is permanent', async () => {
  const { server, github } = await openBoth();
  server.on(`POST ${COMMENTS}`, { status: 422, body: { message: 'Validation Failed' } });
  expect(await failureOf(github.createComment(5, 'x'))).toBeInstanceOf(PermanentError);
});

test('an archived repository is said to be one', async () => {
  const { server, github } = await openBoth();
  const message = 'Repository was archived so is read-only.';
  server.on(`POST ${COMMENTS}`, { status: 403, body: { message, status: '403' } });
  const failure = await failureOf(github.createComment(5, 'x'));
  expect(failure).toBeInstanceOf(PermanentError);
  expect(failure).toMatchObject({ fix: expect.stringContaining('unarchive it') });
});

test('labels go on and off an issue; one that is not there is fine', async () => {
  const { server, github } = await openBoth();
  server.on('POST /repos/acme/api/issues/5/labels', { body: [{ name: 'rpi working/now' }] });
  await github.addLabel(5, 'rpi working/now');
  expect(JSON.parse(server.arrived[0]?.body ?? '')).toEqual({ labels: ['rpi working/now'] });
  server.on('GET /repos/acme/api/issues/5', { body: rawIssue(5) });
  await github.removeLabel(5, 'rpi working/now');
  expect(server.arrived[1]).toMatchObject({
    method: 'DELETE',
    path: '/repos/acme/api/issues/5/labels/rpi%20working%2Fnow',
  });
});

test('a label that exists is only looked at; a missing one is created', async () => {
  const { server, github } = await openBoth();
  server.on(LABELS, { status: 201, body: { name: 'rpi-failed' } });
  await github.ensureLabel('rpi-failed', 'd73a4a', 'The worker failed');
  expect(JSON.parse(server.arrived[1]?.body ?? '')).toEqual({
    name: 'rpi-failed',
    color: 'd73a4a',
    description: 'The worker failed',
  });
  server.on('GET /repos/acme/api/labels/rpi-failed', { body: { name: 'rpi-failed' } });
  await github.ensureLabel('rpi-failed', 'd73a4a', 'The worker failed');
  expect(server.arrived.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
});

test('a label that somebody else made meanwhile is fine, said by code or found by looking', async () => {
  const { server, github } = await openBoth();
  const LABEL = 'GET /repos/acme/api/labels/x';
  server.on(LABELS, {
    status: 422,
    body: { message: 'x', errors: [{ code: 'already_exists', field: 'name' }] },
  });
  await github.ensureLabel('x', '000000', '');
  server.on(LABELS, { status: 422, body: { message: 'x' } });
  server.on(LABEL, { status: 404, body: {} }, { body: { name: 'x' } });
  await github.ensureLabel('x', '000000', '');
  server.on(LABEL, { status: 404, body: {} });
  expect(await failureOf(github.ensureLabel('x', 'nonsense', ''))).toBeInstanceOf(PermanentError);
});

test('a reaction is put on the issue', async () => {
  const { server, github } = await openBoth();
  server.on('POST /repos/acme/api/issues/5/reactions', { status: 200, body: { id: 1, content: 'eyes' } });
  await github.addReaction(5, 'eyes');
  expect(JSON.parse(server.arrived[0]?.body ?? '')).toEqual({ content: 'eyes' });
});
