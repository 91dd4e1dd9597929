import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { closedBy } from '../../../src/demo/github/merge-pull.ts';
import { numbersOf, openSetting } from './setting.ts';

const PULLS = '/repos/acme/api/pulls';
const ISSUES = '/repos/acme/api/issues';

describe('opening a pull request', () => {
  it('takes the head from the bare repository', async () => {
    const { send, bare, github } = await openSetting();
    const sha = bare.commit('rpi/gh-1', { a: 'one\ntwo\n' });
    const body = { title: 'one', head: 'rpi/gh-1', base: 'main', body: 'Fixes #1', draft: true };
    const answer = await send('dev', `POST ${PULLS}`, body);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      state: 'open',
      draft: true,
      commits: 1,
      additions: 2,
      changed_files: 1,
      head: { ref: 'rpi/gh-1', sha, label: 'acme:rpi/gh-1', repo: { full_name: 'acme/api' } },
      base: { ref: 'main', sha: bare.git('rev-parse', 'main') },
      merged: false,
      mergeable: true,
      mergeable_state: 'draft',
    });
    expect(answer.body.html_url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/acme\/api\/pull\/1$/);
    expect(github.read.issue(1)?.pull_request).toBeDefined();
  });

  it('refuses a head or base that is missing', async () => {
    const { send, bare, github } = await openSetting();
    bare.commit('topic', { a: 'a' });
    const head = await send('dev', `POST ${PULLS}`, { title: 'x', head: 'nowhere', base: 'main' });
    expect(head.status).toBe(422);
    expect(head.body).toMatchObject({
      message: 'Validation Failed',
      errors: [{ resource: 'PullRequest', field: 'head', code: 'invalid' }],
    });
    const base = await send('dev', `POST ${PULLS}`, { title: 'x', head: 'topic', base: 'nowhere' });
    expect(base.body.errors[0]).toMatchObject({ field: 'base', code: 'invalid' });
    expect(await github.read.pulls()).toEqual([]);
  });

  it('refuses a second one for the same branch while the first is open', async () => {
    const { send, bare, github } = await openSetting();
    bare.commit('topic', { a: 'a' });
    const body = { title: 'x', head: 'topic', base: 'main' };
    const first = await send('dev', `POST ${PULLS}`, body);
    const second = await send('dev', `POST ${PULLS}`, { ...body, head: 'acme:topic' });
    expect(second.status).toBe(422);
    expect(second.body.errors[0]).toMatchObject({
      code: 'custom',
      message: 'A pull request already exists for acme:topic.',
    });
    await github.as('dev').closePull(first.body.number);
    expect((await send('dev', `POST ${PULLS}`, body)).status).toBe(201);
  });

  it('refuses when there are no commits between', async () => {
    const { send, bare } = await openSetting();
    bare.git('update-ref', 'refs/heads/same', 'main');
    const answer = await send('dev', `POST ${PULLS}`, { title: 'x', head: 'same', base: 'main' });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].message).toBe('No commits between main and same');
  });

  it('needs write', async () => {
    const { send, bare } = await openSetting();
    bare.commit('topic', { a: 'a' });
    const body = { title: 'x', head: 'topic', base: 'main' };
    expect((await send('reader', `POST ${PULLS}`, body)).status).toBe(403);
  });
});

describe('an open pull request', () => {
  it('follows what is really pushed', async () => {
    const { send, bare, github } = await openSetting();
    bare.commit('topic', { a: 'a' });
    const pull = await github.as('dev').openPull({ branch: 'topic', title: 'x' });
    const clone = join(bare.path, '..', 'clone');
    const run = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();
    run('clone', '--quiet', '--branch', 'topic', bare.path, clone);
    const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.com'];
    run('-C', clone, ...identity, 'commit', '--quiet', '--allow-empty', '--message', 'more');
    run('-C', clone, 'push', '--quiet', 'origin', 'topic');
    const answer = await send('dev', `GET ${PULLS}/${pull}`);
    expect(answer.body.head.sha).toBe(run('-C', clone, 'rev-parse', 'HEAD'));
    expect(answer.body.commits).toBe(2);
  });

  it('is closed when its branch is deleted', async () => {
    const { send, bare, github } = await openSetting();
    bare.commit('topic', { a: 'a' });
    const pull = await github.as('dev').openPull({ branch: 'topic', title: 'x' });
    bare.git('update-ref', '-d', 'refs/heads/topic');
    expect((await send('dev', `GET ${PULLS}/${pull}`)).body).toMatchObject({
      state: 'closed',
      merged_at: null,
    });
    await expect(github.as('dev').reopenPull(pull)).rejects.toThrow(/422/);
  });

  it('tells a conflict', async () => {
    const { send, bare, github } = await openSetting();
    bare.commit('topic', { 'README.md': 'theirs\n' });
    const pull = await github.as('dev').openPull({ branch: 'topic', title: 'x' });
    bare.commit('main', { 'README.md': 'ours\n' });
    const answer = await send('dev', `GET ${PULLS}/${pull}`);
    expect(answer.body).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
    expect((await send('dev', `PUT ${PULLS}/${pull}/merge`, {})).status).toBe(405);
  });

  it('is edited, closed and reopened', async () => {
    const { send, bare, github } = await openSetting();
    bare.commit('topic', { a: 'a' });
    const pull = await github.as('dev').openPull({ branch: 'topic', title: 'x' });
    const edited = await send('dev', `PATCH ${PULLS}/${pull}`, { title: 'y', state: 'closed' });
    expect(edited.body).toMatchObject({ title: 'y', state: 'closed', merged: false });
    expect(
      (await send('dev', `PATCH ${ISSUES}/${pull}`, { state: 'open', labels: ['l'] })).body,
    ).toMatchObject({
      state: 'open',
      title: 'y',
      labels: [{ name: 'l' }],
    });
    expect((await send('stranger', `PATCH ${PULLS}/${pull}`, { title: 'z' })).status).toBe(403);
  });
});

