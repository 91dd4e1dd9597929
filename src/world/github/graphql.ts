/**
 * The few questions that REST does not answer.
 */
import { PermanentError, TransientError } from '../../model/failures.ts';
import type { Client } from './client.ts';
import { parseList, parseObject, type Raw } from './raw.ts';

/** One question about the repository. `variables` beside `$owner` and `$name`; `what` completes "could not ...". */
export interface Question {
  readonly what: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** GraphQL tells failures with status 200. */
const checkErrors = (answer: Raw, what: string): void => {
  if (answer.errors === undefined) return;
  const [first] = parseList(answer.errors, 'errors').map((error) => parseObject(error, 'error'));
  const message = `GitHub could not ${what}: ${typeof first?.message === 'string' ? first.message : 'no reason given'}`;
  const isSettled = first?.type === 'NOT_FOUND' || first?.type === 'FORBIDDEN';
  throw isSettled ? new PermanentError(message) : new TransientError(message);
};

/** What the answer says of the repository. @throws PermanentError GitHub will not tell. @throws TransientError not now. */
export const askGraphql = async (client: Client, { what, query, variables }: Question): Promise<Raw> => {
  const { owner, name } = client.readName();
  const { data } = await client.ask({
    what,
    route: `POST ${client.graphqlUrl}`,
    params: { query, variables: { owner, name, ...variables } },
  });
  const answer = parseObject(data, 'the answer');
  checkErrors(answer, what);
  return parseObject(parseObject(answer.data, 'data').repository, 'repository');
};
