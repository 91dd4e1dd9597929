/** The table of SPEC section 2, second half: how attempts end. */
import type { TaskState } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  anAttempt,
  anEndedAttempt,
  aStop,
  aTask,
  aTaskWith,
  at,
  aWish,
  type GivenTask,
  runOf,
} from '../support/remembered.ts';
import { aLook, anIssue, aPull, aStopFile } from '../support/snapshots.ts';
import type { Row } from './section-two.ts';

const run = runOf(7, 1);
const live = (given: GivenTask = {}) =>
  aTaskWith(anAttempt({ stop: given.state ? aStop('stop') : null }), given);
const ended = (given: GivenTask = {}, code = 1) => aTaskWith(anEndedAttempt({ code }), given);
const late = (number: number, code: number) => anEndedAttempt({ number, code, result: 'exited 1' });
const lastTry = (given: GivenTask = {}) =>
  ended({ attempts: [late(1, 1), late(2, 1), anEndedAttempt({ number: 3, code: 1 })], ...given });
const timedOut = (code = 143) =>
  aTaskWith(anEndedAttempt({ code, stop: aStop('timeout') }), { state: 'timing_out' });
const leftQuestion = { 7: { blockedFile: '\nWhich database?\n' } };
const atLastTry = (state: TaskState, cause: 'timeout' | 'stalled') => {
  const attempts = [late(1, 1), late(2, 1), anEndedAttempt({ number: 3, code: 143, stop: aStop(cause) })];
  return aTask({ state, slot: 0, attempts });
};

/** How an attempt that has ended is judged. */
export const judged: readonly Row[] = [
  {
    from: 'running',
    to: 'completed',
    when: 'a pull request exists and the worker has ended',
    world: { tasks: [ended()], pulls: [aPull()] },
    reason: /^PR #70$/,
    evidence: 'pull-request',
  },
  {
    from: 'running',
    to: 'completed',
    when: 'a pull request exists and waitForExit is false',
    world: { tasks: [live()], pulls: [aPull()] },
    settings: settingsOf({ completion: { waitForExit: false } }),
    reason: /^PR #70$/,
    evidence: 'pull-request',
  },
  {
    from: 'running',
    to: 'queued',
    when: 'it ended without finishing and attempts are left',
    world: { tasks: [ended()] },
    reason: /^exited 1 \(attempt 1 of 3\), next try at \d\d:\d\d UTC$/,
    evidence: 'exit',
  },
  {
    from: 'running',
    to: 'failed',
    when: 'none are left',
    world: { tasks: [lastTry()] },
    reason: /^exited 1 \(attempt 3 of 3\)$/,
    evidence: 'exit',
  },
  {
    from: 'running',
    to: 'blocked',
    when: 'the worker asked for a person',
    world: { tasks: [ended()], worktrees: leftQuestion },
    reason: /^Which database\?$/,
    evidence: 'blocked-file',
  },
  {
    from: 'timing_out',
    to: 'completed',
    when: 'the tree is down and there is a pull request',
    world: { tasks: [timedOut()], pulls: [aPull()] },
    reason: /^PR #70$/,
    evidence: 'pull-request',
  },
  {
    from: 'timing_out',
    to: 'queued',
    when: 'the tree is down and attempts are left',
    world: { tasks: [timedOut()] },
    reason: /^reason of timeout \(attempt 1 of 3\)/,
    evidence: 'exit',
  },
  {
    from: 'timing_out',
    to: 'failed',
    when: 'the tree is down and none are left',
    world: { tasks: [atLastTry('timing_out', 'stalled')] },
    reason: /^reason of stalled \(attempt 3 of 3\)$/,
    evidence: 'time',
  },
  {
    from: 'timing_out',
    to: 'blocked',
    when: 'the tree is down and left a question',
    world: { tasks: [timedOut()], worktrees: leftQuestion },
    reason: /^Which database\?$/,
    evidence: 'blocked-file',
  },
  {
    from: 'zombie',
    to: 'completed',
    when: 'it is swept and there is a pull request',
    world: { tasks: [ended({ state: 'zombie' })], pulls: [aPull()] },
    reason: /^PR #70$/,
    evidence: 'pull-request',
  },
  {
    from: 'zombie',
    to: 'queued',
    when: 'it is swept and attempts are left',
    world: {
      tasks: [aTaskWith(anEndedAttempt({ end: { kind: 'lost', why: 'gone' } }), { state: 'zombie' })],
    },
    reason: /^exit unknown: gone \(attempt 1 of 3\)/,
    evidence: 'exit',
  },
  {
    from: 'zombie',
    to: 'failed',
    when: 'it is swept and none are left',
    world: { tasks: [lastTry({ state: 'zombie' })] },
    reason: /^exited 1 \(attempt 3 of 3\)$/,
    evidence: 'exit',
  },
  {
    from: 'zombie',
    to: 'blocked',
    when: 'it is swept and left a question',
    world: { tasks: [ended({ state: 'zombie' })], worktrees: leftQuestion },
    reason: /^Which database\?$/,
    evidence: 'blocked-file',
  },
];

