/**
 * Rows of GitHub by what they are looked up by. A list of a view never changes, so it is gone through once, not once per
 * task and tick.
 */
import type { IssueRow, PullRow } from '../model/snapshot.ts';

/** The same index for the same list, for as long as that lives. */
const indexedBy = <Row extends object, Key>(keyOf: (row: Row) => Key) => {
  const indexes = new WeakMap<readonly Row[], ReadonlyMap<Key, readonly Row[]>>();
  return (rows: readonly Row[]): ReadonlyMap<Key, readonly Row[]> => {
    const index = indexes.get(rows) ?? Map.groupBy(rows, keyOf);
    indexes.set(rows, index);
    return index;
  };
};

const issuesByNumber = indexedBy(({ number }: IssueRow) => number);
const pullsByNumber = indexedBy(({ number }: PullRow) => number);
const pullsByBranch = indexedBy(({ branch }: PullRow) => branch);

/** The row of an issue; undefined = it is not listed. */
export const issueIn = (rows: readonly IssueRow[], issue: number): IssueRow | undefined =>
  issuesByNumber(rows).get(issue)?.[0];

/** Pull requests of a branch, in GitHub's order. */
export const pullsIn = (rows: readonly PullRow[], branch: string): readonly PullRow[] =>
  pullsByBranch(rows).get(branch) ?? [];

/** The pull request of this number; undefined = it is not in the list. */
export const pullNumbered = (rows: readonly PullRow[], number: number): PullRow | undefined =>
  pullsByNumber(rows).get(number)?.[0];
