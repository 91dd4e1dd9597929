/**
 * Who changed an issue's text or title, in the words of GraphQL.
 */
import type { IssueEvent } from './event-log.ts';
import { personOf, type RepositoryAnswer } from './graphql-answer.ts';
import type { Ground } from './ground.ts';
import { type Body, isoOf } from './wire.ts';

const listOf = (events: readonly IssueEvent[], names: { who: string; when: string }): Body => ({
  totalCount: events.length,
  nodes: events.map(({ login, atMs }) => ({ [names.when]: isoOf(atMs), [names.who]: personOf(login) })),
});

/** The edits of one issue. */
export const editsOf = (ground: Ground, number: number): RepositoryAnswer => {
  if (!ground.records.issues.has(number)) return { missing: `an issue with the number of ${number}` };
  const of = (kind: string): readonly IssueEvent[] =>
    (kind === 'edited' ? ground.edits : ground.events)
      .rows()
      .filter(({ issue, event }) => issue === number && event === kind);
  const issue = {
    userContentEdits: listOf(of('edited'), { who: 'editor', when: 'editedAt' }),
    timelineItems: listOf(of('renamed'), { who: 'actor', when: 'createdAt' }),
  };
  return { fields: { issue } };
};
