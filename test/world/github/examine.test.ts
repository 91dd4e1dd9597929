/** What GitHub tells of a token, by its headers. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { openExaminer } from '../../../src/world/github/examine.ts';
import { failureOf, openServer, rawRepository } from './door.ts';

const repository = { owner: 'acme', name: 'api' };

test('scopes, end and clock of a token; labels over pages; roles', async () => {
  const server = await openServer();
  const date = new Date(Date.now() + 3_600_000).toUTCString();
  const headers = {
    'x-oauth-scopes': 'read:org, repo',
    'github-authentication-token-expiration': '2026-12-01 12:00:00 UTC',
    date,
  };
  server.on('GET /repos/acme/api', { headers, body: rawRepository() });
  server.on('GET /user', { headers, body: { login: 'mona' } });
  const rows = Array.from({ length: 100 }, (_, index) => ({ name: `l${index}` }));
  server.on('GET /repos/acme/api/labels', { body: rows }, { body: [{ name: 'rpi-auto' }] });
  server.on('GET /repos/acme/api/collaborators/mona/permission', { body: { permission: 'admin' } });
  const examiner = openExaminer({ apiUrl: server.url, token: 'ghp_abc', repository });
  expect(examiner.readAheadMs()).toBeNull();
  const seen = await examiner.fetchToken();
  expect(seen).toMatchObject({
    login: 'mona',
    scopes: ['read:org', 'repo'],
    permissions: null,
    endsAtMs: Date.UTC(2026, 11, 1, 12),
  });
  expect(examiner.readAheadMs()).toBeGreaterThan(3_000_000);
  expect(await examiner.fetchLabels()).toHaveLength(101);
  expect(await examiner.fetchRole('mona')).toBe('admin');
});

test('a refusal says which scopes it would take; a token without scopes tells none', async () => {
  const server = await openServer();
  server.on('GET /repos/acme/api', {
    status: 404,
    headers: { 'x-oauth-scopes': '', 'x-accepted-oauth-scopes': 'repo' },
    body: { message: 'Not Found' },
  });
  const examiner = openExaminer({ apiUrl: server.url, token: 'ghp_abc', repository });
  await failureOf(examiner.fetchToken());
  expect(examiner.readHint()).toBe('scopes of the token: none; accepted: repo');
  server.on('GET /repos/acme/api', { body: rawRepository() });
  server.on('GET /user', { status: 403, body: { message: 'Resource not accessible by integration' } });
  const other = openExaminer({ apiUrl: server.url, token: 'ghs_abc', repository });
  expect(await other.fetchToken()).toMatchObject({ login: null, scopes: null, endsAtMs: null });
});

test('of an App, the permissions of its installation', async () => {
  const server = await openServer();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const expires_at = new Date(Date.now() + 3_600_000).toISOString();
  server.on('POST /app/installations/7/access_tokens', { status: 201, body: { token: 'ghs_x', expires_at } });
  server.on('GET /repos/acme/api', { body: rawRepository() });
  server.on('GET /app', { body: { slug: 'rpi' } });
  server.on('GET /app/installations/7', { body: { permissions: { issues: 'write', contents: 'read' } } });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const app = { id: 5, installationId: 7, privateKey: key };
  const examiner = openExaminer({ apiUrl: server.url, token: '', app, repository });
  expect(await examiner.fetchToken()).toMatchObject({
    login: 'rpi[bot]',
    permissions: { issues: 'write', contents: 'read' },
  });
});
