/**
 * The door on the embedded GitHub: branches from real git, ETags, roles, moved and deleted issues. What goes over the
 * wire is compared with GitHub's description.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type EmbeddedGitHub, openEmbeddedGitHub } from '../../../src/demo/github/embedded-github.ts';
import { TransientError } from '../../../src/model/failures.ts';
import { openGitHub } from '../../../src/world/github/open-github.ts';
import type { GitHub } from '../../../src/world/world.ts';
import { openWire, type Wire } from '../../support/wire/wire.ts';
import { createResponses, failureOf } from './door.ts';

const IDENTITY = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
const PULL = { branch: 'rpi/gh-1', base: 'main', title: 'First', body: 'Fixes #1', draft: false };
let barePath: string;
let wire: Wire;
let server: EmbeddedGitHub;
let github: GitHub;

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', barePath, ...IDENTITY, ...args], { encoding: 'utf8' }).trim();

/** A branch with one empty commit more than `from`. */
const makeBranch = (branch: string, from: string | null): void => {
  const tree = execFileSync('git', ['-C', barePath, 'mktree'], { input: '', encoding: 'utf8' }).trim();
  const parents = from === null ? [] : ['-p', from];
  git('update-ref', `refs/heads/${branch}`, git('commit-tree', tree, '-m', branch, ...parents));
};

const openDoorAs = (login: string, name = 'api'): GitHub =>
  openGitHub({
    apiUrl: server.url,
    token: `token-of-${login}`,
    repository: { owner: 'acme', name },
    responses: createResponses(),
    paceMs: 0,
  });

beforeAll(async () => {
  barePath = mkdtempSync(join(tmpdir(), 'door-bare-'));
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', barePath]);
  makeBranch('main', null);
  makeBranch('rpi/gh-1', 'main');
  const users = (['admin', 'maintain', 'triage', 'read'] as const).map((role) => ({
    login: role,
    role,
    token: `token-of-${role}`,
  }));
  wire = await openWire();
  server = await openEmbeddedGitHub({ barePath, owner: 'acme', name: 'api', users, publicUrl: wire.url });
  wire.leadTo(server.port);
});

beforeEach(async () => {
  await server.reset();
  server.faults.clear();
  server.clearJournal();
  github = openDoorAs('admin');
});

afterEach(() => expect(wire.look().breaches).toEqual([]));

afterAll(async () => {
  await wire?.close();
  await server?.close();
  rmSync(barePath, { recursive: true, force: true });
});

const openIssue = (title: string) => server.as('triage').openIssue({ title, labels: ['rpi-auto'] });

test('from a labelled issue to a pull request, and a quiet poll costs nothing', async () => {
  expect(await github.fetchRepository()).toMatchObject({ fullName: 'acme/api', role: 'admin' });
  expect(await github.fetchLogin()).toBe('admin');
  await github.ensureLabel('rpi-auto', '0e8a16', 'Work on it');
  await openIssue('First');
  expect(await github.fetchIssues('rpi-auto')).toMatchObject([{ number: 1, openBlockerCount: 0 }]);
  expect(await github.fetchLabelEvent(1, 'rpi-auto')).toMatchObject({ login: 'triage', viaApp: null });
  await github.addReaction(1, 'eyes');
  const { id } = await github.createComment(1, 'hello');
  expect(await github.editComment(id, 'changed')).toBe(true);
  expect(await github.fetchComment(id)).toMatchObject({ author: 'admin', body: 'changed' });
  const { number } = await github.createPull(PULL);
  expect(await github.createPull(PULL)).toMatchObject({ number, headSha: git('rev-parse', 'rpi/gh-1') });
  const poll = () => Promise.all([github.fetchIssues('rpi-auto'), github.fetchPulls()]);
  const before = await poll();
  const { remaining } = server.readRate('admin');
  expect(await poll()).toEqual(before);
  expect(server.readRate('admin').remaining).toBe(remaining);
});

test.each(['admin', 'maintain', 'triage', 'read'] as const)('the role %s is told as it is', async (role) => {
  expect(await github.fetchRole(role)).toBe(role);
});

test('deleted and moved issues are gone; after a rename nothing is', async () => {
  for (const title of ['a', 'b', 'c']) await openIssue(title);
  server.deleteIssue(1);
  server.moveIssue(2, 'acme/other');
  expect(await github.fetchIssue(1)).toEqual({ kind: 'gone' });
  expect(await github.fetchIssue(2)).toEqual({ kind: 'gone' });
  expect(await github.fetchIssue(3)).toMatchObject({ kind: 'present' });
  server.addFormerName('acme/old');
  const before = openDoorAs('admin', 'old');
  expect(await before.fetchIssue(3)).toMatchObject({ kind: 'present' });
  expect(await before.fetchIssues('rpi-auto')).toMatchObject([{ number: 3 }]);
});

test('a write whose answer is lost is made once, and found by looking', async () => {
  await openIssue('First');
  server.faults.add({
    match: { method: 'POST', path: /comments/ },
    when: 'after',
    act: { status: 502 },
  });
  expect(await failureOf(github.createComment(1, 'hello'))).toBeInstanceOf(TransientError);
  expect(await github.fetchComments(1)).toMatchObject([{ body: 'hello' }]);
});

test('the pull request of a fork with our branch name is not ours', async () => {
  const fork = { branch: 'rpi/gh-1', title: 'Mine', login: 'read' };
  expect(await server.openForkPull(fork)).toBe(1);
  expect(await server.openForkPull({ ...fork, isForkDeleted: true })).toBe(2);
  expect(await github.fetchPulls()).toEqual([]);
  expect(await github.fetchPullOf('rpi/gh-1')).toBeNull();
});