/** How a worker is made to end. */
export const ending: readonly Row[] = [
  {
    from: 'running',
    to: 'timing_out',
    when: 'the time limit is reached and nothing moves',
    world: {
      tasks: [aTaskWith(anAttempt({ startedAt: at(-7_201) }))],
      silences: { [run]: 400_000 },
      looks: { [run]: aLook() },
    },
    reason: /^timeout: 120m used up/,
    evidence: 'time',
  },
  {
    from: 'running',
    to: 'timing_out',
    when: 'the silence limit is reached',
    world: { tasks: [live()], silences: { [run]: 600_001 }, looks: { [run]: aLook() } },
    reason: /^stalled: no output for 10m, no commit and no changed file$/,
    evidence: 'time',
  },
  {
    from: 'running',
    to: 'stopping',
    when: 'a STOP file appears',
    world: { tasks: [live()], worktrees: { 7: { stopFile: aStopFile('wrong approach\nmore') } } },
    reason: /^STOP file: wrong approach$/,
    evidence: 'stop-file',
  },
  {
    from: 'running',
    to: 'stopping',
    when: 'the command line asks for it',
    world: { tasks: [live({ wish: aWish('stop', { reason: 'enough' }) })] },
    reason: /^coordinator stop: enough$/,
    evidence: 'command',
  },
  {
    from: 'running',
    to: 'stopping',
    when: 'the ledger cancels it',
    world: { tasks: [live({ wish: aWish('cancel', { by: 'tasks.md', reason: 'done by hand' }) })] },
    reason: /^cancelled in tasks\.md: done by hand$/,
    evidence: 'ledger',
  },
  {
    from: 'running',
    to: 'stopping',
    when: 'its issue was closed',
    world: {
      tasks: [live()],
      issues: [],
      confirmed: { 7: { kind: 'present', row: anIssue({ state: 'closed' }) } },
    },
    reason: /^the issue was closed$/,
    evidence: 'issue',
  },
  {
    from: 'running',
    to: 'stopping',
    when: 'the coordinator ends with shutdown: stop',
    world: { tasks: [live()], shuttingDown: true },
    reason: /^the coordinator was stopped$/,
    evidence: 'command',
  },
  {
    from: 'timing_out',
    to: 'stopping',
    when: 'a person stops it meanwhile',
    world: {
      tasks: [aTaskWith(anAttempt({ stop: aStop('timeout') }), { state: 'timing_out', wish: aWish('stop') })],
    },
    reason: /^coordinator stop$/,
    evidence: 'command',
  },
  {
    from: 'zombie',
    to: 'stopping',
    when: 'a person cancelled it meanwhile',
    world: { tasks: [ended({ state: 'zombie', wish: aWish('cancel') })] },
    reason: /^coordinator cancel$/,
    evidence: 'command',
  },
  {
    from: 'running',
    to: 'zombie',
    when: 'its main process is gone while others of its tree live on',
    world: { tasks: [live()], runs: { [run]: { kind: 'orphaned', pids: [11, 12] } } },
    reason: /^its runner is gone, pids 11, 12 live on$/,
    evidence: 'process',
  },
  {
    from: 'stopping',
    to: 'stopped',
    when: 'the process tree is down',
    world: { tasks: [aTaskWith(anEndedAttempt({ stop: aStop('stop') }), { state: 'stopping' })] },
    reason: /^as given$/,
    evidence: 'process',
  },
  {
    from: 'stopping',
    to: 'cancelled',
    when: 'the process tree is down after a cancel',
    world: { tasks: [aTaskWith(anEndedAttempt({ stop: aStop('cancel') }), { state: 'stopping' })] },
    reason: /^as given$/,
    evidence: 'process',
  },
];
