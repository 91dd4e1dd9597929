/** Any world whose memory is consistent: what the states promise about attempts, stops and wishes holds. */
import fc from 'fast-check';
import type { Attempt, AttemptEnd, RunSeen, StopCause } from '../../src/model/attempt.ts';
import type { Instant } from '../../src/model/instant.ts';
import type { Look } from '../../src/model/look.ts';
import { known, unknown } from '../../src/model/seen.ts';
import type { IssueRow, PullRow } from '../../src/model/snapshot.ts';
import type { TaskMemory, TaskState } from '../../src/model/task.ts';
import { noWorktreeErrors } from '../../src/model/worktree-care.ts';
import { aControl, anAttempt, aStop, aTask, aTrouble, at, aWish, exitOf } from '../support/remembered.ts';
import {
  aLabelling,
  aLook,
  anIssue,
  aPull,
  aStopFile,
  aTree,
  type GivenWorld,
  someWork,
} from '../support/snapshots.ts';
import { ledgerOf } from '../support/written-ledger.ts';
import { anyFollowUp, anyStanding } from './any-follow-up.ts';
import { anyAccount, anyLog, anySpending } from './any-money.ts';

const oneOf = fc.constantFrom;
const instant = fc.integer({ min: -30_000, max: 0 }).map(at);
const code = oneOf(0, 0, 1, 127, 137, 143);
const exit = fc
  .tuple(code, oneOf('self' as const, 'term' as const, 'kill' as const))
  .map(([n, why]) => exitOf(n, why));
const end: fc.Arbitrary<AttemptEnd> = fc.oneof(
  exit.map((one): AttemptEnd => ({ kind: 'exited', exit: one })),
  oneOf<AttemptEnd>({ kind: 'lost', why: 'gone' }, { kind: 'never-started', why: 'called off' }),
);

type Shape = 'none' | 'intent' | 'running' | 'ended';
const shapes: Readonly<Record<TaskState, readonly Shape[]>> = {
  queued: ['none', 'ended'],
  preparing: ['none', 'ended', 'intent', 'running'],
  running: ['running', 'ended'],
  timing_out: ['running', 'ended'],
  stopping: ['running', 'ended'],
  zombie: ['running', 'ended'],
  blocked: ['ended'],
  // With waitForExit: false the worker may live on.
  completed: ['none', 'ended', 'running'],
  failed: ['none', 'ended'],
  stopped: ['ended'],
  cancelled: ['none', 'ended'],
};
const causesOf = (state: TaskState): readonly (StopCause | null)[] => {
  if (state === 'running') return [null, null, null, 'lingering'];
  if (state === 'timing_out') return ['timeout', 'stalled', 'limits', 'budget'];
  if (state === 'stopping') return ['stop', 'cancel', 'kill', 'shutdown'];
  return state === 'stopped' ? ['stop', 'kill', 'shutdown'] : [null];
};
const wishesOf = (state: TaskState) => {
  if (['running', 'timing_out', 'stopping', 'zombie'].includes(state))
    return [null, null, aWish('stop'), aWish('cancel'), aWish('kill')];
  return ['queued', 'preparing', 'blocked'].includes(state) ? [null, null, aWish('cancel')] : [null];
};

const troubles = fc.uniqueArray(
  fc
    .record({
      action: oneOf(
        'create-worktree',
        'start-worker',
        'save-work',
        'push-branch',
        'write-comment',
        'set-label',
      ),
      class: oneOf('transient' as const, 'permanent' as const),
      tries: fc.integer({ min: 1, max: 9 }),
      at: instant,
    })
    .map(({ action, ...given }) => aTrouble('save-work', { ...given, action })),
  { maxLength: 2, selector: ({ action }) => action },
);

