import { describe, expect, it } from 'vitest';
import type { Answer } from './setting.ts';
import { openSetting } from './setting.ts';

const REPO = '/repos/acme/api';
const eventsOf = (answer: Answer): string[] =>
  (answer.body as { event: string; label?: { name: string } }[]).map(({ event, label }) =>
    label === undefined ? event : `${event} ${label.name}`,
  );

describe('events', () => {
  it('tell who labelled, also at creation, to the second', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one', labels: ['rpi-auto'] });
    await github.as('sorter').unlabel(issue, 'rpi-auto');
    await github.as('lead').label(issue, 'rpi-auto');
    const answer = await send('reader', `GET ${REPO}/issues/${issue}/events`);
    expect(eventsOf(answer)).toEqual(['labeled rpi-auto', 'unlabeled rpi-auto', 'labeled rpi-auto']);
    expect(answer.body.map((event: { actor: { login: string } }) => event.actor.login)).toEqual([
      'dev',
      'sorter',
      'lead',
    ]);
    expect(answer.body[0].created_at).toMatch(/T\d\d:\d\d:\d\dZ$/);
    expect(answer.body[0].performed_via_github_app).toBeNull();
  });

  it('cover labels changed by an edit, renames, closing and reopening', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one', labels: ['a'] });
    await send('dev', `PATCH ${REPO}/issues/${issue}`, { title: 'two', labels: ['b'] });
    await github.as('dev').closeIssue(issue);
    await github.as('dev').reopenIssue(issue);
    const answer = await send('dev', `GET ${REPO}/issues/${issue}/events`);
    expect(eventsOf(answer)).toEqual([
      'labeled a',
      'unlabeled a',
      'labeled b',
      'renamed',
      'closed',
      'reopened',
    ]);
    expect(answer.body[3].rename).toEqual({ from: 'one', to: 'two' });
  });

  it('name the app that acted', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one' });
    await github.as('rpi-app[bot]').label(issue, 'rpi-auto');
    const [event] = (await send('dev', `GET ${REPO}/issues/${issue}/events`)).body;
    expect(event.actor).toMatchObject({ login: 'rpi-app[bot]', type: 'Bot' });
    expect(event.performed_via_github_app.slug).toBe('rpi-app');
  });

  it('come newest first for the repository, with the issue', async () => {
    const { send, github } = await openSetting();
    const one = await github.as('dev').openIssue({ title: 'one', labels: ['a'] });
    const two = await github.as('dev').openIssue({ title: 'two', labels: ['b'] });
    const answer = await send('dev', `GET ${REPO}/issues/events?per_page=100`);
    expect(eventsOf(answer)).toEqual(['labeled b', 'labeled a']);
    expect(answer.body.map((event: { issue: { number: number } }) => event.issue.number)).toEqual([two, one]);
  });

  it('stand in the timeline together with comments', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one', labels: ['a'] });
    await github.as('reader').comment(issue, 'hello');
    const answer = await send('dev', `GET ${REPO}/issues/${issue}/timeline`);
    expect(eventsOf(answer)).toEqual(['labeled a', 'commented']);
    expect(answer.body[1]).toMatchObject({ actor: { login: 'reader' }, body: 'hello' });
  });

  it('exist for pull requests', async () => {
    const { send, github, bare } = await openSetting();
    bare.commit('topic', { a: 'a' });
    const pull = await github.as('dev').openPull({ branch: 'topic', title: 'pull' });
    await github.as('dev').label(pull, 'rpi-auto');
    expect(eventsOf(await send('dev', `GET ${REPO}/issues/${pull}/events`))).toEqual(['labeled rpi-auto']);
  });
});

describe('comments', () => {
  it('are created, read, edited and deleted', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one' });
    const created = await send('dev', `POST ${REPO}/issues/${issue}/comments`, { body: 'hello' });
    expect(created.status).toBe(201);
    const path = `${REPO}/issues/comments/${created.body.id}`;
    expect(created.body.url).toBe(github.url + path);
    expect(created.body.html_url).toMatch(new RegExp(`#issuecomment-${created.body.id}$`));
    expect((await send('dev', `PATCH ${path}`, { body: 'better' })).body.body).toBe('better');
    expect((await send('reader', `GET ${path}`)).body).toMatchObject({
      body: 'better',
      user: { login: 'dev' },
    });
    expect((await send('dev', `DELETE ${path}`)).status).toBe(204);
    expect((await send('dev', `GET ${path}`)).status).toBe(404);
    expect((await send('dev', `PATCH ${path}`, { body: 'x' })).status).toBe(404);
    expect(github.read.issue(issue)?.comments).toBe(0);
  });

  it('are listed per issue in order, on pull requests too', async () => {
    const { send, github, bare } = await openSetting();
    bare.commit('topic', { a: 'a' });
    const pull = await github.as('dev').openPull({ branch: 'topic', title: 'pull' });
    await github.as('dev').comment(pull, 'first');
    await github.as('lead').comment(pull, 'second');
    const answer = await send('dev', `GET ${REPO}/issues/${pull}/comments`);
    expect(answer.body.map((comment: { body: string }) => comment.body)).toEqual(['first', 'second']);
    expect(github.read.issue(pull)?.comments).toBe(2);
  });

  it('are listed for the repository, where direction needs sort', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one' });
    for (const text of ['a', 'b', 'c']) await github.as('dev').comment(issue, text);
    const texts = async (query: string): Promise<string[]> =>
      (await send('dev', `GET ${REPO}/issues/comments${query}`)).body.map(
        (comment: { body: string }) => comment.body,
      );
    expect(await texts('')).toEqual(['a', 'b', 'c']);
    expect(await texts('?direction=desc')).toEqual(['a', 'b', 'c']);
    expect(await texts('?sort=created&direction=desc&per_page=2')).toEqual(['c', 'b']);
    expect(await texts('?since=2099-01-01T00:00:00Z')).toEqual([]);
  });

  it('are refused above 65,536 characters and when empty', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one' });
    const line = `POST ${REPO}/issues/${issue}/comments`;
    const long = await send('dev', line, { body: 'a'.repeat(65_537) });
    expect(long.status).toBe(422);
    expect(long.body.errors[0].message).toContain('65536');
    expect((await send('dev', line, { body: '' })).status).toBe(422);
    expect((await send('dev', line, { body: 'a'.repeat(65_536) })).status).toBe(201);
    expect(github.read.comments(issue)).toHaveLength(1);
  });
});

