import { describe, expect, it } from 'vitest';
import { openSetting } from './setting.ts';

const REPO = '/repos/acme/api';

describe('conditional requests', () => {
  it('answer 304 for free until something changes', async () => {
    const { send, github } = await openSetting();
    await github.as('dev').openIssue({ title: 'one' });
    const line = `GET ${REPO}/issues`;
    const first = await send('dev', line);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"/);
    expect(first.headers.get('cache-control')).toBe('private, max-age=60, s-maxage=60');
    expect(first.headers.get('vary')).toContain('Authorization');
    const used = github.readRate('dev').used;
    const same = await send('dev', line, undefined, { 'if-none-match': etag });
    expect([same.status, same.body]).toEqual([304, undefined]);
    expect(same.headers.get('x-ratelimit-remaining')).toBe(first.headers.get('x-ratelimit-remaining'));
    const strong = await send('dev', line, undefined, { 'if-none-match': etag.replace('W/', '') });
    expect(strong.status).toBe(304);
    expect(github.readRate('dev').used).toBe(used);
    await github.as('dev').comment(1, 'news');
    const changed = await send('dev', line, undefined, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(github.readRate('dev').used).toBe(used + 1);
  });

  it('belong to the token', async () => {
    const { send } = await openSetting();
    const etag = (await send('dev', `GET ${REPO}/issues`)).headers.get('etag') ?? '';
    const other = await send('lead', `GET ${REPO}/issues`, undefined, { 'if-none-match': etag });
    expect(other.status).toBe(200);
  });
});

describe('the rate limit', () => {
  it('is told in every answer and counted per person', async () => {
    const { send } = await openSetting({ rateLimit: 3 });
    const first = await send('dev', `GET ${REPO}`);
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'x-ratelimit-limit': '3',
      'x-ratelimit-remaining': '2',
      'x-ratelimit-used': '1',
      'x-ratelimit-resource': 'core',
    });
    const reset = Number(first.headers.get('x-ratelimit-reset'));
    expect(Math.abs(reset - Date.now() / 1000 - 3600)).toBeLessThan(5);
    const limit = await send('dev', 'GET /rate_limit');
    expect(limit.body.rate).toMatchObject({ limit: 3, used: 1, remaining: 2 });
    await send('dev', `GET ${REPO}`);
    await send('dev', `GET ${REPO}/nowhere`);
    const refused = await send('dev', `GET ${REPO}`);
    expect(refused.status).toBe(403);
    expect(refused.body.message).toMatch(/^API rate limit exceeded/);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect((await send('lead', `GET ${REPO}`)).status).toBe(200);
  });

  it('starts again when its hour is over', async () => {
    const { send, github } = await openSetting();
    github.leaveRate('dev', { remaining: 0 });
    expect((await send('dev', `GET ${REPO}`)).status).toBe(403);
    github.leaveRate('dev', { remaining: 0, resetAtMs: Date.now() - 1 });
    expect((await send('dev', `GET ${REPO}`)).headers.get('x-ratelimit-remaining')).toBe('4999');
  });
});

