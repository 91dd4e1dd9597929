/**
 * How pull requests stand, in the words of GraphQL: checks and statuses of the head, whether it can be merged, reviews and
 * conversations.
 */
import { personOf, type RepositoryAnswer } from './graphql-answer.ts';
import type { Ground } from './ground.ts';
import { syncHeads } from './pull-heads.ts';
import { type PullIssue, pullsOf } from './pull-rows.ts';
import type { CommitMark, Review, ReviewThread } from './records.ts';
import { reviewIdOf } from './review-routes.ts';
import { type Body, isBody, isoOf } from './wire.ts';

const upper = (value: unknown): string | null => (typeof value === 'string' ? value.toUpperCase() : null);

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const checkRun = ({ roster, records }: Ground, { id, login, fields }: CommitMark): Body => {
  const output = isBody(fields.output) ? fields.output : {};
  const slug = records.jobLogs.has(id) ? 'github-actions' : (roster.appBody(login)?.slug ?? null);
  return {
    __typename: 'CheckRun',
    id: `CR_${id}`,
    databaseId: id,
    name: fields.name,
    status: upper(fields.status) ?? 'QUEUED',
    conclusion: upper(fields.conclusion),
    title: textOf(output.title),
    summary: textOf(output.summary),
    checkSuite: { app: slug === null ? null : { slug } },
  };
};

const status = ({ id, fields }: CommitMark): Body => ({
  __typename: 'StatusContext',
  id: `SC_${id}`,
  context: fields.context ?? 'default',
  state: upper(fields.state),
  description: textOf(fields.description),
});

/** The latest of each name: one that was run again stands for itself. */
const contextsOf = (ground: Ground, sha: string): readonly Body[] => {
  const marks = ground.records.marks.filter((mark) => mark.sha === sha);
  const nameOf = ({ kind, fields }: CommitMark): string => `${kind} ${fields.name ?? fields.context}`;
  const latest = new Map(marks.map((mark) => [nameOf(mark), mark]));
  return [...latest.values()].map((mark) =>
    mark.kind === 'check-run' ? checkRun(ground, mark) : status(mark),
  );
};

const mergeable = async ({ git }: Ground, { pull: { body, ends } }: PullIssue): Promise<string> => {
  if (body.state === 'closed') return 'UNKNOWN';
  return (await git.readMergeTree(ends.baseSha, ends.headSha)) === null ? 'CONFLICTING' : 'MERGEABLE';
};

const reviewNode = ({ id, state, text, atMs, login }: Review): Body => ({
  id: reviewIdOf(id),
  state,
  body: text,
  submittedAt: isoOf(atMs),
  author: personOf(login),
});

const threadNode = ({ id, path, line, isResolved, comments }: ReviewThread): Body => ({
  id: `PRRT_${id}`,
  isResolved,
  path,
  line,
  comments: {
    nodes: comments.map((comment) => ({
      id: `PRRC_${comment.id}`,
      body: comment.text,
      createdAt: isoOf(comment.atMs),
      author: personOf(comment.login),
    })),
  },
});

/** The latest of each person that is more than a comment. */
const opinionsOf = ({ records }: Ground, number: number): readonly Review[] => {
  const opinions = records.reviews.filter(({ pull, state }) => pull === number && state !== 'COMMENTED');
  return [...new Map(opinions.map((review) => [review.login, review])).values()];
};

const standingOf = async (ground: Ground, record: PullIssue, withReviews: boolean): Promise<Body> => {
  const { number } = record;
  const { headSha } = record.pull.ends;
  const contexts = contextsOf(ground, headSha);
  const rollup = contexts.length === 0 ? null : { contexts: { nodes: contexts } };
  const threads = ground.records.threads.filter(({ pull }) => pull === number);
  return {
    number,
    headRefOid: headSha,
    mergeable: await mergeable(ground, record),
    commits: { nodes: [{ commit: { oid: headSha, statusCheckRollup: rollup } }] },
    ...(withReviews
      ? {
          latestOpinionatedReviews: { nodes: opinionsOf(ground, number).map(reviewNode) },
          reviewThreads: { nodes: threads.map(threadNode) },
        }
      : {}),
  };
};

/** The pull requests that a query names, each under the name that it gives it. */
export const standingsOf = async (
  ground: Ground,
  query: string,
  withReviews: boolean,
): Promise<RepositoryAnswer> => {
  await syncHeads(ground);
  const fields: Body = {};
  for (const [, name = '', number] of query.matchAll(/(\w+): pullRequest\(number: (\d+)\)/g)) {
    const record = pullsOf(ground).find((one) => one.number === Number(number));
    if (record === undefined) return { missing: `a PullRequest with the number of ${number}` };
    fields[name] = await standingOf(ground, record, withReviews);
  }
  return { fields };
};
