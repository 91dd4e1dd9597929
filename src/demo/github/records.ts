/**
 * The state the front reads from: every issue, pull request, label and comment as the backend last answered it, plus
 * what the backend does not know. Reads never ask the backend, so a list costs the same with 5 issues and with 500.
 */
import type { Body, CommentBody, IssueBody, LabelBody, PullBody } from './wire.ts';

/** Where a pull request comes from and goes to. `repository` null = the fork was deleted. */
export interface PullEnds {
  readonly headOwner: string;
  readonly headRepository: string | null;
  readonly headRef: string;
  readonly headSha: string;
  readonly baseRef: string;
  readonly baseSha: string;
}

export interface PullRecord {
  readonly body: PullBody;
  readonly ends: PullEnds;
  readonly mergeSha: string | null;
}

/** An issue, or the issue side of a pull request. */
export interface IssueRecord {
  readonly number: number;
  readonly issue: IssueBody;
  readonly updatedAtMs: number;
  readonly author: string;
  readonly pull: PullRecord | null;
}

export interface CommentRecord {
  readonly id: number;
  readonly issue: number;
  readonly body: CommentBody;
}

/** One reaction. `subject` is `issue/42` or `comment/3900000001`. */
export interface Reaction {
  readonly id: number;
  readonly subject: string;
  readonly content: string;
  readonly login: string;
  readonly atMs: number;
}

/** Two issue numbers: `of` blocks `issue`, or is its parent. */
export interface IssueLink {
  readonly kind: 'blocked-by' | 'child-of';
  readonly issue: number;
  readonly of: number;
}

/** A commit status or a check run of a commit. */
export interface CommitMark {
  readonly id: number;
  readonly kind: 'status' | 'check-run';
  readonly sha: string;
  readonly login: string;
  readonly atMs: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Somebody's review of a pull request. `sha`: the head it is about. */
export interface Review {
  readonly id: number;
  readonly pull: number;
  readonly login: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED';
  readonly text: string;
  readonly sha: string;
  readonly atMs: number;
}

/** A conversation about a line of a pull request; comments oldest first. */
export interface ReviewThread {
  readonly id: number;
  readonly pull: number;
  readonly path: string;
  readonly line: number | null;
  isResolved: boolean;
  readonly comments: {
    readonly id: number;
    readonly login: string;
    readonly text: string;
    readonly atMs: number;
  }[];
}

/** What became of an issue that is gone. */
export type Departure =
  | { readonly kind: 'deleted' }
  /** `to` is the new URL, `row` what it answers. */
  | { readonly kind: 'moved'; readonly to: string; readonly row: Body };

/** Mutable tables; the key of `labels` is the name in lower case. */
export interface Records {
  readonly issues: Map<number, IssueRecord>;
  readonly comments: Map<number, CommentRecord>;
  readonly labels: Map<string, LabelBody>;
  readonly departures: Map<number, Departure>;
  reactions: Reaction[];
  links: IssueLink[];
  marks: CommitMark[];
  reviews: Review[];
  threads: ReviewThread[];
  /** By check run: the log of its job. Only runs that have one are GitHub Actions. */
  jobLogs: Map<number, string>;
  /** Earlier names of the repository, `owner/name` in lower case. */
  readonly formerNames: Set<string>;
  /** The repository as the backend describes it. */
  repository: Body;
  nextId: number;
}

/** Empty tables. */
export const openRecords = (): Records => ({
  issues: new Map(),
  comments: new Map(),
  labels: new Map(),
  departures: new Map(),
  reactions: [],
  links: [],
  marks: [],
  reviews: [],
  threads: [],
  jobLogs: new Map(),
  formerNames: new Set(),
  repository: {},
  nextId: 1,
});
