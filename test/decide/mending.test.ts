import { expect, test } from 'vitest';
import { decideMending } from '../../src/decide/mending.ts';
import { noWorktreeErrors } from '../../src/model/worktree-care.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { aTask, at } from '../support/remembered.ts';
import { aSnapshot, type GivenWorld } from '../support/snapshots.ts';

const mending = (given: GivenWorld) =>
  decideMending({ snapshot: aSnapshot(given), settings: settingsOf() }).map((action) =>
    action.kind === 'mend-worktrees' ? action.cause : action.kind,
  );

const errors = (newErrorCount: number) => ({ ...noWorktreeErrors, errorCount: 40, newErrorCount });

const trouble = (secondsAgo: number) => ({
  ...{ action: 'mend-worktrees', class: 'transient' as const, message: '', fix: null, tries: 9 },
  ...{ at: at(-secondsAgo), retryAfterMs: null },
});

test.for([
  ['ten errors', { worktreeCare: errors(10) }, []],
  ['eleven', { worktreeCare: errors(11) }, ['errors']],
  ['eleven, at the end', { worktreeCare: errors(11), shuttingDown: true }, []],
  ['eleven, and it failed a moment ago', { worktreeCare: errors(11), ownTroubles: [trouble(5)] }, []],
  [
    'eleven, and it failed a minute ago',
    { worktreeCare: errors(11), ownTroubles: [trouble(61)] },
    ['errors'],
  ],
  ['something of nobody', { mendable: [9] }, ['look']],
  ['something of a finished task', { mendable: [7], tasks: [aTask({ state: 'failed' })] }, ['look']],
  ['something of a task under way', { mendable: [7], tasks: [aTask({ state: 'queued' })] }, []],
  ['a look that failed', { ownTroubles: [trouble(61)] }, ['look']],
  ['nothing', {}, []],
] satisfies readonly (readonly [string, GivenWorld, readonly string[]])[])('%s', ([, given, causes]) => {
  expect(mending(given)).toEqual(causes);
});
