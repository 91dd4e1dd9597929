/**
 * The numbers of a made-up coordinator that has seen a bit of everything.
 */
import type { ProcessCounts } from '../../../src/model/process-counts.ts';
import { known } from '../../../src/model/seen.ts';
import { emptyMemory } from '../../../src/model/snapshot.ts';
import { attemptTallyOf } from '../../../src/model/tallies.ts';
import type { NumbersSource } from '../../../src/render/metrics/source.ts';
import { settingsOf } from '../../support/plain-settings.ts';
import {
  anAccount,
  anAttempt,
  anEndedAttempt,
  aStop,
  aTask,
  aTaskWith,
  at,
} from '../../support/remembered.ts';

const counts: ProcessCounts = {
  startedAtMs: at(-600).atMs,
  requests: [{ route: 'GET /repos/{}/issues', code: '304', count: 40 }],
  actions: [
    { action: 'create-worktree', outcome: 'transient', count: 2 },
    { action: 'remove-worktree', outcome: 'permanent', count: 1 },
    { action: 'create-worktree', outcome: 'done', count: 9 },
    { action: 'open-pull-request', outcome: 'done', count: 3 },
  ],
  polls: { whole: 40, broken: 1, lastWholeAtMs: at(-5).atMs },
  ticks: { count: 7, totalMs: 140 },
};

const attempts = [
  anEndedAttempt({ result: 'PR #7', account: anAccount() }),
  anEndedAttempt({ number: 2, result: 'exited 1', failure: 'error', code: 1 }),
  anEndedAttempt({ number: 3, result: 'stopped', stop: aStop('kill') }),
  anAttempt({ number: 4 }),
];

/** Everything that is not told is a task that runs, another that waits for longer than a third. */
export const aSource = (given: Partial<NumbersSource> = {}): NumbersSource => ({
  version: '1.2.3',
  memory: {
    ...emptyMemory,
    worktreeCare: { errorCount: 14, newErrorCount: 3, cleanUpCount: 1, cleanedAt: null },
    tasks: [
      aTaskWith(anAttempt()),
      aTask({ issue: 8, since: at(-60) }),
      aTask({ issue: 9, since: at(-3600) }),
      aTask({ issue: 10, state: 'completed', since: at(-9999) }),
    ],
  },
  tallies: {
    attempts: attempts.map(attemptTallyOf),
    changes: [
      { from: null, to: 'queued', count: 5 },
      { from: 'running', to: 'queued', count: 2 },
      { from: 'preparing', to: 'queued', count: 1 },
      { from: 'failed', to: 'queued', count: 1 },
      { from: 'running', to: 'completed', count: 3 },
    ],
    taskCounts: new Map([
      ['queued', 2],
      ['running', 1],
      ['completed', 901],
    ]),
    completionsMs: [60_000, 90_000],
  },
  counts,
  settings: settingsOf({}),
  health: 'warning',
  breakers: [{ name: 'preparation', isOpen: true }],
  budgets: [{ name: 'day', usedRatio: 0.5 }],
  limit: { limit: 5000, remaining: 4000, resetAtMs: at(900).atMs },
  isHeld: false,
  host: {
    freeDiskBytes: known(1e9, at(0).atMs),
    freeMemoryBytes: known(2e9, at(0).atMs),
    load: known(1, at(0).atMs),
  },
  ...given,
});
