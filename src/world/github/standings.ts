/**
 * How open pull requests stand: checks, reviews, threads and conflicts of all of them in one question. REST would take four
 * lists for each, and does not tell which threads are resolved; so this question goes to GraphQL.
 */
import {
  type CheckRow,
  mostStandings,
  type PullStandingRow,
  type ReviewRow,
  type ThreadRow,
} from '../../model/follow-up.ts';
import type { Actor } from '../../model/github.ts';
import type { StandingsAsked } from '../pull-standings.ts';
import type { Client } from './client.ts';
import { askGraphql } from './graphql.ts';
import {
  parseInteger,
  parseList,
  parseObject,
  parseOptional,
  parseText,
  parseTimeMs,
  type Raw,
  unexpectedAnswer,
} from './raw.ts';

const STANDING = `fragment Standing on PullRequest {
  number headRefOid mergeable
  commits(last: 1) { nodes { commit { oid statusCheckRollup { contexts(first: 100) { nodes {
    __typename
    ... on CheckRun { id databaseId name status conclusion title summary checkSuite { app { slug } } }
    ... on StatusContext { id context state description }
  } } } } } }
  latestOpinionatedReviews(first: 50) @include(if: $reviews) {
    nodes { id state body submittedAt author { __typename login } }
  }
  reviewThreads(last: 50) @include(if: $reviews) {
    nodes { id isResolved path line comments(last: 20) { nodes { id body createdAt author { __typename login } } } }
  }
}`;

const queryOf = (pulls: readonly number[]): string => {
  const asked = pulls.map((number) => `pull${number}: pullRequest(number: ${number}) { ...Standing }`);
  return `query Standings($owner: String!, $name: String!, $reviews: Boolean!) {
  repository(owner: $owner, name: $name) {
    ${asked.join('\n    ')}
  }
}
${STANDING}`;
};

const textIn = (raw: Raw, field: string): string =>
  raw[field] === null || raw[field] === undefined ? '' : parseText(raw, field);

/** Somebody whose account is gone is GitHub's `ghost`. GraphQL does not tell of apps that act for people. */
const parseAuthor = (raw: Raw): Actor => {
  const author = parseOptional(raw, 'author');
  const login = author === null ? 'ghost' : parseText(author, 'login');
  return { login, isBot: author?.__typename === 'Bot', viaApp: null };
};

const nodesOf = (raw: Raw, field: string): readonly Raw[] => {
  const list = parseOptional(raw, field);
  return list === null ? [] : parseList(list.nodes, field).map((node) => parseObject(node, field));
};

/** Ends that say: something is wrong with this commit. Cancelled, skipped, stale and waiting for a person say nothing. */
const FAILED = new Set(['FAILURE', 'TIMED_OUT', 'STARTUP_FAILURE', 'ERROR']);

const parseCheckRun = (raw: Raw): CheckRow => {
  const app = parseOptional(parseOptional(raw, 'checkSuite') ?? {}, 'app');
  const isEnded = parseText(raw, 'status') === 'COMPLETED';
  const failed = FAILED.has(textIn(raw, 'conclusion')) ? 'failed' : 'passed';
  return {
    id: parseText(raw, 'id'),
    name: parseText(raw, 'name'),
    state: isEnded ? failed : 'pending',
    summary: [textIn(raw, 'title'), textIn(raw, 'summary')].filter((text) => text !== '').join('\n\n'),
    jobId: app?.slug === 'github-actions' ? parseInteger(raw, 'databaseId') : null,
  };
};

const parseStatus = (raw: Raw): CheckRow => {
  const state = parseText(raw, 'state');
  const isPending = state === 'PENDING' || state === 'EXPECTED';
  return {
    id: parseText(raw, 'id'),
    name: parseText(raw, 'context'),
    state: isPending ? 'pending' : FAILED.has(state) ? 'failed' : 'passed',
    summary: textIn(raw, 'description'),
    jobId: null,
  };
};

const parseReview = (raw: Raw, when: string): ReviewRow => ({
  id: parseText(raw, 'id'),
  author: parseAuthor(raw),
  body: textIn(raw, 'body'),
  atMs: parseTimeMs(raw, when),
});

const parseThread = (raw: Raw): ThreadRow => ({
  id: parseText(raw, 'id'),
  path: parseText(raw, 'path'),
  line: raw.line === null || raw.line === undefined ? null : parseInteger(raw, 'line'),
  comments: nodesOf(raw, 'comments').map((comment) => parseReview(comment, 'createdAt')),
});

const MERGEABILITY: Readonly<Record<string, PullStandingRow['mergeability']>> = {
  MERGEABLE: 'mergeable',
  CONFLICTING: 'conflicting',
  UNKNOWN: 'unknown',
};

/** Null while the commits that GitHub tells of are not yet those of the head. */
const parseStanding = (raw: Raw): PullStandingRow | null => {
  const headSha = parseText(raw, 'headRefOid');
  const commit = parseObject(nodesOf(raw, 'commits')[0]?.commit, 'commit');
  if (parseText(commit, 'oid') !== headSha) return null;
  const mergeability = MERGEABILITY[parseText(raw, 'mergeable')];
  if (mergeability === undefined) throw unexpectedAnswer(`mergeable is ${JSON.stringify(raw.mergeable)}`);
  const marks = nodesOf(parseOptional(commit, 'statusCheckRollup') ?? {}, 'contexts');
  return {
    number: parseInteger(raw, 'number'),
    headSha,
    mergeability,
    checks: marks.map((mark) => (mark.__typename === 'CheckRun' ? parseCheckRun(mark) : parseStatus(mark))),
    reviews: nodesOf(raw, 'latestOpinionatedReviews')
      .filter(({ state }) => state === 'CHANGES_REQUESTED')
      .map((review) => parseReview(review, 'submittedAt')),
    threads: nodesOf(raw, 'reviewThreads')
      .filter(({ isResolved }) => isResolved !== true)
      .map(parseThread),
  };
};

/** See {@link import('../pull-standings.ts').PullStandings.fetchStandings}. */
export const fetchStandings = async (
  client: Client,
  { pulls, reviews }: StandingsAsked,
): Promise<readonly PullStandingRow[]> => {
  const query = queryOf(pulls.slice(0, mostStandings));
  const what = 'tell how the pull requests stand';
  const repository = await askGraphql(client, { what, query, variables: { reviews } });
  return Object.values(repository)
    .map((pull) => parseStanding(parseObject(pull, 'pull request')))
    .filter((standing) => standing !== null);
};
