/**
 * The rows of the wire, as far as the server itself looks into them; everything else passes through untouched.
 */

/** A JSON object nobody here looks into. */
export type Body = { [key: string]: unknown };

export interface UserBody extends Body {
  login: string;
  id: number;
  type: string;
}

export interface LabelBody extends Body {
  id: number;
  name: string;
  color: string;
}

/** One row of the issue list. A pull request has `pull_request`. Times are ISO, whole seconds. */
export interface IssueBody extends Body {
  id: number;
  number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  user: UserBody;
  labels: LabelBody[];
  assignees: UserBody[];
  comments: number;
  created_at: string;
  updated_at: string;
  closed_at: string | null;
  pull_request?: Body;
}

export interface CommentBody extends Body {
  id: number;
  body: string;
  user: UserBody;
  issue_url: string;
  created_at: string;
  updated_at: string;
}

/** One side of a pull request. `repo` is null for a deleted fork. */
export interface PullSide extends Body {
  label: string;
  ref: string;
  sha: string;
  repo: (Body & { full_name: string }) | null;
}

export interface PullBody extends Body {
  id: number;
  number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  user: UserBody;
  labels: LabelBody[];
  assignees: UserBody[];
  draft: boolean;
  created_at: string;
  updated_at: string;
  closed_at: string | null;
  merged_at: string | null;
  merge_commit_sha: string | null;
  head: PullSide;
  base: PullSide;
}

/** `2026-11-20T14:18:02Z`: GitHub's times have no milliseconds. */
export const isoOf = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}Z`;

/** True for a JSON object; arrays are none. */
export const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
