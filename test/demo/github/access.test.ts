import { describe, expect, it } from 'vitest';
import { openSetting } from './setting.ts';

const REPO = '/repos/acme/api';

describe('tokens', () => {
  it('refuses an unknown token in the shape of GitHub', async () => {
    const { send } = await openSetting();
    const answer = await send('no-such-token', `GET ${REPO}`);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      message: 'Bad credentials',
      documentation_url: 'https://docs.github.com/rest',
      status: '401',
    });
  });

  it('tells a person who they are, and an installation token that it is nobody', async () => {
    const { send } = await openSetting();
    const person = await send('dev', 'GET /user');
    expect(person.body).toMatchObject({ login: 'dev', type: 'User' });
    expect(person.headers.get('x-oauth-scopes')).toBe('repo');
    const bot = await send('rpi-app[bot]', 'GET /user');
    expect(bot.status).toBe(403);
    expect(bot.headers.get('x-oauth-scopes')).toBeNull();
  });

  it('takes bearer and basic credentials too', async () => {
    const { send } = await openSetting();
    const bearer = await send(null, 'GET /user', undefined, { authorization: 'Bearer token-dev' });
    const pair = Buffer.from('x:token-lead').toString('base64');
    const basic = await send(null, 'GET /user', undefined, { authorization: `Basic ${pair}` });
    expect([bearer.body.login, basic.body.login]).toEqual(['dev', 'lead']);
  });

  it('lets nobody write without a token', async () => {
    const { send } = await openSetting();
    expect((await send(null, `POST ${REPO}/issues`, { title: 'x' })).status).toBe(401);
    expect((await send(null, `GET ${REPO}/issues`)).status).toBe(200);
  });
});

describe('a private repository', () => {
  it('does not exist for strangers', async () => {
    const { send } = await openSetting({ private: true });
    for (const path of [REPO, `${REPO}/issues`, `${REPO}/pulls`, `${REPO}/milestones`]) {
      expect((await send('stranger', `GET ${path}`)).status, path).toBe(404);
      expect((await send(null, `GET ${path}`)).status, path).toBe(404);
      expect((await send('reader', `GET ${path}`)).status, path).toBe(200);
    }
    const repository = await send('reader', `GET ${REPO}`);
    expect(repository.body).toMatchObject({ private: true, visibility: 'private' });
  });
});

describe('the repository', () => {
  it('shows permissions of the one who asks, and the default branch', async () => {
    const { send, bare } = await openSetting();
    bare.git('branch', '--force', 'trunk', 'main');
    const answer = await send('sorter', 'GET /repos/ACME/Api');
    expect(answer.body).toMatchObject({ full_name: 'acme/api', default_branch: 'main', private: false });
    expect(answer.body.permissions).toEqual({
      admin: false,
      maintain: false,
      push: false,
      triage: true,
      pull: true,
    });
  });

  it('takes the default branch from the bare repository unless told', async () => {
    const { send } = await openSetting({ defaultBranch: 'trunk' });
    expect((await send('dev', `GET ${REPO}`)).body.default_branch).toBe('trunk');
  });

  it('tells branches and refs from real git', async () => {
    const { send, bare } = await openSetting();
    const sha = bare.commit('rpi/gh-1', { a: 'a' });
    expect((await send('dev', `GET ${REPO}/branches/rpi/gh-1`)).body.commit.sha).toBe(sha);
    expect((await send('dev', `GET ${REPO}/git/ref/heads/rpi/gh-1`)).body.object.sha).toBe(sha);
    expect((await send('dev', `GET ${REPO}/branches/none`)).status).toBe(404);
  });

  it('redirects from a former name', async () => {
    const { send, github } = await openSetting();
    github.addFormerName('acme/old');
    const answer = await send('dev', 'GET /repos/acme/old/issues?state=all');
    expect(answer.status).toBe(301);
    const location = answer.headers.get('location') ?? '';
    expect(location).toMatch(/\/repositories\/\d+\/issues\?state=all$/);
    expect((await send('dev', `GET ${location}`)).status).toBe(200);
    expect((await send('dev', 'POST /repos/acme/old/issues', { title: 'x' })).status).toBe(307);
    expect((await send('dev', 'GET /repos/acme/never')).status).toBe(404);
  });
});

describe('the permission endpoint', () => {
  it.each([
    ['boss', 'admin', 'admin'],
    ['lead', 'write', 'maintain'],
    ['dev', 'write', 'write'],
    ['sorter', 'read', 'triage'],
    ['reader', 'read', 'read'],
    ['stranger', 'read', 'read'],
  ])('of %s is %s, with the truth %s in role_name', async (login, permission, role) => {
    const { send } = await openSetting();
    const answer = await send('dev', `GET ${REPO}/collaborators/${login}/permission`);
    expect(answer.body).toMatchObject({ permission, role_name: role, user: { login } });
  });

  it('knows no unknown people, and follows a change of role', async () => {
    const { send, github } = await openSetting();
    expect((await send('dev', `GET ${REPO}/collaborators/ghost/permission`)).status).toBe(404);
    github.changeRole('stranger', 'triage');
    const answer = await send('dev', `GET ${REPO}/collaborators/Stranger/permission`);
    expect(answer.body.role_name).toBe('triage');
    await send('boss', `PUT ${REPO}/collaborators/stranger`, { permission: 'push' });
    expect((await send('dev', `GET ${REPO}/collaborators/stranger/permission`)).body.permission).toBe(
      'write',
    );
  });
});

describe('roles', () => {
  it('let triage label and nobody below', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('stranger').openIssue({ title: 'please', labels: ['rpi-auto'] });
    expect(github.read.labelsOf(issue)).toEqual([]);
    const line = `POST ${REPO}/issues/${issue}/labels`;
    expect((await send('reader', line, { labels: ['rpi-auto'] })).status).toBe(403);
    expect((await send('stranger', line, { labels: ['rpi-auto'] })).status).toBe(403);
    expect((await send('sorter', line, { labels: ['rpi-auto'] })).status).toBe(200);
    expect(github.read.labelsOf(issue)).toEqual(['rpi-auto']);
    expect((await send('reader', `DELETE ${REPO}/issues/${issue}/labels/rpi-auto`)).status).toBe(403);
    await expect(github.as('reader').label(issue, 'x')).rejects.toThrow(/403/);
  });

  it('let write edit the comment of another, and the author their own', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one' });
    const id = await github.as('reader').comment(issue, 'mine');
    const line = `PATCH ${REPO}/issues/comments/${id}`;
    expect((await send('stranger', line, { body: 'forged' })).status).toBe(403);
    expect((await send('sorter', line, { body: 'forged' })).status).toBe(403);
    expect((await send('reader', line, { body: 'better' })).body.body).toBe('better');
    expect((await send('dev', line, { body: 'moderated' })).status).toBe(200);
    expect((await send('stranger', `DELETE ${REPO}/issues/comments/${id}`)).status).toBe(403);
  });

  it('let only the author or write edit text, and triage close', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('reader').openIssue({ title: 'one' });
    const line = `PATCH ${REPO}/issues/${issue}`;
    expect((await send('stranger', line, { title: 'forged' })).status).toBe(403);
    expect((await send('sorter', line, { title: 'forged' })).status).toBe(403);
    expect((await send('sorter', line, { state: 'closed' })).status).toBe(200);
    expect((await send('reader', line, { title: 'clearer', labels: ['x'] })).body).toMatchObject({
      title: 'clearer',
      labels: [],
    });
  });
});
