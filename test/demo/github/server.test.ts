import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { Octokit } from '@octokit/rest';
import { describe, expect, it } from 'vitest';
import { makeBare, openSetting, PEOPLE } from './setting.ts';

const REPO = '/repos/acme/api';

const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

describe('the server', () => {
  it('ignores variables that would change its URLs', async () => {
    process.env.EMULATE_BASE_URL = 'http://wrong.example';
    process.env.PORTLESS_URL = 'http://wrong.example';
    try {
      const { send, github } = await openSetting();
      await github.as('dev').openIssue({ title: 'one' });
      expect(JSON.stringify((await send('dev', `GET ${REPO}/issues`)).body)).not.toContain('wrong.example');
      expect(process.env.PORTLESS_URL).toBe('http://wrong.example');
    } finally {
      delete process.env.EMULATE_BASE_URL;
      delete process.env.PORTLESS_URL;
    }
  });

  it('names no other host than itself in any answer', async () => {
    const { send, github, bare } = await openSetting();
    bare.commit('topic', { a: 'a' });
    const issue = await github.as('dev').openIssue({ title: 'one', labels: ['l'] });
    await github.as('dev').openPull({ branch: 'topic', title: 'x' });
    await github.as('dev').comment(issue, 'c');
    const paths = [
      '',
      '/issues',
      '/issues/1',
      '/pulls',
      '/pulls/2',
      '/issues/comments',
      '/issues/events',
      '/labels',
      '/issues/1/timeline',
    ];
    for (const path of paths) {
      const text = JSON.stringify((await send('dev', `GET ${REPO}${path}`)).body);
      expect(text.replaceAll(new URL(github.url).host, ''), path).not.toMatch(/localhost|127\.0\.0\.1:\d/);
      expect(text, path).not.toMatch(/"\d{4}-\d\d-\d\dT[\d:]+\.\d+Z"/);
    }
  });

  it('listens on loopback only', async ({ skip }) => {
    const { github } = await openSetting();
    const port = new URL(github.url).port;
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address !== undefined && !address.internal && address.family === 'IPv4');
    if (outside === undefined) return skip('this machine has no other address');
    const attempt = request({ host: outside.address, port, path: '/' }).end();
    const [error] = (await once(attempt, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('forgets everything on reset, and the bare repository stays', async () => {
    const { send, github, bare } = await openSetting();
    bare.commit('topic', { a: 'a' });
    await github.as('dev').openIssue({ title: 'one', labels: ['l'] });
    await github.as('dev').openPull({ branch: 'topic', title: 'x' });
    await github.reset();
    expect((await send('dev', `GET ${REPO}/issues?state=all`)).body).toEqual([]);
    expect((await send('dev', `GET ${REPO}/issues/events`)).body).toEqual([]);
    expect(await github.as('dev').openPull({ branch: 'topic', title: 'again' })).toBe(1);
    expect(github.read.issue(1)?.title).toBe('again');
  });

  it('refuses broken JSON', async () => {
    const { github } = await openSetting();
    const headers = { authorization: 'token token-dev' };
    const response = await fetch(`${github.url}${REPO}/issues`, { method: 'POST', headers, body: '{' });
    expect(response.status).toBe(400);
  });

  it('keeps writes that come at once apart', async () => {
    const { send, github } = await openSetting();
    const titles = Array.from({ length: 12 }, (_, index) => `n${index}`);
    await Promise.all(titles.map((title) => send('dev', `POST ${REPO}/issues`, { title, labels: ['l'] })));
    expect(github.read.issues().map(({ number }) => number)).toEqual(titles.map((_, index) => index + 1));
    expect(new Set(github.read.issues().map(({ title }) => title)).size).toBe(12);
    for (const { number } of github.read.issues()) expect(github.read.events(number)).toHaveLength(1);
  });

  it('lets nobody act whom it does not know', async () => {
    const { github } = await openSetting();
    expect(() => github.as('ghost')).toThrow(/knows no ghost/);
  });

  it('says what is wrong when the bare repository is none', async () => {
    await expect(openSetting({ barePath: '/nowhere.git' })).rejects.toThrow(/not a git repository/);
  });
});

describe('Octokit', () => {
  it('does the main job', async () => {
    const { github, bare } = await openSetting({ basePath: '/api/v3' });
    for (let index = 0; index < 3; index += 1) {
      await github.as('dev').openIssue({ title: `n${index}`, labels: ['rpi-auto'] });
    }
    const octokit = new Octokit({ baseUrl: github.url, auth: 'token-dev', log: QUIET });
    const here = { owner: 'acme', repo: 'api' };
    const query = { ...here, labels: 'rpi-auto', per_page: 2 };
    const issues = await octokit.paginate(octokit.rest.issues.listForRepo, query);
    expect(issues.map(({ number }) => number)).toEqual([3, 2, 1]);
    const comment = await octokit.rest.issues.createComment({ ...here, issue_number: 1, body: 'hi' });
    await octokit.rest.issues.updateComment({ ...here, comment_id: comment.data.id, body: 'ho' });
    expect(github.read.comments(1)[0]?.body).toBe('ho');
    bare.commit('rpi/gh-1', { a: 'a' });
    const made = await octokit.rest.pulls.create({ ...here, head: 'rpi/gh-1', base: 'main', title: 't' });
    expect(made.data.head.repo?.full_name).toBe('acme/api');
    const failed = octokit.rest.issues.get({ ...here, issue_number: 99 });
    await expect(failed).rejects.toMatchObject({ status: 404 });
  });
});

describe('as a process of its own', () => {
  it('prints its URL and ends on SIGTERM', async () => {
    const bare = makeBare();
    const options = JSON.stringify({ barePath: bare.path, owner: 'acme', name: 'api', users: PEOPLE });
    const child = spawn(process.execPath, ['src/demo/github/serve.ts'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(options);
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    const response = await fetch(`${url}${REPO}`, { headers: { authorization: 'token token-dev' } });
    expect(response.status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
