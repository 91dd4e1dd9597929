import { expect, test } from 'vitest';
import { waitedForIn } from '../../src/model/links.ts';

test.each([
  ['waiting for gh-450 (blocked by), acme/other#3', [450]],
  ['waiting for acme/gh-7#3 (blocked by), gh-4 and 2 more', [4]],
  ['waiting for gh-5 (blocked by), gh-6 (sub-issue), gh-7', [5, 6, 7]],
  ['waiting for gh-2 (blocked by), which waits for gh-1: a circle', [2]],
  ['waiting for gh-2 (blocked by), gh-9; gh-2 waits for gh-1: a circle', [2, 9]],
  ['waiting for 2 open issues (blocked by)', []],
  ['STOP file in the worktree of gh-7', []],
  [null, []],
])('%s', (hold, issues) => {
  expect(waitedForIn(hold)).toEqual(issues);
});
