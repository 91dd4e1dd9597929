/**
 * Every call of the door against GitHub's own description, on the embedded GitHub: what is asked and what is answered.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedGitHub, openEmbeddedGitHub } from '../../../src/demo/github/embedded-github.ts';
import { openGitHub } from '../../../src/world/github/open-github.ts';
import type { GitHub } from '../../../src/world/world.ts';
import { makeRepository, type TestRepository } from '../../support/git-repository.ts';
import { readAllowances } from '../../support/wire/allowances.ts';
import { openWire, type Wire } from '../../support/wire/wire.ts';
import { createResponses } from './door.ts';

let repository: TestRepository;
let wire: Wire;
let server: EmbeddedGitHub;
const called = new Set<string>();

/** The door, which remembers what was called. */
const openNoted = (): GitHub => {
  const door = openGitHub({
    apiUrl: wire.url,
    token: 'token-of-mona',
    repository: { owner: 'acme', name: 'api' },
    responses: createResponses(),
    paceMs: 0,
  });
  return new Proxy(door, {
    get: (target, name: keyof GitHub & string) => {
      called.add(name);
      return target[name];
    },
  });
};

beforeAll(async () => {
  repository = makeRepository();
  repository.commitToOrigin('rpi/gh-1', { 'hello.txt': 'hello\n' });
  wire = await openWire();
  const users = [
    { login: 'mona', role: 'admin', token: 'token-of-mona' },
    { login: 'passer-by', role: 'none', token: 'token-of-passer-by' },
    { login: 'ci-app[bot]', role: 'write', token: 'token-of-ci-app', type: 'Bot', app: 'ci-app' },
  ] as const;
  const place = { barePath: repository.originPath, owner: 'acme', name: 'api' };
  server = await openEmbeddedGitHub({ ...place, users, publicUrl: wire.url });
  wire.leadTo(server.port);
});

afterAll(async () => {
  await server?.close();
  repository?.[Symbol.dispose]();
  await wire?.close();
});

test('every call, all answers by GitHub’s description', async () => {
  const github = openNoted();
  const app = server.as('ci-app[bot]');
  await github.fetchRepository();
  await github.fetchLogin();
  expect(await github.fetchToken()).toBe('token-of-mona');
  await github.ensureLabel('rpi-auto', '0e8a16', '');
  await github.ensureLabel('rpi-auto', '0e8a16', '');
  await app.openIssue({ title: 'First', body: 'Do it', labels: ['rpi-auto'] });
  await github.addLabel(1, 'needs work/soon');
  await github.removeLabel(1, 'needs work/soon');
  await github.removeLabel(1, 'needs work/soon');
  await github.fetchIssues('rpi-auto');
  await github.fetchIssues('rpi-auto');
  await github.fetchIssue(1);
  await github.fetchIssue(4711);
  expect(await github.fetchLabelEvent(1, 'rpi-auto')).toMatchObject({ viaApp: 'ci-app' });
  await github.fetchEdits(1);
  const other = await app.openIssue({ title: 'Before it' });
  await app.addBlockedBy(1, other);
  await app.addSubIssue(1, other);
  const link = { repository: null, number: other, state: 'open', labels: [] };
  expect(await github.fetchBlockers(1)).toEqual([link]);
  expect(await github.fetchChildren(1)).toEqual([link]);
  for (const login of ['mona', 'passer-by', 'nobody']) await github.fetchRole(login);
  await app.comment(1, 'hello');
  const { id } = await github.createComment(1, 'hello');
  await github.editComment(id, 'changed');
  await github.fetchComment(id);
  await github.fetchComment(4711);
  await github.fetchComments(1);
  expect(await github.fetchNewComments(id - 1)).toMatchObject([{ id, issue: 1, viaApp: null }]);
  expect(await github.fetchNewComments(null)).toMatchObject([{ id }, { isBot: true, viaApp: 'ci-app' }]);
  await github.addReaction(1, 'eyes');
  await github.addReaction(1, 'eyes');
  expect(await github.addCommentReaction(id, 'confused')).toBe(true);
  expect(await github.addCommentReaction(id, 'eyes')).toBe(true);
  expect(await github.addCommentReaction(4711, 'eyes')).toBe(false);
  const pull = { branch: 'rpi/gh-1', base: 'main', title: 'First', body: 'Fixes #1', draft: false };
  const { number } = await github.createPull(pull);
  await github.createPull(pull);
  await github.addLabel(number, 'rpi-auto');
  await server.openForkPull({ branch: 'rpi/gh-1', title: 'Theirs', login: 'passer-by', isForkDeleted: true });
  await github.fetchPulls();
  await github.fetchPullOf('rpi/gh-1');
  const job = await app.check('rpi/gh-1', { name: 'build', conclusion: 'failure', log: 'it broke\n' });
  await app.review(number, { event: 'REQUEST_CHANGES', body: 'No.' });
  const standings = await github.fetchStandings({ pulls: [number], reviews: true });
  expect(standings).toMatchObject([{ number, mergeability: 'mergeable', checks: [{ jobId: job }] }]);
  expect(await github.fetchJobLog(job)).toBe('it broke\n');
  expect(await github.fetchJobLog(4711)).toBeNull();
  github.readRateLimit();
  github.readName();
  github.readAheadMs();
  github.readHold();
  github.readWriteRoom();
  const { breaches, allowances } = wire.look();
  expect(breaches).toEqual([]);
  // A call that is new belongs above, too; in allowed-answers.json nothing stays that is not needed any more.
  expect([...called].sort()).toEqual(
    Object.keys(
      openGitHub({
        apiUrl: wire.url,
        token: 'x',
        repository: { owner: 'acme', name: 'api' },
        responses: createResponses(),
      }),
    ).sort(),
  );
  const allowed = readAllowances();
  expect(allowances).toEqual(expect.arrayContaining([...allowed]));
  expect(allowed.length).toBeLessThanOrEqual(10);
});
