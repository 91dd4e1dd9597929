/**
 * The door as a GitHub App: against an emulator that nobody here wrote, and where tokens are refused.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulator } from 'emulate';
import { expect, onTestFinished, test } from 'vitest';
import { UsageError } from '../../../src/model/failures.ts';
import { readAppKey } from '../../../src/world/github/app-key.ts';
import { openGitHub } from '../../../src/world/github/open-github.ts';
import { openWire } from '../../support/wire/wire.ts';
import { createResponses, failureOf, ISSUES, openBoth, REPOSITORY, rawIssue, rawRepository } from './door.ts';

const keyOf = (type: 'pkcs1' | 'pkcs8'): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type, format: 'pem' }).toString();

/** Each text in a file of its own; resolves to the paths. */
const filesWith = (...texts: readonly string[]): readonly string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'app-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return texts.map((text, index) => {
    const path = join(folder, `${index}.pem`);
    writeFileSync(path, text);
    return path;
  });
};

test('an App asks with a token of its installation, and is slug[bot]', async () => {
  delete process.env.EMULATE_BASE_URL;
  delete process.env.PORTLESS_URL;
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { of_maintainer: { login: 'maintainer', scopes: ['repo'] } },
      github: {
        users: [{ login: 'maintainer' }],
        orgs: [{ login: 'acme', members: [{ login: 'maintainer', role: 'admin' }] }],
        repos: [{ owner: 'acme', name: 'api', private: false, auto_init: true, default_branch: 'main' }],
        apps: [
          {
            app_id: 12345,
            slug: 'rpi-app',
            permissions: { issues: 'write', contents: 'write', metadata: 'read', pull_requests: 'write' },
            events: [],
            installations: [{ installation_id: 100, account: 'acme' }],
          },
        ],
      },
    },
  });
  onTestFinished(() => emulator.close());
  const wire = await openWire({
    wrongAnswers: ['repos/get', 'apps/get-authenticated', 'issues/create-comment'],
  });
  wire.leadTo(Number(new URL(emulator.url).port));
  const [path = ''] = filesWith(String(emulator.generatedSecrets[0]?.value));
  const github = openGitHub({
    apiUrl: wire.url,
    token: '',
    app: { id: 12345, installationId: 100, privateKey: readAppKey(path) },
    repository: { owner: 'acme', name: 'api' },
    responses: createResponses(),
    paceMs: 0,
  });
  expect(await github.fetchRepository()).toMatchObject({ fullName: 'acme/api' });
  expect(await github.fetchLogin()).toBe('rpi-app[bot]');
  expect(await github.fetchToken()).toMatch(/^ghs_/);
  await fetch(`${emulator.url}/repos/acme/api/issues`, {
    method: 'POST',
    headers: { authorization: 'token of_maintainer', 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'First' }),
  });
  expect(await github.createComment(1, 'hello')).toMatchObject({ author: 'rpi-app[bot]' });
  await wire.close();
});

/** A server that knows one token of the installation, the newest; each is asked for by the one before. */
const appOn = async () => {
  const app = { id: 1, installationId: 100, privateKey: keyOf('pkcs8') };
  const both = await openBoth({ token: '', app });
  let given = 0;
  let valid = '';
  both.server.on('POST /app/installations/100/access_tokens', () => {
    given += 1;
    valid = `ghs_${given}`;
    return { status: 201, body: { token: valid, expires_at: '2100-01-01T00:00:00Z', permissions: {} } };
  });
  for (const route of [REPOSITORY, ISSUES, 'POST /repos/acme/api/issues/1/labels'])
    both.server.on(route, ({ headers, path }) => {
      if (headers.authorization !== `token ${valid}`)
        return { status: 401, body: { message: 'Bad credentials' } };
      if (path.endsWith('/labels')) return { body: [{ name: 'rpi-working' }] };
      return { body: path.endsWith('/issues') ? [rawIssue(1)] : rawRepository() };
    });
  const sent = (method: string, end: string) =>
    both.server.arrived.filter((one) => one.method === method && one.path.endsWith(end)).length;
  const revoke = (): void => {
    valid = 'none';
  };
  return { ...both, sent, given: () => given, revoke };
};

test('one token serves many requests; one that was revoked is renewed once, also for a write', async () => {
  const { github, sent, given, revoke } = await appOn();
  await Promise.all([github.fetchRepository(), github.fetchIssues('rpi-auto')]);
  expect(given()).toBe(1);
  revoke();
  expect(await github.fetchIssues('rpi-auto')).toHaveLength(1);
  expect(given()).toBe(2);
  revoke();
  await github.addLabel(1, 'rpi-working');
  expect([given(), sent('POST', '/labels')]).toEqual([3, 2]);
});

test('an App whose key GitHub does not take ends as a token that it does not take', async () => {
  const { github, server } = await appOn();
  server.on('POST /app/installations/100/access_tokens', {
    status: 401,
    body: { message: 'A JSON web token could not be decoded' },
  });
  const failure = await failureOf(github.fetchIssues('rpi-auto'));
  expect(failure).toBeInstanceOf(UsageError);
  expect(await failureOf(github.fetchToken())).toBeInstanceOf(UsageError);
});

test('keys are read in both forms; what is none is told without its text', () => {
  const [old = '', other = '', ed = '', text = ''] = filesWith(
    keyOf('pkcs1'),
    keyOf('pkcs8'),
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'ghp_not_a_key',
  );
  for (const path of [old, other]) expect(readAppKey(path)).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  expect(() => readAppKey(ed)).toThrow(/of the kind ed25519, not RSA/);
  expect(() => readAppKey(text)).toThrow(/^(?!.*ghp_).*holds no private key/);
  expect(() => readAppKey(`${text}.missing`)).toThrow(/cannot be read from .*ENOENT/);
});
