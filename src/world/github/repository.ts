/**
 * The repository itself, and who may do what in it.
 */
import { TransientError } from '../../model/failures.ts';
import type { RepositoryFacts } from '../../model/github.ts';
import type { Role } from '../../model/settings.ts';
import type { Call, Client } from './client.ts';
import { parseObject, parseText } from './raw.ts';
import { parseRepository, parseRole } from './rows.ts';

const repositoryCall = (client: Client): Call => {
  const { owner, name } = client.readName();
  return {
    what: `show ${owner}/${name} to this token`,
    route: 'GET /repos/{owner}/{repo}',
    scope: 'repository',
  };
};

/** What the token sees of the repository; from here on a renamed one is called by its new name. */
export const fetchRepository = async (client: Client): Promise<RepositoryFacts> => {
  const { data } = await client.ask(repositoryCall(client));
  const { facts } = parseRepository(data);
  client.rename(facts.fullName);
  return facts;
};

/**
 * Proof that a 404 or 410 is about the thing itself: the repository can be read and its issues are switched on.
 * @throws TransientError it cannot be told.
 */
export const proveReadable = async (client: Client, what: string): Promise<void> => {
  const answer = await client.seek(repositoryCall(client), [403, 404, 410, 451]);
  const seen = answer === null ? null : parseRepository(answer.data);
  if (seen?.hasIssues) {
    client.rename(seen.facts.fullName);
    return;
  }
  const why = seen === null ? 'the repository cannot be read' : 'its issues are switched off';
  throw new TransientError(`cannot tell whether ${what} exists: ${why}`, {
    fix: 'check that the token may see the repository, and that Issues are on',
  });
};

/**
 * Login of the token's owner, `slug[bot]` for an App of ours; null for other tokens that stand for no person (GitHub
 * answers 403 to those).
 */
export const fetchLogin = async (client: Client): Promise<string | null> => {
  if (client.isApp) {
    const { data } = await client.ask({ what: 'tell which App this is', route: 'GET /app' });
    return `${parseText(parseObject(data, 'app'), 'slug')}[bot]`;
  }
  const answer = await client.seek({ what: 'tell whose token this is', route: 'GET /user' }, [403, 404]);
  return answer === null ? null : parseText(parseObject(answer.data, 'user'), 'login');
};

/** Role of a person in the repository; null = none. @throws PermanentError 403: the token may not ask. */
export const fetchRole = async (client: Client, login: string): Promise<Role | null> => {
  const what = `tell the permission of ${login}`;
  const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
  const answer = await client.seek({ what, route, params: { username: login } }, [404]);
  if (answer !== null) return parseRole(answer.data);
  await proveReadable(client, `a permission of ${login}`);
  return null;
};
