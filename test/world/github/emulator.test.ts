/**
 * The door against an emulator that nobody here wrote: bare, without ETags, dependencies and reactions.
 */
import { createEmulator, type Emulator } from 'emulate';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openGitHub } from '../../../src/world/github/open-github.ts';
import type { GitHub } from '../../../src/world/world.ts';
import { openWire, type Wire } from '../../support/wire/wire.ts';
import { createResponses } from './door.ts';

const TOKEN = 'emulated_token';
/** Calls whose answers are known to differ from GitHub's here; what we ask is compared for all. */
const WRONG_ANSWERS = [
  'repos/get',
  'repos/get-collaborator-permission-level',
  'issues/list-events',
  'pulls/create',
  'pulls/list',
];
let emulator: Emulator;
let wire: Wire;
let github: GitHub;

beforeAll(async () => {
  delete process.env.EMULATE_BASE_URL;
  delete process.env.PORTLESS_URL;
  emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { [TOKEN]: { login: 'maintainer', scopes: ['repo'] } },
      github: {
        users: [{ login: 'maintainer', name: 'Maintainer' }],
        orgs: [{ login: 'acme', members: [{ login: 'maintainer', role: 'admin' }] }],
        repos: [{ owner: 'acme', name: 'api', private: false, auto_init: true, default_branch: 'main' }],
      },
    },
  });
  wire = await openWire({ wrongAnswers: WRONG_ANSWERS });
  wire.leadTo(Number(new URL(emulator.url).port));
});

const openDoorAt = (apiUrl: string): GitHub =>
  openGitHub({
    apiUrl,
    token: TOKEN,
    repository: { owner: 'acme', name: 'api' },
    responses: createResponses(),
    paceMs: 0,
  });

beforeEach(() => {
  emulator.reset();
  github = openDoorAt(wire.url);
});

afterEach(() => expect(wire.look().breaches).toEqual([]));

afterAll(async () => {
  await wire?.close();
  await emulator?.close();
});

const post = async (path: string, body: object) => {
  const response = await fetch(`${emulator.url}/repos/acme/api${path}`, {
    method: 'POST',
    headers: { authorization: `token ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
};

test('the repository, who we are, and what we may do', async () => {
  expect(await github.fetchRepository()).toMatchObject({ fullName: 'acme/api', defaultBranch: 'main' });
  expect(await github.fetchLogin()).toBe('maintainer');
  expect(await github.fetchRole('maintainer')).toBe('admin');
  expect(github.readRateLimit()?.limit).toBeGreaterThan(0);
});

test('from a labelled issue to a pull request', async () => {
  await github.ensureLabel('rpi-auto', '0e8a16', 'Work on it');
  await github.ensureLabel('rpi-auto', '0e8a16', 'Work on it');
  await post('/issues', { title: 'First', body: 'Do it' });
  await post('/issues', { title: 'Not ours' });
  await github.addLabel(1, 'rpi-auto');
  expect(await github.fetchIssues('rpi-auto')).toMatchObject([
    { number: 1, title: 'First', openBlockerCount: null },
  ]);
  expect(await github.fetchLabelEvent(1, 'rpi-auto')).toMatchObject({ login: 'maintainer', isBot: false });
  const comment = await github.createComment(1, 'hello');
  expect(await github.editComment(comment.id, 'changed')).toBe(true);
  expect(await github.fetchComments(1)).toMatchObject([
    { id: comment.id, author: 'maintainer', body: 'changed' },
  ]);
  const pull = { branch: 'rpi/gh-1', base: 'main', title: 'First', body: 'Fixes #1', draft: false };
  const { number } = await github.createPull(pull);
  expect(await github.fetchPulls()).toMatchObject([{ number, state: 'open', branch: 'rpi/gh-1' }]);
  expect(await github.fetchPullOf('rpi/gh-1')).toMatchObject({ number });
  await github.removeLabel(1, 'rpi-auto');
  await github.removeLabel(1, 'rpi-auto');
  expect(await github.fetchIssues('rpi-auto')).toEqual([]);
});

test('more issues than a page holds', async () => {
  // Its Link header names its own address, and to another host no client goes.
  github = openDoorAt(emulator.url);
  await github.ensureLabel('rpi-auto', '0e8a16', '');
  for (let made = 0; made < 120; made += 1)
    await post('/issues', { title: `No ${made}`, labels: ['rpi-auto'] });
  const rows = await github.fetchIssues('rpi-auto');
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
});

test('what is not there', async () => {
  expect(await github.fetchIssue(4711)).toEqual({ kind: 'gone' });
  expect(await github.fetchComment(4711)).toBeNull();
  expect(await github.editComment(4711, 'x')).toBe(false);
  expect(await github.fetchPullOf('nobody')).toBeNull();
  expect(await github.fetchRole('stranger')).toBeNull();
});
