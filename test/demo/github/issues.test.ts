import { describe, expect, it } from 'vitest';
import { numbersOf, openSetting } from './setting.ts';

const REPO = '/repos/acme/api';
const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe('the issue list', () => {
  it('filters by all labels, whatever their case', async () => {
    const { send, github } = await openSetting();
    const dev = github.as('dev');
    const both = await dev.openIssue({ title: 'both', labels: ['Rpi-Auto', 'p1'] });
    const one = await dev.openIssue({ title: 'one', labels: ['rpi-auto'] });
    await dev.openIssue({ title: 'none' });
    expect(numbersOf(await send('dev', `GET ${REPO}/issues?labels=RPI-AUTO&direction=asc`))).toEqual([
      both,
      one,
    ]);
    expect(numbersOf(await send('dev', `GET ${REPO}/issues?labels=rpi-auto,P1`))).toEqual([both]);
    expect(github.read.labelsOf(one)).toEqual(['Rpi-Auto']);
    expect((await send('dev', `GET ${REPO}/labels`)).body).toHaveLength(2);
  });

  it('holds pull requests, with a pull_request key', async () => {
    const { send, github, bare } = await openSetting();
    bare.commit('topic', { a: 'a' });
    const issue = await github.as('dev').openIssue({ title: 'issue' });
    const pull = await github.as('dev').openPull({ branch: 'topic', title: 'pull' });
    await github.as('dev').label(pull, 'rpi-auto');
    const answer = await send('dev', `GET ${REPO}/issues?direction=asc`);
    expect(numbersOf(answer)).toEqual([issue, pull]);
    expect(answer.body[0]).not.toHaveProperty('pull_request');
    expect(answer.body[1].pull_request.url).toBe(`${github.url}${REPO}/pulls/${pull}`);
    expect((await send('dev', `GET ${REPO}/issues/${pull}`)).body.labels[0].name).toBe('rpi-auto');
    expect(numbersOf(await send('dev', `GET ${REPO}/issues?labels=rpi-auto`))).toEqual([pull]);
  });

  it('pages with links that name the repository by id, and answers those links', async () => {
    const { send, github } = await openSetting();
    for (let index = 0; index < 5; index += 1) await github.as('dev').openIssue({ title: `n${index}` });
    const first = await send('dev', `GET ${REPO}/issues?state=all&direction=asc&per_page=2`);
    const link = first.headers.get('link') ?? '';
    const next = /<([^>]+)>; rel="next"/.exec(link)?.[1] ?? '';
    expect(new URL(next).pathname).toMatch(/^\/repositories\/\d+\/issues$/);
    expect(link).toContain('rel="last"');
    const second = await send('dev', `GET ${next}`);
    expect(numbersOf(second)).toEqual([3, 4]);
    expect(second.headers.get('link')).toContain('rel="prev"');
    const third = /<([^>]+)>; rel="next"/.exec(second.headers.get('link') ?? '')?.[1] ?? '';
    const last = await send('dev', `GET ${third}`);
    expect(numbersOf(last)).toEqual([5]);
    expect(last.headers.get('link')).not.toContain('rel="next"');
  });

  it('gives at most 100 a page and 30 unless told', async () => {
    const { send, github } = await openSetting();
    for (let index = 0; index < 101; index += 1) await github.as('dev').openIssue({ title: `n${index}` });
    expect((await send('dev', `GET ${REPO}/issues`)).body).toHaveLength(30);
    expect((await send('dev', `GET ${REPO}/issues?per_page=500`)).body).toHaveLength(100);
  });

  it('sorts, and leaves out what is older than since', async () => {
    const { send, github } = await openSetting();
    const dev = github.as('dev');
    const old = await dev.openIssue({ title: 'old' });
    const young = await dev.openIssue({ title: 'young' });
    await dev.comment(old, 'bump');
    expect(numbersOf(await send('dev', `GET ${REPO}/issues?sort=updated`))).toEqual([old, young]);
    expect(numbersOf(await send('dev', `GET ${REPO}/issues?sort=created`))).toEqual([young, old]);
    const { updated_at: updated } = (await send('dev', `GET ${REPO}/issues/${old}`)).body;
    expect(numbersOf(await send('dev', `GET ${REPO}/issues?since=${updated}`))).toContain(old);
    expect(numbersOf(await send('dev', `GET ${REPO}/issues?since=2099-01-01T00:00:00Z`))).toEqual([]);
  });

  it('knows states, and no others', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one' });
    await github.as('dev').closeIssue(issue);
    expect(numbersOf(await send('dev', `GET ${REPO}/issues`))).toEqual([]);
    expect(numbersOf(await send('dev', `GET ${REPO}/issues?state=closed`))).toEqual([issue]);
    const bad = await send('dev', `GET ${REPO}/issues?state=sleeping`);
    expect(bad.status).toBe(422);
    expect(bad.body).toMatchObject({
      message: 'Validation Failed',
      status: '422',
      errors: [{ field: 'state' }],
    });
  });
});