describe('reactions', () => {
  it('are new once and counted', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one' });
    const path = `${REPO}/issues/${issue}/reactions`;
    const first = await send('dev', `POST ${path}`, { content: 'eyes' });
    const second = await send('dev', `POST ${path}`, { content: 'eyes' });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body.id).toBe(first.body.id);
    await send('lead', `POST ${path}`, { content: 'eyes' });
    expect(github.read.reactions(issue)).toEqual([
      { login: 'dev', content: 'eyes' },
      { login: 'lead', content: 'eyes' },
    ]);
    expect((await send('dev', `GET ${REPO}/issues/${issue}`)).body.reactions).toMatchObject({
      total_count: 2,
      eyes: 2,
    });
    expect((await send('dev', `POST ${path}`, { content: 'shrug' })).status).toBe(422);
    expect((await send('dev', `DELETE ${path}/${first.body.id}`)).status).toBe(204);
    expect((await send('dev', `GET ${path}?content=eyes`)).body).toHaveLength(1);
  });

  it('go on comments too', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one' });
    const comment = await github.as('dev').comment(issue, '/rpi stop');
    const path = `${REPO}/issues/comments/${comment}/reactions`;
    expect((await send('dev', `POST ${path}`, { content: '+1' })).status).toBe(201);
    expect((await send('dev', `POST ${path}`, { content: '+1' })).status).toBe(200);
    expect(github.read.commentReactions(comment)).toEqual([{ login: 'dev', content: '+1' }]);
    expect((await send('dev', `POST ${REPO}/issues/comments/1/reactions`, { content: '+1' })).status).toBe(
      404,
    );
  });
});

describe('dependencies', () => {
  it('are addressed by id and counted in the rows', async () => {
    const { send, github } = await openSetting();
    const dev = github.as('dev');
    const blocked = await dev.openIssue({ title: 'blocked' });
    const blocker = await dev.openIssue({ title: 'blocker' });
    const path = `${REPO}/issues/${blocked}/dependencies/blocked_by`;
    expect((await send('dev', `POST ${path}`, { issue_id: blocker })).status).toBe(404);
    const id = github.read.issue(blocker)?.id;
    expect((await send('dev', `POST ${path}`, { issue_id: id })).status).toBe(201);
    expect((await send('dev', `GET ${path}`)).body[0].number).toBe(blocker);
    const summary = async (): Promise<unknown> =>
      (await send('dev', `GET ${REPO}/issues?state=all&direction=asc`)).body[0].issue_dependencies_summary;
    expect(await summary()).toEqual({ blocked_by: 1, total_blocked_by: 1, blocking: 0, total_blocking: 0 });
    await dev.closeIssue(blocker);
    expect(await summary()).toMatchObject({ blocked_by: 0, total_blocked_by: 1 });
    await dev.removeBlockedBy(blocked, blocker);
    expect(await summary()).toMatchObject({ total_blocked_by: 0 });
  });

  it('have sub-issues beside them', async () => {
    const { send, github } = await openSetting();
    const parent = await github.as('dev').openIssue({ title: 'parent' });
    const child = await github.as('dev').openIssue({ title: 'child' });
    const sub = { sub_issue_id: github.read.issue(child)?.id };
    expect((await send('dev', `POST ${REPO}/issues/${parent}/sub_issues`, sub)).status).toBe(201);
    await github.as('dev').closeIssue(child);
    expect(github.read.issue(parent)?.sub_issues_summary).toEqual({
      total: 1,
      completed: 1,
      percent_completed: 100,
    });
    expect((await send('dev', `GET ${REPO}/issues/${child}/parent`)).body.number).toBe(parent);
  });
});
