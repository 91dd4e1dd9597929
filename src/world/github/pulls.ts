/**
 * Pull requests of this repository's own branches. A fork may use our branch names, so the head's repository is always
 * compared; a deleted fork has none.
 */
import { TransientError } from '../../model/failures.ts';
import type { NewPull } from '../../model/github.ts';
import type { PullRow } from '../../model/snapshot.ts';
import type { Client } from './client.ts';
import { parseList } from './raw.ts';
import { refusalBehind } from './refused.ts';
import { parsePull } from './rows.ts';

const PULLS = '/repos/{owner}/{repo}/pulls';

const parseOwnPulls = (client: Client, data: unknown): readonly PullRow[] => {
  const { owner, name } = client.readName();
  return parseList(data, 'the answer')
    .map(parsePull)
    .filter(({ row, baseRepository }) => {
      // The base's name is the repository's present one, also just after it was renamed.
      const ours = baseRepository ?? `${owner}/${name}`;
      return row.headRepository?.toLowerCase() === ours.toLowerCase();
    })
    .map(({ row }) => row);
};

/** The 100 most recently updated pull requests, forks' heads left out. One page: the order moves with every update. */
export const fetchPulls = async (client: Client): Promise<readonly PullRow[]> => {
  const params = { state: 'all', sort: 'updated', direction: 'desc', per_page: 100 };
  const what = 'list the pull requests';
  const answer = await client.ask({ what, route: `GET ${PULLS}`, params, scope: 'repository' });
  return parseOwnPulls(client, answer.data);
};

const fetchPullsOf = async (client: Client, branch: string): Promise<readonly PullRow[]> => {
  const head = `${client.readName().owner}:${branch}`;
  const params = { head, state: 'all', sort: 'created', direction: 'desc', per_page: 100 };
  const what = `list the pull requests of ${branch}`;
  const answer = await client.ask({ what, route: `GET ${PULLS}`, params, scope: 'repository' });
  return parseOwnPulls(client, answer.data)
    .filter((row) => row.branch === branch)
    .sort((a, b) => b.number - a.number);
};

/** The newest pull request of a branch, whatever its state; null = none. */
export const fetchPullOf = async (client: Client, branch: string): Promise<PullRow | null> =>
  (await fetchPullsOf(client, branch))[0] ?? null;

/** True when GitHub says that it does not know the branch: just after a push it may be a moment behind. */
const isHeadUnknown = (error: unknown): boolean =>
  refusalBehind(error)?.errors.some(({ field, code }) => field === 'head' && code === 'invalid') ?? false;

/**
 * Opens a pull request; an open one of the same branch is taken over instead.
 * @throws TransientError GitHub does not know the branch (yet). @throws PermanentError refused; the
 * message quotes GitHub.
 */
export const createPull = async (client: Client, pull: NewPull): Promise<PullRow> => {
  const { branch, base, title, body, draft } = pull;
  const params = { head: branch, base, title, body, draft };
  try {
    const answer = await client.ask({
      what: `open a pull request of ${branch}`,
      route: `POST ${PULLS}`,
      params,
    });
    return parsePull(answer.data).row;
  } catch (error) {
    if (refusalBehind(error)?.status !== 422) throw error;
    const open = (await fetchPullsOf(client, branch)).find(({ state }) => state === 'open');
    if (open !== undefined) return open;
    if (!isHeadUnknown(error)) throw error;
    throw new TransientError(`GitHub does not know the branch ${branch} yet`, {
      cause: error,
      fix: 'it is tried again; check that the branch was pushed',
    });
  }
};