describe('an issue', () => {
  it('has GitHub times, an id that is no number, and counts', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one', body: 'text 2026-01-01T00:00:00.123Z' });
    await github.as('reader').comment(issue, 'hello');
    const { body } = await send('dev', `GET ${REPO}/issues/${issue}`);
    expect(body.created_at).toMatch(SECONDS);
    expect(body.updated_at).toMatch(SECONDS);
    expect(body.body).toBe('text 2026-01-01T00:00:00.123Z');
    expect(body.id).toBeGreaterThan(2 ** 31);
    expect(body.comments).toBe(1);
    expect(body.url).toBe(`${github.url}${REPO}/issues/${issue}`);
    expect(body.user).toMatchObject({ login: 'dev', type: 'User' });
    expect((await send('dev', `GET ${REPO}/issues/99`)).status).toBe(404);
  });

  it('remembers why it was closed', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one' });
    const edit = { state: 'closed', state_reason: 'not_planned' };
    const closed = await send('dev', `PATCH ${REPO}/issues/${issue}`, edit);
    expect(closed.body).toMatchObject({ state: 'closed', state_reason: 'not_planned' });
    expect(closed.body.closed_at).toMatch(SECONDS);
  });

  it('refuses an empty title and a body that is too long', async () => {
    const { send } = await openSetting();
    expect((await send('dev', `POST ${REPO}/issues`, { title: '' })).status).toBe(422);
    const long = { title: 'x', body: 'a'.repeat(65_537) };
    expect((await send('dev', `POST ${REPO}/issues`, long)).status).toBe(422);
    const fits = { title: 'x', body: 'a'.repeat(65_536) };
    expect((await send('dev', `POST ${REPO}/issues`, fits)).status).toBe(201);
  });

  it('is gone with 410 when deleted, elsewhere with 301 when moved', async () => {
    const { send, github } = await openSetting();
    const deleted = await github.as('dev').openIssue({ title: 'deleted' });
    const moved = await github.as('dev').openIssue({ title: 'moved' });
    github.deleteIssue(deleted);
    github.moveIssue(moved, 'acme/other');
    expect((await send('dev', `GET ${REPO}/issues/${deleted}`)).status).toBe(410);
    const answer = await send('dev', `GET ${REPO}/issues/${moved}`);
    expect(answer.status).toBe(301);
    const there = await send('dev', `GET ${answer.headers.get('location')}`);
    expect(there.body).toMatchObject({ title: 'moved', repository_url: `${github.url}/repos/acme/other` });
    expect(numbersOf(await send('dev', `GET ${REPO}/issues?state=all`))).toEqual([]);
  });

  it('keeps what the backend answers alone', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one' });
    const assigned = await send('dev', `POST ${REPO}/issues/${issue}/assignees`, { assignees: ['lead'] });
    expect(assigned.status).toBeLessThan(300);
    expect(github.read.issue(issue)?.assignees.map((user) => user.login)).toEqual(['lead']);
    expect(github.read.events(issue).map((event) => event.event)).toEqual(['assigned']);
    expect((await send('dev', `GET ${REPO}/no/such/route`)).body).toMatchObject({ status: '404' });
  });
});

describe('labels', () => {
  it('are created once', async () => {
    const { send } = await openSetting();
    const label = { name: 'rpi-working', color: 'fbca04', description: 'at work' };
    expect((await send('dev', `POST ${REPO}/labels`, label)).body).toMatchObject(label);
    const again = await send('dev', `POST ${REPO}/labels`, { ...label, name: 'RPI-Working' });
    expect(again.status).toBe(422);
    expect(again.body.errors).toEqual([{ resource: 'Label', code: 'already_exists', field: 'name' }]);
    expect((await send('dev', `GET ${REPO}/labels/rpi-WORKING`)).body.color).toBe('fbca04');
    expect((await send('sorter', `POST ${REPO}/labels`, { name: 'x' })).status).toBe(403);
  });

  it('are added, replaced and removed, in any spelling', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one', labels: ['Area/UI work'] });
    const labels = `${REPO}/issues/${issue}/labels`;
    await send('dev', `POST ${labels}`, { labels: ['b', 'B', 'area/ui work'] });
    expect(github.read.labelsOf(issue)).toEqual(['Area/UI work', 'b']);
    const removed = await send('dev', `DELETE ${labels}/${encodeURIComponent('AREA/ui work')}`);
    expect(removed.body.map((label: { name: string }) => label.name)).toEqual(['b']);
    const absent = await send('dev', `DELETE ${labels}/c`);
    expect([absent.status, absent.body.message]).toEqual([404, 'Label does not exist']);
    await send('dev', `PUT ${labels}`, { labels: ['c'] });
    expect(github.read.labelsOf(issue)).toEqual(['c']);
    expect((await send('dev', `DELETE ${labels}`)).status).toBe(204);
    expect(github.read.labelsOf(issue)).toEqual([]);
  });

  it('follow a rename and a deletion of the label', async () => {
    const { send, github } = await openSetting();
    const issue = await github.as('dev').openIssue({ title: 'one', labels: ['a'] });
    await send('dev', `PATCH ${REPO}/labels/a`, { new_name: 'b' });
    expect(github.read.labelsOf(issue)).toEqual(['b']);
    await send('dev', `DELETE ${REPO}/labels/b`);
    expect(github.read.labelsOf(issue)).toEqual([]);
  });
});