describe('the list of pull requests', () => {
  it('filters by owner:branch, and not by a bare branch', async () => {
    const { send, bare, github } = await openSetting();
    bare.commit('one', { a: 'a' });
    bare.commit('two', { b: 'b' });
    const one = await github.as('dev').openPull({ branch: 'one', title: 'one' });
    const two = await github.as('dev').openPull({ branch: 'two', title: 'two' });
    const fork = await github.openForkPull({ login: 'stranger', branch: 'one', title: 'forged' });
    expect(numbersOf(await send('dev', `GET ${PULLS}?head=acme:one`))).toEqual([one]);
    expect(numbersOf(await send('dev', `GET ${PULLS}?head=stranger:one`))).toEqual([fork]);
    expect(numbersOf(await send('dev', `GET ${PULLS}?head=one`))).toEqual([fork, two, one]);
  });

  it('has all states, most recently updated first, without detail fields', async () => {
    const { send, bare, github } = await openSetting();
    bare.commit('one', { a: 'a' });
    bare.commit('two', { b: 'b' });
    const one = await github.as('dev').openPull({ branch: 'one', title: 'one' });
    const two = await github.as('dev').openPull({ branch: 'two', title: 'two' });
    await github.as('dev').closePull(one);
    const answer = await send('dev', `GET ${PULLS}?state=all&sort=updated&direction=desc&per_page=100`);
    expect(numbersOf(answer)).toEqual([one, two]);
    expect(answer.body[0]).not.toHaveProperty('mergeable');
    expect(answer.body[0]).toMatchObject({ state: 'closed', merged_at: null });
    bare.commit('two', { b: 'more' });
    const later = await send('dev', `GET ${PULLS}?state=all&sort=updated&direction=desc`);
    expect(numbersOf(later)).toEqual([two, one]);
  });

  it('shows forks as other repositories, deleted ones as none', async () => {
    const { send, github } = await openSetting();
    await github.openForkPull({ login: 'stranger', branch: 'rpi/gh-1', title: 'fork' });
    await github.openForkPull({ login: 'reader', branch: 'rpi/gh-1', title: 'gone', isForkDeleted: true });
    const { body } = await send('dev', `GET ${PULLS}?direction=asc`);
    expect(body[0].head).toMatchObject({ ref: 'rpi/gh-1', repo: { full_name: 'stranger/api', fork: true } });
    expect(body[0].head.repo.id).not.toBe(body[0].base.repo.id);
    expect(body[1].head).toMatchObject({ ref: 'rpi/gh-1', label: 'reader:rpi/gh-1', repo: null });
  });
});

