/**
 * Who changed an issue's title or text, and when. REST tells neither of the text, so this question goes to
 * GraphQL, and only where an issue of somebody untrusted was changed after it was approved.
 */
import { PermanentError } from '../../model/failures.ts';
import type { EditEvent } from '../../model/github.ts';
import type { Client } from './client.ts';
import { askGraphql } from './graphql.ts';
import {
  parseInteger,
  parseList,
  parseObject,
  parseOptional,
  parseText,
  parseTimeMs,
  type Raw,
} from './raw.ts';

const MOST_EDITS = 100;

const QUERY = `query IssueEdits($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    issue(number: $number) {
      userContentEdits(first: ${MOST_EDITS}) { totalCount nodes { editedAt editor { __typename login } } }
      timelineItems(first: ${MOST_EDITS}, itemTypes: [RENAMED_TITLE_EVENT]) {
        totalCount nodes { ... on RenamedTitleEvent { createdAt actor { __typename login } } }
      }
    }
  }
}`;

/** An edit; somebody whose account is gone is GitHub's `ghost`. */
const parseEdit = (value: unknown, names: { readonly who: string; readonly when: string }): EditEvent => {
  const raw = parseObject(value, 'edit');
  const actor = parseOptional(raw, names.who);
  const login = actor === null ? 'ghost' : parseText(actor, 'login');
  return { login, isBot: actor?.__typename === 'Bot', viaApp: null, atMs: parseTimeMs(raw, names.when) };
};

const parseEdits = (
  issue: Raw,
  field: string,
  names: { who: string; when: string },
): readonly EditEvent[] => {
  const list = parseObject(issue[field], field);
  if (parseInteger(list, 'totalCount') > MOST_EDITS)
    throw new PermanentError(`an issue that was changed more than ${MOST_EDITS} times is not looked through`);
  return parseList(list.nodes, field).map((node) => parseEdit(node, names));
};

/** See {@link import('../world.ts').GitHub.fetchEdits}. */
export const fetchEdits = async (client: Client, issue: number): Promise<readonly EditEvent[]> => {
  const what = `tell who edited issue #${issue}`;
  const repository = await askGraphql(client, { what, query: QUERY, variables: { number: issue } });
  const found = parseObject(repository.issue, 'issue');
  return [
    ...parseEdits(found, 'userContentEdits', { who: 'editor', when: 'editedAt' }),
    ...parseEdits(found, 'timelineItems', { who: 'actor', when: 'createdAt' }),
  ];
};
