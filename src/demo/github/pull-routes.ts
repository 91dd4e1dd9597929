/**
 * Pull requests: list, one, open, edit, merge. Before any of them the branches are looked at.
 */
import { actorOf, bodyOf, type Call, numberOf } from './call.ts';
import { createPull } from './create-pull.ts';
import { askBackend, backendPath, type Ground } from './ground.ts';
import { tooLong } from './issue-routes.ts';
import { mergePull } from './merge-pull.ts';
import { paged } from './paging.ts';
import { syncHeads } from './pull-heads.ts';
import { type PullIssue, pullDetail, pullRow, pullsOf } from './pull-rows.ts';
import { refreshPull } from './refresh.ts';
import { forbidden, invalid, noContent, notFound, ok, type Reply } from './reply.ts';
import { reaches } from './roster.ts';
import type { Route } from './router.ts';
import { countComments } from './rows.ts';

const PULLS = '/repos/{owner}/{repo}/pulls';

/** `head` filters only with an owner: `acme:rpi/gh-1`. */
const headFilterOf = (call: Call): ((record: PullIssue) => boolean) => {
  const head = call.query.get('head') ?? '';
  const colon = head.indexOf(':');
  if (colon === -1) return () => true;
  const owner = head.slice(0, colon).toLowerCase();
  const ref = head.slice(colon + 1);
  return ({ pull }) => pull.ends.headOwner.toLowerCase() === owner && pull.ends.headRef === ref;
};

const rankOf = (ground: Ground, sort: string): ((record: PullIssue) => number) => {
  if (sort === 'updated') return (record) => record.updatedAtMs;
  if (sort === 'popularity') return (record) => countComments(ground, record.number);
  return (record) => record.number;
};

const listPulls = (ground: Ground, call: Call): Reply => {
  const state = call.query.get('state') ?? 'open';
  if (!['open', 'closed', 'all'].includes(state)) {
    return invalid({ resource: 'PullRequest', code: 'invalid', field: 'state' });
  }
  const sort = call.query.get('sort') ?? 'created';
  const direction = call.query.get('direction') ?? (sort === 'created' ? 'desc' : 'asc');
  const sign = direction === 'asc' ? 1 : -1;
  const rank = rankOf(ground, sort);
  const base = call.query.get('base');
  const rows = pullsOf(ground)
    .filter(({ pull }) => state === 'all' || pull.body.state === state)
    .filter(({ pull }) => base === null || pull.ends.baseRef === base)
    .filter(headFilterOf(call))
    .sort((left, right) => sign * (rank(left) - rank(right) || left.number - right.number));
  return paged(call, ground.setup, { rows, render: (record) => pullRow(ground, record) });
};

const pullOr = async (
  ground: Ground,
  call: Call,
  answer: (record: PullIssue) => Reply | Promise<Reply>,
): Promise<Reply> => {
  const record = pullsOf(ground).find(({ number }) => number === numberOf(call));
  return record === undefined ? notFound() : answer(record);
};

/** A merged pull request, or one whose branch is gone, cannot be reopened. */
const mayReopen = async (ground: Ground, record: PullIssue): Promise<boolean> =>
  record.pull.mergeSha === null && (await ground.git.readHeads()).has(record.pull.ends.headRef);

const editPull = async (ground: Ground, call: Call, record: PullIssue): Promise<Reply> => {
  if (record.author !== call.login && !reaches(call.role, 'write')) return forbidden();
  const { title, body, state, base } = bodyOf(call);
  const long = tooLong('PullRequest', body);
  if (long !== undefined) return long;
  const reopens = state === 'open' && record.pull.body.state === 'closed';
  if (reopens && !(await mayReopen(ground, record))) {
    return invalid({ resource: 'PullRequest', code: 'invalid', field: 'state' });
  }
  const login = actorOf(call);
  const path = backendPath(ground, `/pulls/${record.number}`);
  const sent = { title, body, state };
  const reply = await askBackend(ground, { method: 'PATCH', path, login, body: sent });
  if (reply.status >= 400) return reply;
  const baseRef = typeof base === 'string' ? base : record.pull.ends.baseRef;
  await refreshPull(ground, record.number, { login, ends: { ...record.pull.ends, baseRef } });
  await syncHeads(ground);
  return pullOr(ground, call, async (next) => ok(await pullDetail(ground, next)));
};

type Answer = (ground: Ground, call: Call) => Reply | Promise<Reply>;

/** Reads go through the queue too: they may find that a branch moved or went. */
const read =
  (answer: Answer): Answer =>
  (ground, call) =>
    ground.serially(async () => {
      await syncHeads(ground);
      return answer(ground, call);
    });

const write =
  (answer: Answer): Answer =>
  async (ground, call) => {
    await syncHeads(ground);
    return answer(ground, call);
  };

const ONE = `${PULLS}/{number}`;

/** Pull request routes. */
export const pullRoutes: readonly Route[] = [
  { method: 'GET', template: PULLS, answer: read(listPulls) },
  { method: 'POST', template: PULLS, answer: write(createPull) },
  {
    method: 'GET',
    template: ONE,
    answer: read((ground, call) =>
      pullOr(ground, call, async (record) => ok(await pullDetail(ground, record))),
    ),
  },
  {
    method: 'PATCH',
    template: ONE,
    answer: write((ground, call) => pullOr(ground, call, (record) => editPull(ground, call, record))),
  },
  {
    method: 'GET',
    template: `${ONE}/merge`,
    answer: read((ground, call) =>
      pullOr(ground, call, ({ pull }) => (pull.mergeSha === null ? notFound() : noContent)),
    ),
  },
  {
    method: 'PUT',
    template: `${ONE}/merge`,
    needs: 'write',
    answer: write((ground, call) => pullOr(ground, call, (record) => mergePull(ground, call, record))),
  },
];
