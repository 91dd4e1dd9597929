import { expect, test } from 'vitest';
import { PermanentError, TransientError } from '../../../src/model/failures.ts';
import { failureOf, openBoth, REPOSITORY, rawRepository } from './door.ts';

const EVENTS = 'GET /repos/acme/api/issues/5/events';
const labeled = (login: string | null, name: string, more: object = {}) => ({
  event: 'labeled',
  actor: login === null ? null : { login, type: 'User' },
  label: { name },
  created_at: '2026-11-20T13:00:00Z',
  performed_via_github_app: null,
  ...more,
});

test('the last labelling with our label counts, over all pages and whatever its case', async () => {
  const { server, github } = await openBoth();
  const link = `<${server.url}/repositories/7/issues/5/events?page=2>; rel="next"`;
  server.on(EVENTS, { headers: { link }, body: [labeled('ada', 'rpi-auto'), { event: 'renamed' }] });
  const last = { created_at: '2026-11-21T13:00:00Z' };
  server.on('GET /repositories/7/issues/5/events', {
    body: [
      labeled('bob', 'Rpi-Auto', last),
      labeled('eve', 'bug'),
      { event: 'unlabeled', label: { name: 'rpi-auto' } },
    ],
  });
  expect(await github.fetchLabelEvent(5, 'rpi-auto')).toEqual({
    login: 'bob',
    isBot: false,
    viaApp: null,
    atMs: Date.parse('2026-11-21T13:00:00Z'),
  });
});

test('apps, bots and deleted accounts are told apart; no event is null', async () => {
  const { server, github } = await openBoth();
  const event = async (body: readonly object[]) => {
    server.on(EVENTS, { body });
    return github.fetchLabelEvent(5, 'rpi-auto');
  };
  const viaApp = { performed_via_github_app: { slug: 'triage-app', id: 1 } };
  expect(await event([labeled('ada', 'rpi-auto', viaApp)])).toMatchObject({
    isBot: false,
    viaApp: 'triage-app',
  });
  const bot = { actor: { login: 'dependabot[bot]', type: 'Bot' } };
  expect(await event([labeled('x', 'rpi-auto', bot)])).toMatchObject({
    login: 'dependabot[bot]',
    isBot: true,
  });
  expect(await event([labeled(null, 'rpi-auto')])).toMatchObject({
    login: 'ghost',
    isBot: false,
    viaApp: null,
  });
  expect(await event([labeled('ada', 'bug')])).toBeNull();
  expect(await failureOf(event([labeled('ada', 'rpi-auto', { created_at: 'yesterday' })]))).toBeInstanceOf(
    TransientError,
  );
});

test.each([
  [{ permission: 'write', role_name: 'maintain' }, 'maintain'],
  [{ permission: 'read', role_name: 'triage' }, 'triage'],
  [{ permission: 'write', role_name: 'Release engineer' }, 'write'],
  [{ permission: 'admin', role_name: 'admin' }, 'admin'],
  [{ permission: 'read' }, 'read'],
  [{ permission: 'push' }, 'write'],
  [{ permission: 'none', role_name: 'none' }, null],
] as const)('%o is the role %s', async (body, role) => {
  const { server, github } = await openBoth();
  server.on('GET /repos/acme/api/collaborators/ada/permission', { body });
  expect(await github.fetchRole('ada')).toBe(role);
});

test('nobody has no role, where the repository can be read; what cannot be told is not a no', async () => {
  const { server, github } = await openBoth();
  expect(await failureOf(github.fetchRole('eve'))).toBeInstanceOf(TransientError);
  server.on(REPOSITORY, { body: rawRepository() });
  expect(await github.fetchRole('dependabot[bot]')).toBeNull();
  const eve = 'GET /repos/acme/api/collaborators/eve/permission';
  server.on(eve, { body: { permission: 'emperor' } });
  expect(await failureOf(github.fetchRole('eve'))).toBeInstanceOf(TransientError);
  server.on(eve, { status: 403, body: { message: 'Must have push access' } });
  expect(await failureOf(github.fetchRole('eve'))).toBeInstanceOf(PermanentError);
});

test('the repository and who we are', async () => {
  const { server, github } = await openBoth();
  server.on(REPOSITORY, { body: rawRepository() }, { body: rawRepository({ permissions: undefined }) });
  const facts = { fullName: 'acme/api', defaultBranch: 'main', isPrivate: true, isArchived: false };
  expect(await github.fetchRepository()).toEqual({ ...facts, role: 'write' });
  expect(await github.fetchRepository()).toEqual({ ...facts, role: null });
  server.on(
    'GET /user',
    { body: { login: 'ada' } },
    { status: 403, body: { message: 'not by integration' } },
  );
  expect(await github.fetchLogin()).toBe('ada');
  expect(server.arrived.at(-1)?.query.size).toBe(0);
  expect(await github.fetchLogin()).toBeNull();
});
