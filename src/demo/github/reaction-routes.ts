/**
 * Reactions on issues and comments: 201 the first time, 200 when it is there already.
 */
import { actorOf, bodyOf, type Call, numberOf } from './call.ts';
import type { Ground } from './ground.ts';
import { issueOr } from './issue-routes.ts';
import { paged } from './paging.ts';
import type { Reaction } from './records.ts';
import { forbidden, invalid, noContent, notFound, ok, type Reply } from './reply.ts';
import { reaches } from './roster.ts';
import type { Route } from './router.ts';
import { REACTIONS } from './rows.ts';
import { type Body, isoOf } from './wire.ts';

const OF_ISSUE = '/repos/{owner}/{repo}/issues/{number}/reactions';
const OF_COMMENT = '/repos/{owner}/{repo}/issues/comments/{id}/reactions';

const reactionBody = (ground: Ground, { id, login, content, atMs }: Reaction): Body => ({
  id,
  node_id: Buffer.from(`Reaction${id}`).toString('base64'),
  user: ground.roster.userBody(login),
  content,
  created_at: isoOf(atMs),
});

const list = (ground: Ground, call: Call, subject: string): Reply => {
  const content = call.query.get('content');
  const rows = ground.records.reactions
    .filter((reaction) => reaction.subject === subject)
    .filter((reaction) => content === null || reaction.content === content);
  return paged(call, ground.setup, { rows, render: (row) => reactionBody(ground, row) });
};

const add = (ground: Ground, call: Call, subject: string): Reply => {
  const { content } = bodyOf(call);
  if (typeof content !== 'string' || !(REACTIONS as readonly string[]).includes(content)) {
    return invalid({ resource: 'Reaction', code: 'invalid', field: 'content' });
  }
  const { records } = ground;
  const login = actorOf(call);
  const same = records.reactions.find(
    (one) => one.subject === subject && one.content === content && one.login === login,
  );
  if (same !== undefined) return ok(reactionBody(ground, same));
  const reaction: Reaction = { id: records.nextId++, subject, content, login, atMs: Date.now() };
  records.reactions.push(reaction);
  return ok(reactionBody(ground, reaction), 201);
};

const remove = (ground: Ground, call: Call, subject: string): Reply => {
  const { records } = ground;
  const id = Number(call.params.reaction);
  const found = records.reactions.find((one) => one.id === id && one.subject === subject);
  if (found === undefined) return notFound();
  if (found.login !== call.login && !reaches(call.role, 'admin')) return forbidden();
  records.reactions = records.reactions.filter((one) => one !== found);
  return noContent;
};

type Act = (ground: Ground, call: Call, subject: string) => Reply;

const onIssue =
  (act: Act) =>
  (ground: Ground, call: Call): Reply | Promise<Reply> =>
    issueOr(ground, call, ({ number }) => act(ground, call, `issue/${number}`));

const onComment =
  (act: Act) =>
  (ground: Ground, call: Call): Reply => {
    const id = numberOf(call, 'id');
    return ground.records.comments.has(id) ? act(ground, call, `comment/${id}`) : notFound();
  };

const feature = 'reactions';

/** Reaction routes. */
export const reactionRoutes: readonly Route[] = [
  { method: 'GET', template: OF_ISSUE, feature, answer: onIssue(list) },
  { method: 'POST', template: OF_ISSUE, feature, answer: onIssue(add) },
  { method: 'DELETE', template: `${OF_ISSUE}/{reaction}`, feature, answer: onIssue(remove) },
  { method: 'GET', template: OF_COMMENT, feature, answer: onComment(list) },
  { method: 'POST', template: OF_COMMENT, feature, answer: onComment(add) },
  { method: 'DELETE', template: `${OF_COMMENT}/{reaction}`, feature, answer: onComment(remove) },
];