const anyTask = (issue: number): fc.Arbitrary<TaskMemory> =>
  fc.constantFrom(...(Object.keys(shapes) as TaskState[])).chain((state) =>
    fc
      .record({
        shape: oneOf(...shapes[state]),
        before: fc.integer({ min: 0, max: 3 }),
        round: oneOf(1, 1, 2),
        end,
        cause: oneOf(...causesOf(state)),
        sentAt: fc.option(instant),
        account: anyAccount,
        startedAt: instant,
        endedAt: instant,
        extensions: fc.nat(3),
        since: instant,
        more: fc.record({
          wish: oneOf(...wishesOf(state)),
          notBefore: fc.option(fc.record({ from: instant, waitMs: fc.nat(100_000) })),
          hold: fc.option(fc.constant('waiting for a worker')),
          stopOverruledAtMs: fc.option(instant.map(({ atMs }) => atMs)),
          pushedSha: oneOf(null, 'a'.repeat(40)),
          mergedSha: oneOf(null, 'a'.repeat(40)),
          labelGone: fc.boolean(),
          greeted: fc.boolean(),
          ledgerPriority: oneOf(null, 0 as const),
          order: fc.option(fc.nat(3)),
          preparedFor: oneOf(null, 1, 2),
          pullRequest: oneOf(null, null, { number: 100 + issue, url: 'u', state: 'open' as const }),
          followUp: anyFollowUp(issue),
          troubles,
        }),
      })
      .map(
        ({
          shape,
          before,
          round,
          cause,
          sentAt,
          startedAt,
          endedAt,
          extensions,
          since,
          more,
          account,
          ...rest
        }) => {
          const failure = account?.reason === 'quota' ? ('provider' as const) : null;
          const old = Array.from({ length: shape === 'none' ? 0 : before }, (_, index) => {
            const given = { issue, number: index + 1, round: index < before - 1 ? 1 : round };
            return attemptOf({ ...given, account, failure }, 'ended', rest.end);
          });
          const stop = cause === null ? null : aStop(cause, { at: sentAt ?? at(-1), sentAt });
          const known = shape === 'ended' ? { account, failure } : {};
          const latest = { issue, number: before + 1, round, stop, startedAt, extensions, ...known };
          const attempts = shape === 'none' ? [] : [...old, attemptOf(latest, shape, rest.end, endedAt)];
          return aTask({ issue, state, round, attempts, slot: issue % 4, since, ...more });
        },
      ),
  );

const attemptOf = (
  given: Partial<Attempt>,
  phase: Exclude<Shape, 'none'>,
  how: AttemptEnd,
  endedAt = at(-10),
): Attempt => anAttempt(phase === 'ended' ? { ...given, phase, endedAt, end: how } : { ...given, phase });

const runSeen: fc.Arbitrary<RunSeen | null> = fc.oneof(
  exit.map((one): RunSeen => ({ kind: 'ended', exit: one })),
  exit.map((one): RunSeen => ({ kind: 'draining', exit: one, runnerAlive: one.code === 0 })),
  oneOf<RunSeen | null>(
    { kind: 'live', workerPid: 4242, lastOutputAtMs: null },
    { kind: 'live', workerPid: 9, lastOutputAtMs: at(-1).atMs },
    { kind: 'absent' },
    { kind: 'unclaimed' },
    { kind: 'fenced' },
    { kind: 'claimed' },
    { kind: 'orphaned', pids: [9] },
    { kind: 'lost', why: 'reboot' },
    { kind: 'garbled', file: 'exit' },
    null,
  ),
);
const often = <T>(usual: T, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary });

const perIssue = <T>(issues: readonly number[], one: (issue: number) => fc.Arbitrary<T>) =>
  fc
    .tuple(...issues.map((issue) => one(issue).map((value) => [issue, value] as const)))
    .map(Object.fromEntries);

const issueRow = (number: number) =>
  fc
    .record({
      title: often(`Title ${number}`, fc.constant('New')),
      labels: often<readonly string[]>(['rpi-auto'], oneOf(['bug'], ['rpi-auto', 'P0'])),
      openBlockerCount: oneOf(0, 0, 1, null),
      openChildCount: oneOf(0, 0, 1, null),
      state: oneOf('open' as const, 'open' as const, 'closed' as const),
    })
    .map((row) => anIssue({ number, ...row }));

const look = (given: Partial<Look>): Look => aLook({ at: at(-5), ...given });
const anyLook = oneOf(
  look({}),
  look({ at: at(-900) }),
  look({ before: null }),
  look({ tree: unknown('locked') }),
  look({ change: { since: at(-300), at: at(-5), before: aTree(), after: aTree({ changedCount: 1 }) } }),
);
const bytes = oneOf(unknown('no such device'), known(2 ** 40, 0), known(2 ** 20, 0));
const anyHost = fc.record({ freeDiskBytes: bytes, freeMemoryBytes: bytes, load: fc.constant(known(1, 0)) });

