/**
 * Reviews of pull requests, and the conversations about lines that come with them. Whether a conversation is resolved is
 * told by GraphQL only, as on GitHub.
 */
import { actorOf, bodyOf, type Call, numberOf } from './call.ts';
import type { Ground } from './ground.ts';
import { paged } from './paging.ts';
import { type PullIssue, pullsOf } from './pull-rows.ts';
import type { Review, ReviewThread } from './records.ts';
import { notFound, ok, type Reply, refused } from './reply.ts';
import type { Route } from './router.ts';
import { type Body, isBody, isoOf } from './wire.ts';

const REVIEWS = '/repos/{owner}/{repo}/pulls/{number}/reviews';

const STATES: Readonly<Record<string, Review['state']>> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

const reviewBody = (ground: Ground, { id, pull, login, state, text, sha, atMs }: Review): Body => {
  const { setup, roster } = ground;
  const html = `${setup.webUrl}/${setup.fullName}/pull/${pull}`;
  const url = `${setup.repoUrl}/pulls/${pull}`;
  return {
    id,
    node_id: reviewIdOf(id),
    user: roster.userBody(login),
    body: text,
    state,
    html_url: `${html}#pullrequestreview-${id}`,
    pull_request_url: url,
    _links: { html: { href: `${html}#pullrequestreview-${id}` }, pull_request: { href: url } },
    submitted_at: isoOf(atMs),
    commit_id: sha,
    author_association: roster.associationOf(login),
  };
};

/** The id of a review in GraphQL. */
export const reviewIdOf = (id: number): string => `PRR_${id}`;

const pullOf = (ground: Ground, number: number): PullIssue | undefined =>
  pullsOf(ground).find((record) => record.number === number);

/** A word about a pull request shows in its time, as on GitHub. */
const touch = (ground: Ground, record: PullIssue, atMs: number): void =>
  void ground.records.issues.set(record.number, { ...record, updatedAtMs: atMs });

/** Here alone GitHub says what is wrong in bare sentences. */
const unprocessable = (message: string): Reply => {
  const { status, body } = refused(422, 'Unprocessable Entity');
  return { status, body: { ...(body as Body), errors: [message] } };
};

const addReview = (ground: Ground, call: Call): Reply => {
  const record = pullOf(ground, numberOf(call));
  if (record === undefined) return notFound();
  const { event, body, comments } = bodyOf(call);
  const state = STATES[String(event)];
  const login = actorOf(call);
  const isOwn = record.author === login && state !== 'COMMENTED';
  if (state === undefined || isOwn)
    return unprocessable(isOwn ? 'Can not review your own pull request' : 'event is not valid');
  const { records } = ground;
  const atMs = Date.now();
  const text = typeof body === 'string' ? body : '';
  const sha = record.pull.ends.headSha;
  const review = { id: records.nextId++, pull: record.number, login, state, text, sha, atMs };
  records.reviews.push(review);
  for (const comment of Array.isArray(comments) ? comments.filter(isBody) : [])
    records.threads.push(threadOf(ground, record.number, { login, comment, atMs }));
  touch(ground, record, atMs);
  return ok(reviewBody(ground, review));
};

const threadOf = (
  { records }: Ground,
  pull: number,
  { login, comment, atMs }: { readonly login: string; readonly comment: Body; readonly atMs: number },
): ReviewThread => ({
  id: records.nextId++,
  pull,
  path: String(comment.path),
  line: typeof comment.line === 'number' ? comment.line : null,
  isResolved: false,
  comments: [{ id: records.nextId++, login, text: String(comment.body), atMs }],
});

const listReviews = (ground: Ground, call: Call): Reply => {
  const number = numberOf(call);
  if (pullOf(ground, number) === undefined) return notFound();
  const rows = ground.records.reviews.filter(({ pull }) => pull === number);
  return paged(call, ground.setup, { rows, render: (review) => reviewBody(ground, review) });
};

/** Somebody says more in a conversation, or resolves it; `index`: which of the pull request's, from 0. */
export const onThread = (
  ground: Ground,
  { pull, index }: { readonly pull: number; readonly index: number },
  change: { readonly login: string; readonly reply?: string; readonly isResolved?: boolean },
): void => {
  const { records } = ground;
  const thread = records.threads.filter((one) => one.pull === pull)[index];
  const record = pullOf(ground, pull);
  if (thread === undefined || record === undefined) return;
  const { login, reply, isResolved } = change;
  const atMs = Date.now();
  if (isResolved !== undefined) thread.isResolved = isResolved;
  if (reply === undefined) return;
  thread.comments.push({ id: records.nextId++, login, text: reply, atMs });
  touch(ground, record, atMs);
};

/** Review routes. */
export const reviewRoutes: readonly Route[] = [
  { method: 'GET', template: REVIEWS, answer: listReviews },
  { method: 'POST', template: REVIEWS, answer: addReview },
];
