/**
 * Plain looks at what GitHub holds, for assertions; no token, no request.
 */
import { eventsOfIssue } from './event-routes.ts';
import type { Ground } from './ground.ts';
import { syncHeads } from './pull-heads.ts';
import { pullRow, pullsOf } from './pull-rows.ts';
import { commentRow, issueRow } from './rows.ts';
import type { Body, CommentBody, IssueBody, PullBody } from './wire.ts';

/** Who reacted how. */
export interface PlainReaction {
  readonly login: string;
  readonly content: string;
}

export interface PlainReads {
  /** The issue or pull request's issue side as the list shows it; null when there is none. */
  issue(number: number): IssueBody | null;
  issues(): readonly IssueBody[];
  comments(issue: number): readonly CommentBody[];
  labelsOf(issue: number): readonly string[];
  /** All, oldest first, with the branches as they are now. */
  pulls(): Promise<readonly PullBody[]>;
  reactions(issue: number): readonly PlainReaction[];
  commentReactions(comment: number): readonly PlainReaction[];
  /** Oldest first. */
  events(issue: number): readonly Body[];
}

/** Reads over the tables. */
export const plainReadsOf = (ground: Ground): PlainReads => {
  const { records } = ground;
  const reactionsOn = (subject: string): readonly PlainReaction[] =>
    records.reactions
      .filter((reaction) => reaction.subject === subject)
      .map(({ login, content }) => ({ login, content }));
  return {
    issue: (number) => {
      const record = records.issues.get(number);
      return record === undefined ? null : issueRow(ground, record);
    },
    issues: () => [...records.issues.values()].map((record) => issueRow(ground, record)),
    comments: (issue) =>
      [...records.comments.values()]
        .filter((comment) => comment.issue === issue)
        .map((comment) => commentRow(ground, comment)),
    labelsOf: (issue) => records.issues.get(issue)?.issue.labels.map((label) => label.name) ?? [],
    pulls: () =>
      ground.serially(async () => {
        await syncHeads(ground);
        return pullsOf(ground).map((record) => pullRow(ground, record));
      }),
    reactions: (issue) => reactionsOn(`issue/${issue}`),
    commentReactions: (comment) => reactionsOn(`comment/${comment}`),
    events: (issue) => eventsOfIssue(ground, issue),
  };
};
