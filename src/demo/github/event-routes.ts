/**
 * Events of an issue, its timeline with the comments in it, and the events of the whole repository, newest first.
 */
import type { Call } from './call.ts';
import { eventBody, type IssueEvent } from './event-log.ts';
import type { Ground } from './ground.ts';
import { issueOr } from './issue-routes.ts';
import { paged } from './paging.ts';
import { notFound, ok, type Reply } from './reply.ts';
import type { Route } from './router.ts';
import { commentRow, issueRow } from './rows.ts';
import type { Body } from './wire.ts';

const bodyOfEvent = (ground: Ground, event: IssueEvent): Body =>
  eventBody(event, ground.roster, ground.setup.repoUrl);

const withIssue = (ground: Ground, event: IssueEvent): Body => {
  const record = ground.records.issues.get(event.issue);
  return { ...bodyOfEvent(ground, event), issue: record === undefined ? null : issueRow(ground, record) };
};

/** Events of one issue or pull request, as shown, oldest first. */
export const eventsOfIssue = (ground: Ground, number: number): readonly Body[] =>
  ground.events
    .rows()
    .filter(({ issue }) => issue === number)
    .map((event) => bodyOfEvent(ground, event));

const commentedOf = (ground: Ground, number: number): readonly Body[] =>
  [...ground.records.comments.values()]
    .filter(({ issue }) => issue === number)
    .map((record) => {
      const row = commentRow(ground, record);
      return { ...row, event: 'commented', actor: row.user };
    });

const timelineOf = (ground: Ground, number: number): readonly Body[] =>
  [...eventsOfIssue(ground, number), ...commentedOf(ground, number)].sort((left, right) =>
    String(left.created_at).localeCompare(String(right.created_at)),
  );

const ofIssue =
  (rowsOf: (ground: Ground, number: number) => readonly Body[]) =>
  (ground: Ground, call: Call): Reply | Promise<Reply> =>
    issueOr(ground, call, ({ number }) => paged(call, ground.setup, { rows: rowsOf(ground, number) }));

const listAll = (ground: Ground, call: Call): Reply => {
  const rows = ground.events
    .rows()
    .filter(({ issue }) => ground.records.issues.has(issue))
    .toReversed();
  return paged(call, ground.setup, { rows, render: (event) => withIssue(ground, event) });
};

const one = (ground: Ground, call: Call): Reply => {
  const event = ground.events.rows().find(({ id }) => id === Number(call.params.id));
  return event === undefined ? notFound() : ok(withIssue(ground, event));
};

/** Event routes. */
export const eventRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/issues/events',
    feature: 'repositoryLists',
    answer: listAll,
  },
  { method: 'GET', template: '/repos/{owner}/{repo}/issues/events/{id}', answer: one },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/issues/{number}/events',
    answer: ofIssue(eventsOfIssue),
  },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/issues/{number}/timeline',
    answer: ofIssue(timelineOf),
  },
];
