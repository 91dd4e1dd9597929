/**
 * Pull request rows: the backend's row with the ends that the bare repository tells.
 */
import type { Ground } from './ground.ts';
import type { IssueRecord, PullEnds, PullRecord } from './records.ts';
import { countComments, repositoryRow } from './rows.ts';
import { type Body, isoOf, type PullBody, type PullSide } from './wire.ts';

/** Fields that only the single pull request has. */
const DETAIL_FIELDS = [
  'merged',
  'mergeable',
  'rebaseable',
  'mergeable_state',
  'merged_by',
  'comments',
  'review_comments',
  'maintainer_can_modify',
  'commits',
  'additions',
  'deletions',
  'changed_files',
];

/** An issue record that is a pull request. */
export type PullIssue = IssueRecord & { readonly pull: PullRecord };

/** The pull requests among all issues, oldest first. */
export const pullsOf = (ground: Ground): PullIssue[] =>
  [...ground.records.issues.values()].filter((record): record is PullIssue => record.pull !== null);

const forkRow = (ground: Ground, owner: string, fullName: string): Body => {
  const text = JSON.stringify(ground.records.repository);
  const row = JSON.parse(text.replaceAll(`/${ground.setup.fullName}`, `/${fullName}`)) as Body;
  const id = ground.setup.repositoryId + ground.roster.userBody(owner).id;
  return { ...row, id, full_name: fullName, owner: ground.roster.userBody(owner), fork: true };
};

const headRepository = (ground: Ground, ends: PullEnds): PullSide['repo'] => {
  const { headRepository: fullName, headOwner } = ends;
  if (fullName === null) return null;
  const row =
    fullName === ground.setup.fullName
      ? repositoryRow(ground, ground.records.repository, null)
      : forkRow(ground, headOwner, fullName);
  return { ...row, full_name: fullName };
};

const sidesOf = (ground: Ground, ends: PullEnds): { head: PullSide; base: PullSide } => {
  const { owner, fullName } = ground.setup;
  const baseRow = repositoryRow(ground, ground.records.repository, null);
  return {
    head: {
      label: `${ends.headOwner}:${ends.headRef}`,
      ref: ends.headRef,
      sha: ends.headSha,
      user: ground.roster.userBody(ends.headOwner),
      repo: headRepository(ground, ends),
    },
    base: {
      label: `${owner}:${ends.baseRef}`,
      ref: ends.baseRef,
      sha: ends.baseSha,
      user: ground.roster.userBody(owner),
      repo: { ...baseRow, full_name: fullName },
    },
  };
};

const fullRow = (ground: Ground, record: PullIssue): PullBody => {
  const { body, ends, mergeSha } = record.pull;
  const statuses = `${ground.setup.repoUrl}/statuses/${ends.headSha}`;
  return {
    ...body,
    ...sidesOf(ground, ends),
    updated_at: isoOf(record.updatedAtMs),
    merge_commit_sha: mergeSha,
    statuses_url: statuses,
    _links: { ...(body._links as Body), statuses: { href: statuses } },
    author_association: ground.roster.associationOf(record.author),
  };
};

/** A row of the pull request list. */
export const pullRow = (ground: Ground, record: PullIssue): PullBody => {
  const row = Object.entries(fullRow(ground, record)).filter(([name]) => !DETAIL_FIELDS.includes(name));
  return Object.fromEntries(row) as PullBody;
};

const mergeability = async (ground: Ground, record: PullIssue): Promise<Body> => {
  const { body, ends } = record.pull;
  if (body.state === 'closed') return { mergeable: null, rebaseable: null, mergeable_state: 'unknown' };
  const tree = await ground.git.readMergeTree(ends.baseSha, ends.headSha);
  const mergeable = tree !== null;
  return {
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeable ? (body.draft ? 'draft' : 'clean') : 'dirty',
  };
};

/** The single pull request: sizes and mergeability from the real repository. */
export const pullDetail = async (ground: Ground, record: PullIssue): Promise<PullBody> => {
  const { baseSha, headSha } = record.pull.ends;
  return {
    ...fullRow(ground, record),
    comments: countComments(ground, record.number),
    ...(await ground.git.readSize(baseSha, headSha)),
    ...(await mergeability(ground, record)),
  };
};