describe('merging', () => {
  it('makes a real merge and closes what the text names', async () => {
    const { send, bare, github } = await openSetting();
    const dev = github.as('dev');
    const named = await dev.openIssue({ title: 'named' });
    const other = await dev.openIssue({ title: 'other' });
    const head = bare.commit('topic', { a: 'a' });
    const pull = await dev.openPull({ branch: 'topic', title: 'x', body: `Fixes #${named}, see #${other}` });
    const answer = await send('lead', `PUT ${PULLS}/${pull}/merge`, { sha: head });
    expect(answer.body).toMatchObject({ merged: true });
    expect(bare.git('rev-parse', 'main')).toBe(answer.body.sha);
    expect(bare.git('show', 'main:a')).toBe('a');
    const merged = await send('dev', `GET ${PULLS}/${pull}`);
    expect(merged.body).toMatchObject({
      state: 'closed',
      merged: true,
      merge_commit_sha: answer.body.sha,
      merged_by: { login: 'lead' },
      head: { sha: head },
    });
    expect(merged.body.merged_at).toMatch(/T\d\d:\d\d:\d\dZ$/);
    expect(github.read.issue(named)?.state).toBe('closed');
    expect(github.read.issue(other)?.state).toBe('open');
    expect(github.read.events(named).at(-1)).toMatchObject({
      event: 'closed',
      commit_id: answer.body.sha,
      actor: { login: 'lead' },
    });
    expect(github.read.events(pull).map((event) => event.event)).toEqual(['merged', 'closed']);
    expect((await send('dev', `GET ${PULLS}/${pull}/merge`)).status).toBe(204);
    expect(github.read.issue(pull)?.pull_request?.merged_at).toBe(merged.body.merged_at);
    bare.git('update-ref', '-d', 'refs/heads/topic');
    expect((await send('dev', `GET ${PULLS}/${pull}`)).body.head.sha).toBe(head);
  });

  it('squashes when asked, and refuses a draft, a moved head and the weak', async () => {
    const { send, bare, github } = await openSetting();
    bare.commit('topic', { a: 'a' });
    const draft = await github.as('dev').openPull({ branch: 'topic', title: 'x', draft: true });
    expect((await send('dev', `PUT ${PULLS}/${draft}/merge`, {})).status).toBe(405);
    bare.commit('two', { b: 'b' });
    const pull = await github.as('dev').openPull({ branch: 'two', title: 'y' });
    const line = `PUT ${PULLS}/${pull}/merge`;
    expect((await send('reader', line, {})).status).toBe(403);
    expect((await send('dev', line, { sha: '0'.repeat(40) })).status).toBe(409);
    expect((await send('dev', `GET ${PULLS}/${pull}/merge`)).status).toBe(404);
    expect((await send('dev', line, { merge_method: 'squash' })).status).toBe(200);
    expect(bare.git('rev-list', '--count', 'main')).toBe('2');
    expect((await send('dev', line, {})).status).toBe(405);
  });

  it.each([
    ['Fixes #12', [12]],
    ['closes: #1 and resolved #2, fix #1', [1, 2]],
    ['Fixes acme/api#3, fixes other/api#4', [3]],
    ['see #5, prefixes #6, fixes GH-7', []],
  ])('reads %j', (text, expected) => {
    expect(closedBy(text, 'acme/api')).toEqual(expected);
  });
});

describe('checks', () => {
  it('are kept per real commit', async () => {
    const { send, bare } = await openSetting();
    const sha = bare.commit('topic', { a: 'a' });
    const repo = '/repos/acme/api';
    expect((await send('dev', `GET ${repo}/commits/topic/status`)).body).toMatchObject({
      state: 'pending',
      sha,
    });
    await send('dev', `POST ${repo}/statuses/${sha}`, { state: 'pending', context: 'ci' });
    await send('dev', `POST ${repo}/statuses/${sha}`, { state: 'success', context: 'ci' });
    const combined = await send('dev', `GET ${repo}/commits/heads/topic/status`);
    expect(combined.body).toMatchObject({ state: 'success', total_count: 1 });
    const run = { name: 'test', head_sha: sha, conclusion: 'failure' };
    expect((await send('dev', `POST ${repo}/check-runs`, run)).status).toBe(201);
    const runs = await send('dev', `GET ${repo}/commits/${sha}/check-runs`);
    expect(runs.body).toMatchObject({
      total_count: 1,
      check_runs: [{ status: 'completed', conclusion: 'failure' }],
    });
    expect((await send('dev', `GET ${repo}/commits/nowhere/status`)).status).toBe(404);
  });
});

describe('reviews', () => {
  it('are kept, listed and dated; nobody approves or refuses their own', async () => {
    const { send, bare, github } = await openSetting();
    bare.commit('topic', { a: 'a' });
    const pull = await github.as('dev').openPull({ branch: 'topic', title: 'x' });
    const line = `POST ${PULLS}/${pull}/reviews`;
    const asks = { event: 'REQUEST_CHANGES', body: 'No.' };
    const given = await send('lead', line, asks);
    expect(given).toMatchObject({ status: 200, body: { state: 'CHANGES_REQUESTED', body: 'No.' } });
    expect((await send('dev', line, asks)).status).toBe(422);
    expect((await send('dev', line, { event: 'COMMENT', body: 'Why?' })).status).toBe(200);
    expect((await send('lead', `GET ${PULLS}/${pull}/reviews`)).body).toHaveLength(2);
    expect((await send('lead', `POST ${PULLS}/99/reviews`, asks)).status).toBe(404);
  });
});
