/**
 * The one GraphQL question that is asked of us: who changed an issue's text or title. Whatever else is asked gets
 * GraphQL's answer for a query that cannot be understood.
 */
import { bodyOf, type Call } from './call.ts';
import type { IssueEvent } from './event-log.ts';
import type { Ground } from './ground.ts';
import { ok, type Reply } from './reply.ts';
import type { Route } from './router.ts';
import { type Body, isBody, isoOf } from './wire.ts';

const personOf = (login: string): Body => ({
  __typename: login.endsWith('[bot]') ? 'Bot' : 'User',
  login: login.replace(/\[bot\]$/, ''),
});

const listOf = (events: readonly IssueEvent[], names: { who: string; when: string }): Body => ({
  totalCount: events.length,
  nodes: events.map(({ login, atMs }) => ({ [names.when]: isoOf(atMs), [names.who]: personOf(login) })),
});

const notUnderstood = (message: string, type: string): Reply =>
  ok({ data: null, errors: [{ type, message }] });

const answerEdits = (ground: Ground, call: Call): Reply => {
  const { query, variables } = bodyOf(call);
  if (typeof query !== 'string' || !query.startsWith('query IssueEdits(') || !isBody(variables))
    return notUnderstood('The embedded GitHub answers the query IssueEdits only.', 'UNPROCESSABLE');
  const { owner, name, number } = variables;
  const isOurs = `${owner}/${name}`.toLowerCase() === ground.setup.fullName.toLowerCase();
  if (!isOurs || !ground.records.issues.has(Number(number)))
    return notUnderstood(`Could not resolve to an issue with the number of ${number}.`, 'NOT_FOUND');
  const of = (kind: string): readonly IssueEvent[] =>
    (kind === 'edited' ? ground.edits : ground.events)
      .rows()
      .filter(({ issue, event }) => issue === Number(number) && event === kind);
  const issue = {
    userContentEdits: listOf(of('edited'), { who: 'editor', when: 'editedAt' }),
    timelineItems: listOf(of('renamed'), { who: 'actor', when: 'createdAt' }),
  };
  return ok({ data: { repository: { issue } } });
};

/** GraphQL. */
export const editRoutes: readonly Route[] = [{ method: 'POST', template: '/graphql', answer: answerEdits }];