describe('faults', () => {
  const create = `POST ${REPO}/issues/1/comments`;

  it('strike before or after the write counts', async () => {
    const { send, github } = await openSetting();
    await github.as('dev').openIssue({ title: 'one' });
    const act = { status: 502, headers: { 'x-from': 'proxy' }, body: { message: 'Bad Gateway' } };
    const match = { method: 'POST', path: /\/comments$/ };
    const before = github.faults.add({ match, when: 'before', act });
    const lost = await send('dev', create, { body: 'lost' });
    expect([lost.status, lost.headers.get('x-from'), lost.body.message]).toEqual([
      502,
      'proxy',
      'Bad Gateway',
    ]);
    expect(github.read.comments(1)).toEqual([]);
    github.faults.add({ match, when: 'after', act });
    expect((await send('dev', create, { body: 'kept' })).status).toBe(502);
    expect(github.read.comments(1).map((comment) => comment.body)).toEqual(['kept']);
    expect((await send('dev', create, { body: 'fine' })).status).toBe(201);
    expect(before.hitCount()).toBe(1);
  });

  it('strike as often as told, then no more', async () => {
    const { send, github } = await openSetting();
    const secondary = {
      status: 403,
      headers: { 'retry-after': '1' },
      body: { message: 'secondary rate limit' },
    };
    github.faults.add({ match: { path: /\/issues\?/ }, times: 2, when: 'before', act: secondary });
    const statuses: number[] = [];
    for (let index = 0; index < 3; index += 1) {
      statuses.push((await send('dev', `GET ${REPO}/issues?state=all`)).status);
    }
    expect(statuses).toEqual([403, 403, 200]);
    expect((await send('dev', `GET ${REPO}/issues`)).status).toBe(200);
  });

  it('reset the connection, speak garbage, or are slow', async () => {
    const { send, github } = await openSetting();
    await github.as('dev').openIssue({ title: 'one' });
    github.faults.add({ match: { path: /comments/ }, when: 'after', act: 'reset' });
    await expect(send('dev', create, { body: 'kept' })).rejects.toThrow(TypeError);
    expect(github.read.comments(1)).toHaveLength(1);
    github.faults.add({ match: { path: /issues/ }, when: 'before', act: 'garbage-json' });
    await expect(send('dev', `GET ${REPO}/issues`)).rejects.toThrow(SyntaxError);
    github.faults.add({ match: { path: /issues/ }, when: 'before', act: { delayMs: 80 } });
    const start = performance.now();
    expect((await send('dev', `GET ${REPO}/issues`)).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(70);
  });

  it('hang until the client gives up, and do not keep close() waiting', async () => {
    const { github } = await openSetting();
    github.faults.add({ match: { path: /./ }, when: 'before', act: 'hang' });
    const impatience = new AbortController();
    const given = fetch(`${github.url}${REPO}`, { signal: impatience.signal });
    await expect.poll(() => github.journal().length, { interval: 5, timeout: 5000 }).toBe(1);
    impatience.abort();
    await expect(given).rejects.toThrow();
    expect(github.journal()[0]?.status).toBeNull();
    github.faults.add({ match: { path: /./ }, when: 'before', act: 'hang' });
    const hanging = fetch(`${github.url}${REPO}`).catch((error: unknown) => error);
    await expect.poll(() => github.journal().length, { interval: 5, timeout: 5000 }).toBe(2);
    await github.close();
    expect(await hanging).toBeInstanceOf(TypeError);
  });

  it('can be called off', async () => {
    const { send, github } = await openSetting();
    const fault = github.faults.add({
      match: { path: /./, login: 'dev' },
      times: Number.POSITIVE_INFINITY,
      when: 'before',
      act: { status: 500 },
    });
    expect((await send('dev', `GET ${REPO}`)).status).toBe(500);
    expect((await send('lead', `GET ${REPO}`)).status).toBe(200);
    fault.remove();
    expect((await send('dev', `GET ${REPO}`)).status).toBe(200);
  });
});

describe('the journal', () => {
  it('holds what came over HTTP, and not what people do in a test', async () => {
    const { send, github } = await openSetting();
    await github.as('dev').openIssue({ title: 'one' });
    expect(github.journal()).toEqual([]);
    const etag = (await send('dev', `GET ${REPO}/issues?state=all`)).headers.get('etag') ?? '';
    await send('dev', `GET ${REPO}/issues?state=all`, undefined, { 'if-none-match': etag });
    await send('bad', `GET ${REPO}/issues/1`);
    const rows = github.journal().map(({ atMs: _, ...row }) => row);
    const list = { method: 'GET', route: '/repos/{owner}/{repo}/issues', path: `${REPO}/issues?state=all` };
    expect(rows).toEqual([
      { ...list, status: 200, login: 'dev', conditional: false },
      { ...list, status: 304, login: 'dev', conditional: true },
      {
        method: 'GET',
        route: '/repos/{owner}/{repo}/issues/{number}',
        path: `${REPO}/issues/1`,
        status: 401,
        login: null,
        conditional: false,
      },
    ]);
    github.clearJournal();
    expect(github.journal()).toEqual([]);
  });
});

describe('feature switches', () => {
  it('make an older Enterprise server of it', async () => {
    const { send, github } = await openSetting({
      basePath: '/api/v3',
      features: { etag: false, dependencies: false, reactions: false, repositoryLists: false },
    });
    const issue = await github.as('dev').openIssue({ title: 'one' });
    expect(new URL(github.url).pathname).toBe('/api/v3');
    const list = await send('dev', `GET ${REPO}/issues`);
    expect(list.headers.get('etag')).toBeNull();
    expect(list.body[0].url).toBe(`${github.url}${REPO}/issues/${issue}`);
    expect(list.body[0].html_url).toBe(`${new URL(github.url).origin}/acme/api/issues/${issue}`);
    expect(list.body[0]).not.toHaveProperty('issue_dependencies_summary');
    const missing = [
      `/issues/${issue}/dependencies/blocked_by`,
      `/issues/${issue}/reactions`,
      '/issues/comments',
      '/issues/events',
    ];
    for (const path of missing) expect((await send('dev', `GET ${REPO}${path}`)).status, path).toBe(404);
    expect((await send('dev', `GET ${new URL(github.url).origin}${REPO}`)).status).toBe(404);
  });
});
