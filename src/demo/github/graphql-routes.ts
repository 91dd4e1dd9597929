/**
 * The two GraphQL questions that are asked of us: who changed an issue's text, and how pull requests stand. Whatever else
 * is asked gets GraphQL's answer for a query that cannot be understood.
 */
import { bodyOf, type Call } from './call.ts';
import { editsOf } from './edits.ts';
import type { RepositoryAnswer } from './graphql-answer.ts';
import type { Ground } from './ground.ts';
import { ok, type Reply } from './reply.ts';
import type { Route } from './router.ts';
import { standingsOf } from './standings.ts';
import { type Body, isBody } from './wire.ts';

const notUnderstood = (message: string, type: string): Reply =>
  ok({ data: null, errors: [{ type, message }] });

const fieldsOf = (
  ground: Ground,
  query: string,
  variables: Body,
): Promise<RepositoryAnswer> | RepositoryAnswer | null => {
  if (query.startsWith('query IssueEdits(')) return editsOf(ground, Number(variables.number));
  return query.startsWith('query Standings(') ? standingsOf(ground, query, variables.reviews === true) : null;
};

const answerQuery = async (ground: Ground, call: Call): Promise<Reply> => {
  const { query, variables } = bodyOf(call);
  const { owner, name } = isBody(variables) ? variables : {};
  const isOurs = `${owner}/${name}`.toLowerCase() === ground.setup.fullName.toLowerCase();
  if (!isOurs)
    return notUnderstood(`Could not resolve to a Repository with the name '${owner}/${name}'.`, 'NOT_FOUND');
  const asked = typeof query === 'string' && isBody(variables) ? fieldsOf(ground, query, variables) : null;
  if (asked === null)
    return notUnderstood('The embedded GitHub answers IssueEdits and Standings only.', 'UNPROCESSABLE');
  const answer = await asked;
  if ('missing' in answer) return notUnderstood(`Could not resolve to ${answer.missing}.`, 'NOT_FOUND');
  return ok({ data: { repository: answer.fields } });
};

/** GraphQL. */
export const graphqlRoutes: readonly Route[] = [
  { method: 'POST', template: '/graphql', answer: answerQuery },
];
