/**
 * Stories in which memory is lost.
 */
import type { History } from './history.ts';
import { lost, one, settle, story, wait } from './story.ts';

/** By name. */
export const lostStories: Readonly<Record<string, History>> = {
  'memory is lost after the pull request was opened': story(
    one.work,
    one.exit0,
    settle,
    wait(40),
    settle,
    lost,
    settle,
  ),
  'memory is lost after the last attempt has failed': story(
    one.exit1,
    settle,
    wait(60),
    settle,
    one.exit1,
    settle,
    lost,
    settle,
    wait(100),
    settle,
  ),
  'memory is lost after a cancel': story(
    one.cancel,
    settle,
    wait(40),
    settle,
    lost,
    settle,
    wait(100),
    settle,
  ),
  'memory is lost while a worker lives': story(one.work, lost, settle, one.pull, one.exit0, settle),
  'memory is lost while a worker lives and is cancelled in the ledger': story(
    lost,
    { kind: 'ledger', issue: 1, op: 'to-cancelled' },
    settle,
    wait(60),
    settle,
  ),
  'memory is lost and GitHub does not answer': story(
    one.exit0,
    settle,
    { kind: 'fail', what: 'githubReads', count: 4 },
    lost,
    settle,
    wait(100),
    settle,
  ),
  'memory is lost while a question is asked': story(one.ask, one.exit0, settle, lost, settle, {
    kind: 'answer',
    issue: 1,
  }),
  'memory is lost while a worker that never said anything has committed': story(
    one.edit,
    lost,
    wait(250),
    settle,
  ),
};
