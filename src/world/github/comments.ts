/**
 * Comments and reactions on issues.
 */
import type { CommentRow, NewComment } from '../../model/github.ts';
import type { Client } from './client.ts';
import { fetchRows } from './pages.ts';
import { parseObject, parseText, unexpectedAnswer } from './raw.ts';
import { proveReadable } from './repository.ts';
import { parseComment, parseNewComment } from './rows.ts';

const ON_ISSUE = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
const BY_ID = '/repos/{owner}/{repo}/issues/comments/{comment_id}';
const GONE = [404, 410];

/** A comment by id; null when it is proven gone. @throws TransientError whether it is gone cannot be told. */
export const fetchComment = async (client: Client, id: number): Promise<CommentRow | null> => {
  const call = { what: `show comment ${id}`, route: `GET ${BY_ID}`, params: { comment_id: id } };
  const answer = await client.seek(call, GONE);
  if (answer !== null) return parseComment(answer.data);
  await proveReadable(client, `comment ${id}`);
  return null;
};

/** All comments of an issue, oldest first. */
export const fetchComments = async (client: Client, issue: number): Promise<readonly CommentRow[]> => {
  const what = `list the comments of issue #${issue}`;
  const params = { issue_number: issue, per_page: 100 };
  return (await fetchRows(client, { what, route: `GET ${ON_ISSUE}`, params })).map(parseComment);
};

/**
 * Comments of the whole repository with a higher id than `afterId`, newest first. The query never changes, so that an
 * unchanged list stays "not modified". Without an `afterId` the newest page is enough: nothing older is to be acted on.
 */
export const fetchNewComments = async (
  client: Client,
  afterId: number | null,
): Promise<readonly NewComment[]> => {
  const call = {
    what: 'list the newest comments',
    route: 'GET /repos/{owner}/{repo}/issues/comments',
    params: { sort: 'created', direction: 'desc', per_page: 100 },
    scope: 'repository',
  } as const;
  const rows = await fetchRows(client, call, (page) => {
    const oldest = page.at(-1);
    return afterId === null || oldest === undefined || parseNewComment(oldest).id <= afterId;
  });
  const fresh = rows.map(parseNewComment).filter(({ id }) => afterId === null || id > afterId);
  // One that moved to the next page between two reads is listed twice.
  return [...new Map(fresh.map((row) => [row.id, row])).values()];
};

/** Writes a new comment. After a TransientError it may be there all the same: look before writing again. */
export const createComment = async (
  client: Client,
  { issue, body }: { readonly issue: number; readonly body: string },
): Promise<CommentRow> => {
  const params = { issue_number: issue, body };
  const answer = await client.ask({ what: `comment on issue #${issue}`, route: `POST ${ON_ISSUE}`, params });
  return parseComment(answer.data);
};

/** Replaces the text of a comment; false when it is gone. */
export const editComment = async (
  client: Client,
  { id, body }: { readonly id: number; readonly body: string },
): Promise<boolean> => {
  const call = { what: `edit comment ${id}`, route: `PATCH ${BY_ID}`, params: { comment_id: id, body } };
  const answer = await client.seek(call, GONE);
  if (answer === null) return proveGone(client, id);
  if (parseComment(answer.data).id !== id) throw unexpectedAnswer(`another comment than ${id}`);
  return true;
};

/** "Not found" may stand for much else. False, which is what the caller says of a comment that is gone. */
const proveGone = async (client: Client, id: number): Promise<false> => {
  if ((await fetchComment(client, id)) !== null)
    throw unexpectedAnswer(`comment ${id} was not found, and is there`);
  return false;
};

/** Puts our reaction on an issue; fine when it is there. */
export const addReaction = async (
  client: Client,
  { issue, content }: { readonly issue: number; readonly content: 'eyes' },
): Promise<void> => {
  const { data } = await client.ask({
    what: `react to issue #${issue}`,
    route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/reactions',
    params: { issue_number: issue, content },
  });
  checkReaction(data, content);
};

const checkReaction = (data: unknown, content: string): void => {
  if (parseText(parseObject(data, 'reaction'), 'content') !== content)
    throw unexpectedAnswer(`another reaction than ${content}`);
};

/** Puts our reaction on a comment; fine when it is there. False when the comment is gone. */
export const addCommentReaction = async (
  client: Client,
  { comment, content }: { readonly comment: number; readonly content: 'eyes' | 'confused' },
): Promise<boolean> => {
  const call = {
    what: `react to comment ${comment}`,
    route: `POST ${BY_ID}/reactions`,
    params: { comment_id: comment, content },
  };
  const answer = await client.seek(call, GONE);
  if (answer === null) return proveGone(client, comment);
  checkReaction(answer.data, content);
  return true;
};
