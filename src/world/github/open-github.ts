/**
 * The door to GitHub, for one repository. A call goes down like this and its answer comes back the same way:
 *
 *   issues.ts, pulls.ts, ... which route, with what; what an absence means
 *   pages.ts                 lists over several pages, all or nothing
 *   client.ts                holds back during a limit and above our own (write-budget.ts); failures through classify.ts
 *   conditional.ts           ETag of the stored answer out, 304 turned into that answer
 *   Octokit and throttling   one write at a time, at GitHub's pace
 *   transport.ts             time limit, redirects
 *
 * Always: a read that failed throws and never looks like an absence; a write goes out once; the token goes to the API's
 * own host only; an answer is `unknown` until rows.ts has read it; Octokit's types stay in this folder.
 */
import type { GitHub } from '../world.ts';
import { type ClientOptions, createClient } from './client.ts';
import {
  addCommentReaction,
  addReaction,
  createComment,
  editComment,
  fetchComment,
  fetchComments,
  fetchNewComments,
} from './comments.ts';
import { fetchEdits } from './edits.ts';
import { fetchIssue, fetchIssues } from './issues.ts';
import { fetchJobLog } from './job-log.ts';
import { addLabel, ensureLabel, fetchLabelEvent, removeLabel } from './labels.ts';
import { fetchBlockers, fetchChildren } from './links.ts';
import { createPull, fetchPullOf, fetchPulls } from './pulls.ts';
import { fetchLogin, fetchRepository, fetchRole } from './repository.ts';
import { fetchStandings } from './standings.ts';

/** What the door needs: see ClientOptions. */
export type GitHubOptions = ClientOptions;

/** GitHub for one repository; sends nothing by itself. @throws UsageError the address or the token cannot be right. */
export const openGitHub = (options: GitHubOptions): GitHub => {
  const client = createClient(options);
  return {
    fetchRepository: () => fetchRepository(client),
    fetchLogin: () => fetchLogin(client),
    fetchToken: client.fetchToken,
    fetchIssues: (label) => fetchIssues(client, label),
    fetchPulls: () => fetchPulls(client),
    fetchPullOf: (branch) => fetchPullOf(client, branch),
    fetchIssue: (issue) => fetchIssue(client, issue),
    fetchLabelEvent: (issue, label) => fetchLabelEvent(client, { issue, label }),
    fetchBlockers: (issue) => fetchBlockers(client, issue),
    fetchChildren: (issue) => fetchChildren(client, issue),
    fetchEdits: (issue) => fetchEdits(client, issue),
    fetchRole: (login) => fetchRole(client, login),
    fetchComment: (id) => fetchComment(client, id),
    fetchComments: (issue) => fetchComments(client, issue),
    fetchNewComments: (afterId) => fetchNewComments(client, afterId),
    createComment: (issue, body) => createComment(client, { issue, body }),
    editComment: (id, body) => editComment(client, { id, body }),
    addLabel: (issue, label) => addLabel(client, { issue, label }),
    removeLabel: (issue, label) => removeLabel(client, { issue, label }),
    ensureLabel: (label, color, description) => ensureLabel(client, { label, color, description }),
    addReaction: (issue, content) => addReaction(client, { issue, content }),
    addCommentReaction: (comment, content) => addCommentReaction(client, { comment, content }),
    createPull: (pull) => createPull(client, pull),
    fetchStandings: (asked) => fetchStandings(client, asked),
    fetchJobLog: (job) => fetchJobLog(client, job),
    readName: client.readName,
    readRateLimit: client.readRateLimit,
    readAheadMs: client.readAheadMs,
    readHold: client.readHold,
    readWriteRoom: client.readWriteRoom,
  };
};
