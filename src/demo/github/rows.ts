/**
 * Issue, comment and repository rows as they are shown: the backend's row plus counts, summaries and roles.
 */
import type { Ground } from './ground.ts';
import type { CommentRecord, IssueRecord } from './records.ts';
import { flagsOf } from './roster.ts';
import { type Body, type CommentBody, type IssueBody, isoOf, type PullBody } from './wire.ts';

/** Reaction contents in the order of GitHub's summary. */
export const REACTIONS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'] as const;

const reactionSummary = (ground: Ground, subject: string, url: string): Body => {
  const given = ground.records.reactions.filter((reaction) => reaction.subject === subject);
  const count = (content: string): number => given.filter((reaction) => reaction.content === content).length;
  return {
    url: `${url}/reactions`,
    total_count: given.length,
    ...Object.fromEntries(REACTIONS.map((content) => [content, count(content)])),
  };
};

const isOpen = (ground: Ground, number: number): boolean =>
  ground.records.issues.get(number)?.issue.state === 'open';

/** `blocked_by` and `blocking` count open issues, the totals all. */
const dependencySummary = (ground: Ground, number: number): Body => {
  const links = ground.records.links.filter((link) => link.kind === 'blocked-by');
  const blockers = links.filter((link) => link.issue === number).map((link) => link.of);
  const blocked = links.filter((link) => link.of === number).map((link) => link.issue);
  return {
    blocked_by: blockers.filter((one) => isOpen(ground, one)).length,
    total_blocked_by: blockers.length,
    blocking: blocked.filter((one) => isOpen(ground, one)).length,
    total_blocking: blocked.length,
  };
};

const childSummary = (ground: Ground, number: number): Body => {
  const links = ground.records.links.filter((link) => link.kind === 'child-of' && link.of === number);
  const completed = links.filter((link) => !isOpen(ground, link.issue)).length;
  const share = links.length === 0 ? 0 : Math.floor((completed / links.length) * 100);
  return { total: links.length, completed, percent_completed: share };
};

const summariesOf = (ground: Ground, number: number): Body =>
  ground.setup.features.dependencies
    ? {
        sub_issues_summary: childSummary(ground, number),
        issue_dependencies_summary: dependencySummary(ground, number),
      }
    : {};

/** Comments on an issue or pull request. */
export const countComments = (ground: Ground, number: number): number =>
  [...ground.records.comments.values()].filter((comment) => comment.issue === number).length;

/** A row of the issue list. */
export const issueRow = (ground: Ground, record: IssueRecord): IssueBody => {
  const { number, issue, author } = record;
  const { setup, roster } = ground;
  return {
    ...issue,
    comments: countComments(ground, number),
    updated_at: isoOf(record.updatedAtMs),
    author_association: roster.associationOf(author),
    performed_via_github_app: roster.appBody(author),
    ...(setup.features.reactions
      ? { reactions: reactionSummary(ground, `issue/${number}`, `${setup.repoUrl}/issues/${number}`) }
      : {}),
    ...(record.pull === null ? summariesOf(ground, number) : {}),
  };
};

/** A comment. */
export const commentRow = (ground: Ground, { id, body }: CommentRecord): CommentBody => ({
  ...body,
  author_association: ground.roster.associationOf(body.user.login),
  performed_via_github_app: ground.roster.appBody(body.user.login),
  ...(ground.setup.features.reactions
    ? {
        reactions: reactionSummary(ground, `comment/${id}`, `${ground.setup.repoUrl}/issues/comments/${id}`),
      }
    : {}),
});

/** The issue side of a pull request, in the shape of an issue. */
export const issueOfPull = (pull: PullBody, id: number, repoUrl: string): IssueBody => {
  const url = `${repoUrl}/issues/${pull.number}`;
  return {
    url,
    repository_url: repoUrl,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: pull.html_url,
    id,
    node_id: pull.node_id,
    number: pull.number,
    title: pull.title,
    user: pull.user,
    labels: pull.labels,
    state: pull.state,
    state_reason: null,
    locked: pull.locked,
    active_lock_reason: null,
    assignee: pull.assignee,
    assignees: pull.assignees,
    milestone: pull.milestone,
    comments: 0,
    created_at: pull.created_at,
    updated_at: pull.updated_at,
    closed_at: pull.closed_at,
    closed_by: null,
    body: pull.body,
    timeline_url: `${url}/timeline`,
    draft: pull.draft,
    pull_request: {
      url: pull.url,
      html_url: pull.html_url,
      diff_url: pull.diff_url,
      patch_url: pull.patch_url,
      merged_at: pull.merged_at,
    },
  };
};

/** The repository's row from the backend's, for somebody with this standing. */
export const repositoryRow = (ground: Ground, row: Body, login: string | null): Body => {
  const { setup, roster, records } = ground;
  const open = [...records.issues.values()].filter(({ issue }) => issue.state === 'open').length;
  return {
    ...row,
    id: setup.repositoryId,
    git_url: `${setup.webUrl.replace('http', 'git')}/${setup.fullName}.git`,
    ssh_url: `git@127.0.0.1:${setup.fullName}.git`,
    private: setup.isPrivate,
    visibility: setup.isPrivate ? 'private' : 'public',
    default_branch: setup.defaultBranch,
    open_issues_count: open,
    open_issues: open,
    permissions: flagsOf(roster.roleOf(login)),
  };
};
