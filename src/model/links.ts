/**
 * What issues have to do with each other on GitHub: blocked-by and sub-issues.
 */

/** An issue, by where it is. */
export interface LinkedIssue {
  /** `acme/other`; null = the watched repository. */
  readonly repository: string | null;
  readonly number: number;
}

/** An issue at the other end of a link, as GitHub lists it there. */
export interface LinkedRow extends LinkedIssue {
  readonly state: 'open' | 'closed';
  readonly labels: readonly string[];
}

/** The open issues that may hold one back. */
export interface IssueLinks {
  readonly blockers: readonly LinkedIssue[];
  /** Of other repositories only those with our label; those of the watched one are labelled when they are listed. */
  readonly children: readonly LinkedIssue[];
}

/** One issue that is waited for. */
export interface LinkWait extends LinkedIssue {
  readonly why: 'blocked by' | 'sub-issue';
}

/** Issues of the watched repository that a hold names as waited for: 450 in `waiting for gh-450 (blocked by)`. */
export const waitedForIn = (hold: string | null): readonly number[] => {
  if (hold === null || !/^waiting for .*\((?:blocked by|sub-issue)\)/.test(hold)) return [];
  const [names = ''] = hold.split(/, which |; /, 1);
  return [...names.matchAll(/(?<![\w./-])gh-(\d+)(?![\w./#-])/g)].map(([, issue]) => Number(issue));
};