const issueNumbers = [1, 2, 3, 4, 5];
const notLookedAt = { memory: null, seen: unknown('not looked at') };
/** Null: nobody looked, which is the usual case here, since writing and reading the file takes longest. */
const edits: readonly (((text: string) => string | null) | null)[] = [
  ...Array.from({ length: 20 }, () => null),
  (text) => text,
  (text) => text.replace(/- \[ \](.*gh-1)/, '- [-]$1'),
  (text) => text.replace(/(gh-2.*)\{p2\}/, '$1{p0}'),
  (text) => text.replace('- [x] ✅ gh', '- [ ] gh'),
  (text) => text.slice(0, text.length / 2),
  () => null,
];

const worldOf = (tasks: readonly TaskMemory[]): fc.Arbitrary<GivenWorld> => {
  const runs = tasks.flatMap(({ attempts }) => attempts.filter(({ phase }) => phase !== 'ended'));
  const perRun = <T>(one: fc.Arbitrary<T>) =>
    fc.tuple(...runs.map(({ run }) => one.map((value) => [run, value] as const))).map(Object.fromEntries);
  const parts = fc.record({
    tasks: fc.constant(tasks),
    issues: often<readonly IssueRow[] | string>(
      issueNumbers.map((number) => anIssue({ number })),
      fc.oneof(
        fc.constant('no network'),
        fc.subarray(issueNumbers).chain((some) => fc.tuple(...some.map(issueRow))),
      ),
    ),
    pulls: often<readonly PullRow[] | string>(
      [],
      fc.oneof(
        fc.constant('no network'),
        fc.subarray(issueNumbers).map((some) => some.map((issue) => aPull({ issue, number: 100 + issue }))),
        fc.constant([
          aPull({ issue: 1, number: 101, state: 'merged' }),
          aPull({ issue: 2, number: 102, state: 'closed' }),
        ]),
      ),
    ),
    polledAt: often<Instant | null>(at(-1), fc.option(instant)),
    labellings: perIssue(issueNumbers, () =>
      fc.oneof(
        fc.constant('no network'),
        fc.record({ trusted: fc.boolean(), atMs: instant.map(({ atMs }) => atMs) }).map(aLabelling),
      ),
    ),
    followUps: perIssue(issueNumbers, (issue) => anyStanding(issue, instant)),
    aheadMs: fc.constantFrom(0, -90_000, 90_000),
    confirmed: perIssue(issueNumbers, (issue) =>
      fc.oneof(
        fc.constant('no network'),
        fc.constant({ kind: 'gone' as const }),
        issueRow(issue).map((row) => ({ kind: 'present' as const, row })),
      ),
    ),
    runs: perRun(runSeen),
    silences: perRun(oneOf(0, 0, 400_000, 700_000)),
    trees: perRun(oneOf({ processCount: 3, residentBytes: 1000 }, { processCount: 30, residentBytes: 1000 })),
    looks: perRun(anyLook),
    logs: perRun(anyLog),
    spending: anySpending,
    mendable: fc.subarray(issueNumbers),
    lost: fc.record({ comments: fc.subarray(issueNumbers), labels: fc.subarray(issueNumbers) }),
    worktreeCare: oneOf(noWorktreeErrors, { ...noWorktreeErrors, errorCount: 11, newErrorCount: 11 }),
    host: fc.option(anyHost),
    worktrees: perIssue(issueNumbers, () =>
      fc.record({
        exists: oneOf(true, true, false),
        stopFile: oneOf(null, null, null, aStopFile('why')),
        blockedFile: oneOf(null, null, 'Why?'),
        work: oneOf(unknown('locked'), someWork(), someWork({ commitCount: 1 }), someWork({ dirtyCount: 1 })),
      }),
    ),
    controls: fc.uniqueArray(
      fc
        .record({
          kind: fc.oneof(
            oneOf('stop', 'cancel', 'retry', 'kill', 'clean'),
            oneOf('clean-by-force', 'reset', 'reset-by-force', 'kill-zombie'),
          ),
          id: fc.nat(9),
          issue: oneOf(1, 2, 9),
        })
        .map(({ kind, ...given }) => aControl(kind, given)),
      { maxLength: 3, selector: ({ id }) => id },
    ),
    lastStartAt: fc.option(instant),
    shuttingDown: oneOf(false, false, false, true),
    ledger: oneOf(...edits).map((edit) => (edit === null ? notLookedAt : ledgerOf(tasks, edit))),
  });
  return parts;
};

/** Up to four tasks, numbered from 1, and everything else about the world. */
export const anyWorld: fc.Arbitrary<GivenWorld> = fc
  .subarray([1, 2, 3, 4])
  .chain((issues) => fc.tuple(...issues.map(anyTask)).chain(worldOf));
