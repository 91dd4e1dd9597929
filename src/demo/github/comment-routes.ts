/**
 * Comments: per issue, repository-wide, one by one. A pull request's conversation is the comments of its number.
 */
import { actorOf, bodyOf, type Call, numberOf } from './call.ts';
import { COMMENT_ID_OFFSET } from './fix-ups.ts';
import { askBackend, backendPath, type Ground } from './ground.ts';
import { issueOr, tooLong } from './issue-routes.ts';
import { paged, sinceOf } from './paging.ts';
import type { CommentRecord } from './records.ts';
import { putComment, touchIssue } from './refresh.ts';
import { forbidden, invalid, noContent, notFound, ok, type Reply } from './reply.ts';
import { reaches } from './roster.ts';
import type { Route } from './router.ts';
import { commentRow } from './rows.ts';
import type { CommentBody } from './wire.ts';

const ONE = '/repos/{owner}/{repo}/issues/comments/{id}';
const OF_ISSUE = '/repos/{owner}/{repo}/issues/{number}/comments';

const rowsSince = (ground: Ground, call: Call): CommentRecord[] => {
  const since = sinceOf(call) ?? 0;
  return [...ground.records.comments.values()].filter(({ body }) => Date.parse(body.updated_at) >= since);
};

const listOfIssue = (ground: Ground, call: Call): Reply | Promise<Reply> =>
  issueOr(ground, call, ({ number }) => {
    const rows = rowsSince(ground, call).filter(({ issue }) => issue === number);
    return paged(call, ground.setup, { rows, render: (row) => commentRow(ground, row) });
  });

/** `direction` counts only together with `sort`. */
const listAll = (ground: Ground, call: Call): Reply => {
  const sort = call.query.get('sort');
  const sign = sort !== null && call.query.get('direction') !== 'asc' ? -1 : 1;
  const rank = ({ body }: CommentRecord): number => (sort === 'updated' ? Date.parse(body.updated_at) : 0);
  const rows = rowsSince(ground, call).sort(
    (left, right) => sign * (rank(left) - rank(right) || left.id - right.id),
  );
  return paged(call, ground.setup, { rows, render: (row) => commentRow(ground, row) });
};

const checkText = (call: Call): Reply | undefined => {
  const { body } = bodyOf(call);
  if (typeof body !== 'string' || body.trim() === '') {
    return invalid({ resource: 'IssueComment', code: 'missing_field', field: 'body' });
  }
  return tooLong('IssueComment', body);
};

const create = (ground: Ground, call: Call): Reply | Promise<Reply> =>
  issueOr(ground, call, async ({ number, issue }) => {
    if (issue.locked === true && !reaches(call.role, 'write')) return forbidden('This issue is locked.');
    const wrong = checkText(call);
    if (wrong !== undefined) return wrong;
    const path = backendPath(ground, `/issues/${number}/comments`);
    const { body } = bodyOf(call);
    const reply = await askBackend(ground, { method: 'POST', path, login: actorOf(call), body: { body } });
    if (reply.status >= 400) return reply;
    const record = putComment(ground, reply.body as CommentBody);
    touchIssue(ground, number);
    return ok(commentRow(ground, record), 201);
  });

const commentOr = async (
  ground: Ground,
  call: Call,
  answer: (record: CommentRecord) => Reply | Promise<Reply>,
): Promise<Reply> => {
  const record = ground.records.comments.get(numberOf(call, 'id'));
  return record === undefined ? notFound() : answer(record);
};

/** One's own, or any with write. */
const mayChange = (call: Call, record: CommentRecord): boolean =>
  record.body.user.login.toLowerCase() === call.login?.toLowerCase() || reaches(call.role, 'write');

const change = (ground: Ground, call: Call, record: CommentRecord): Promise<Reply> =>
  askBackend(ground, {
    method: call.method,
    path: backendPath(ground, `/issues/comments/${record.id - COMMENT_ID_OFFSET}`),
    login: actorOf(call),
    ...(call.method === 'PATCH' ? { body: { body: bodyOf(call).body } } : {}),
  });

const edit = (ground: Ground, call: Call): Promise<Reply> =>
  commentOr(ground, call, async (record) => {
    if (!mayChange(call, record)) return forbidden();
    const wrong = checkText(call);
    if (wrong !== undefined) return wrong;
    const reply = await change(ground, call, record);
    if (reply.status >= 400) return reply;
    return ok(commentRow(ground, putComment(ground, reply.body as CommentBody)));
  });

const remove = (ground: Ground, call: Call): Promise<Reply> =>
  commentOr(ground, call, async (record) => {
    if (!mayChange(call, record)) return forbidden();
    const reply = await change(ground, call, record);
    if (reply.status >= 400) return reply;
    ground.records.comments.delete(record.id);
    touchIssue(ground, record.issue);
    return noContent;
  });

/** Comment routes; the fixed words stand before the patterns. */
export const commentRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/issues/comments',
    feature: 'repositoryLists',
    answer: listAll,
  },
  {
    method: 'GET',
    template: ONE,
    answer: (ground, call) => commentOr(ground, call, (record) => ok(commentRow(ground, record))),
  },
  { method: 'PATCH', template: ONE, answer: edit },
  { method: 'DELETE', template: ONE, answer: remove },
  { method: 'GET', template: OF_ISSUE, answer: listOfIssue },
  { method: 'POST', template: OF_ISSUE, answer: create },
];
