/**
 * GitHub as it really is: issues with who labelled them, comments, reactions, pull requests. Times are true times in
 * whole seconds. `us` is the login that the coordinator's token belongs to.
 */
import { PermanentError } from '../../src/model/failures.ts';
import type { CheckRow, ReviewRow, ThreadRow } from '../../src/model/follow-up.ts';
import type { CommentRow, EditEvent, LabelEvent, NewPull } from '../../src/model/github.ts';
import type { Role } from '../../src/model/settings.ts';
import type { IssueRow, PullRow } from '../../src/model/snapshot.ts';
import type { FakeClock } from './fake-clock.ts';
import type { Witness } from './witness.ts';

export const us = 'coordinator-owner';
export const label = 'rpi-auto';

/** Who may do what; whoever is missing has no role. */
export const roles: Readonly<Record<string, Role>> = { alice: 'write', mallory: 'read' };

export interface FakeIssue {
  readonly number: number;
  title: string;
  state: 'open' | 'closed';
  readonly labels: Set<string>;
  readonly createdAtMs: number;
  updatedAtMs: number;
  readonly author: string;
  readonly events: LabelEvent[];
  readonly edits: EditEvent[];
  /** Marks that mallory has put into the title so far, and those that a trusted person had before her eyes. */
  readonly marks: Set<string>;
  readonly approvedMarks: Set<string>;
  readonly comments: { id: number; author: string; body: string; createdAtMs: number }[];
  readonly reactions: Set<string>;
  /** A trusted person has put the label on at some time. */
  isTrusted: boolean;
  /** Somebody has deleted a comment of ours. */
  hasLostComment: boolean;
  /** A person took our own labels off. */
  hasLostLabel: boolean;
}

export type FakePull = { -readonly [K in keyof PullRow]: PullRow[K] } & {
  readonly madeBy: string;
  readonly madeAtStep: number;
  changedAtStep: number;
  /** The check of one commit, the latest. */
  check: { readonly id: string; readonly sha: string; readonly state: CheckRow['state'] } | null;
  isConflicting: boolean;
  readonly reviews: ReviewRow[];
  readonly threads: (Omit<ThreadRow, 'comments'> & { isResolved: boolean; readonly comments: ReviewRow[] })[];
};

/** The state of GitHub, for people, workers and rules. */
export interface FakeGitHub {
  readonly issues: Map<number, FakeIssue>;
  readonly pulls: FakePull[];
  openIssue(number: number): FakeIssue;
  touch(issue: FakeIssue): void;
  addComment(issue: FakeIssue, author: string, body: string): CommentRow;
  /** @throws PermanentError there is an open pull request of this branch, or no such branch. */
  addPull(pull: Pick<NewPull, 'branch' | 'title'>, madeBy: string): FakePull;
  pullsOf(branch: string): readonly FakePull[];
  /** The branch's head on the remote has changed. */
  movePulls(branch: string, headSha: string): void;
  rowOf(issue: FakeIssue): IssueRow;
}

export interface FakeGitHubSource {
  readonly clock: FakeClock;
  readonly witness: Witness;
  /** Head of a branch on the remote; null = no such branch. */
  readonly remoteHeadOf: (branch: string) => string | null;
}

export const createFakeGitHub = ({ clock, witness, remoteHeadOf }: FakeGitHubSource): FakeGitHub => {
  const issues = new Map<number, FakeIssue>();
  const pulls: FakePull[] = [];
  let commentCount = 0;
  const pullsOf = (branch: string) => pulls.filter((pull) => pull.branch === branch);
  return {
    issues,
    pulls,
    pullsOf,
    openIssue: (number) => {
      const found = issues.get(number);
      if (found !== undefined) return found;
      const issue = newIssue(number, clock.trueMs());
      issues.set(number, issue);
      return issue;
    },
    touch: (issue) => {
      issue.updatedAtMs = clock.trueMs();
    },
    addComment: (issue, author, body) => {
      commentCount += 1;
      const comment = { id: commentCount, author, body, createdAtMs: clock.trueMs() };
      issue.comments.push(comment);
      issue.updatedAtMs = clock.trueMs();
      return comment;
    },
    addPull: ({ branch }, madeBy) => {
      const headSha = remoteHeadOf(branch);
      if (headSha === null) throw new PermanentError(`simulated: no branch ${branch}`);
      if (pullsOf(branch).some(({ state }) => state === 'open'))
        throw new PermanentError(`simulated: a pull request of ${branch} exists`);
      const number = 1000 + pulls.length;
      const atMs = clock.trueMs();
      const pull: FakePull = {
        number,
        url: `https://github.test/acme/api/pull/${number}`,
        state: 'open',
        branch,
        headRepository: 'acme/api',
        headSha,
        createdAtMs: atMs,
        updatedAtMs: atMs,
        madeBy,
        madeAtStep: witness.step(),
        changedAtStep: witness.step(),
        check: null,
        isConflicting: false,
        reviews: [],
        threads: [],
      };
      pulls.push(pull);
      return pull;
    },
    movePulls: (branch, headSha) => {
      for (const pull of pullsOf(branch)) {
        if (pull.state !== 'open' || pull.headSha === headSha) continue;
        pull.headSha = headSha;
        pull.isConflicting = false;
        pull.updatedAtMs = clock.trueMs();
        pull.changedAtStep = witness.step();
      }
    },
    rowOf: (issue) => ({
      number: issue.number,
      title: issue.title,
      body: 'Please do it.',
      url: `https://github.test/acme/api/issues/${issue.number}`,
      author: issue.author,
      labels: [...issue.labels],
      state: issue.state,
      createdAtMs: issue.createdAtMs,
      updatedAtMs: issue.updatedAtMs,
      textKey: issue.title,
      openBlockerCount: 0,
      openChildCount: 0,
    }),
  };
};

const newIssue = (number: number, atMs: number): FakeIssue => ({
  number,
  title: `Issue ${number}`,
  state: 'open',
  labels: new Set(),
  createdAtMs: atMs,
  updatedAtMs: atMs,
  author: number % 2 === 0 ? 'mallory' : 'alice',
  events: [],
  edits: [],
  marks: new Set(),
  approvedMarks: new Set(),
  comments: [],
  reactions: new Set(),
  isTrusted: false,
  hasLostComment: false,
  hasLostLabel: false,
});
