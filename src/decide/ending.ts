/**
 * Stopping, timing out and zombie: states in which something must be made to end, each with a deadline.
 */
import type { Action } from '../model/action.ts';
import type { Attempt, AttemptPatch, RunSeen } from '../model/attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import { elapsedMs, type Instant } from '../model/instant.ts';
import { rescueOf } from '../model/removal.ts';
import { longestDownMs } from '../model/run-spec.ts';
import type { TaskMemory } from '../model/task.ts';
import { mayRetry, mayTryAgain } from './backoff.ts';
import { conclude } from './conclude.ts';
import type { Context } from './context.ts';
import { accountFirst, endOf, masterlessBecause } from './ends.ts';
import type { TaskFacts } from './facts.ts';
import { changeTo, goneLabel, rememberEnd, saw } from './steps.ts';
import { cancelAskedOf, stopAskedOf, toStopping } from './wishes.ts';

/** How long after grace a silent runner is told to kill (the runner itself is done well before). */
const silentRunnerMs = 30_000;

/** How often a stop that found no effect is repeated. */
const repeatStopMs = 5_000;

/** How long a worktree that git cannot read keeps a task from its end. */
const unreadableMs = 30_000;

/** The tree comes down; then work is saved; then the task is stopped or cancelled. */
export const decideStopping = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { attempt } = facts;
  if (attempt !== null && attempt.phase !== 'ended') return bringDown(facts, attempt, context);
  return accountFirst(facts, context) ?? saveFirst(facts, context) ?? [stopped(facts, context)];
};

/** The same way down; then judged like any other end. */
export const decideTimingOut = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { attempt } = facts;
  if (attempt === null) return [];
  const asked = stopAskedOf(facts, context);
  if (asked !== null && asked.cause !== attempt.stop?.cause) return [toStopping(facts, asked, context)];
  if (attempt.phase !== 'ended') return bringDown(facts, attempt, context);
  return accountFirst(facts, context) ?? saveFirst(facts, context) ?? conclude(facts, context);
};

/** What provably belongs to the attempt is swept; then judged. */
export const decideZombie = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { attempt, task } = facts;
  if (attempt === null) return [];
  if (attempt.phase === 'ended') {
    const asked = stopAskedOf(facts, context);
    if (asked !== null) return [toStopping(facts, asked, context)];
    return accountFirst(facts, context) ?? saveFirst(facts, context) ?? conclude(facts, context);
  }
  const end = endOf(facts, context);
  if (end !== null) return rememberEnd(task, end);
  // While its run cannot be read it may have ended already.
  return facts.run === null ? [] : sweep(task, attempt, context);
};

/** The processes of a live attempt are ended, by their runner or, where it is gone, by us; then that is remembered. */
export const bringDown = (facts: TaskFacts, attempt: Attempt, context: Context): readonly Action[] => {
  const { task, run } = facts;
  const end = endOf(facts, context);
  if (end !== null) return rememberEnd(task, end);
  if (masterlessBecause(run, attempt, context) !== null) return sweep(task, attempt, context);
  const { stop } = attempt;
  if (stop === null) return [];
  // Its runner has not begun, and may never: calling it off is the only way to be sure.
  if (run?.kind === 'unclaimed') return [{ kind: 'resolve-intent', issue: task.issue, run: attempt.run }];
  if (!hasRunner(run)) return [];
  const { now } = context.snapshot;
  const isKill = stop.cause === 'kill' || task.wish?.kind === 'kill';
  const isOverdue =
    elapsedMs(stop.at, now) > longestDownMs(context.settings.workers.graceMs) + silentRunnerMs;
  if (stop.sentAt !== null && elapsedMs(stop.sentAt, now) < repeatStopMs && !isKillNews(task, stop.sentAt))
    return [];
  const level = isKill || isOverdue ? 'kill' : 'term';
  return [{ kind: 'stop-worker', issue: task.issue, run: attempt.run, cause: stop.cause, level }];
};

/** What cannot be ended is tried again, after a while each time. */
const sweep = (task: TaskMemory, attempt: Attempt, { snapshot, settings }: Context): readonly Action[] => {
  const trouble = task.troubles.find(({ action }) => action === 'sweep-worker');
  return mayTryAgain(trouble, snapshot.now, settings.workers.backoff)
    ? [{ kind: 'sweep-worker', issue: task.issue, run: attempt.run }]
    : [];
};

/** True while somebody can be asked; before the first record, and while it cannot be read, nobody can. */
const hasRunner = (run: RunSeen | null): boolean => run?.kind === 'live' || run?.kind === 'draining';

/** A person asked to kill after the runner was told last. */
const isKillNews = ({ wish }: TaskMemory, sentAt: Instant): boolean =>
  wish?.kind === 'kill' && elapsedMs(sentAt, wish.at) > 0;

/** Uncommitted work becomes a commit before the state changes; a save that fails is told, the worktree stays. */
const saveFirst = (facts: TaskFacts, { settings, snapshot }: Context): readonly Action[] | null => {
  const { task, worktree, attempt } = facts;
  if (!settings.worktrees.saveOnStop || !worktree.exists || attempt?.savedRef != null) return null;
  const trouble = task.troubles.find(({ action }) => action === 'save-work');
  if (trouble !== undefined && (trouble.class === 'permanent' || trouble.tries >= 3)) return null;
  if (!mayRetry(trouble, snapshot.now, settings.workers.backoff)) return [];
  // The look may be older than the end of the attempt: the next one asks git.
  if (worktree.work === null) return [];
  if (worktree.work.kind === 'unknown') return isUnreadable(facts, snapshot.now) ? null : [];
  if (worktree.work.value.dirtyCount === 0) return null;
  const reason = facts.attempt?.stop?.reason ?? task.recorded.reason;
  return [{ kind: 'save-work', issue: task.issue, reason }];
};

/** True when git has had its time to say what is there: the work stays in the worktree then. */
const isUnreadable = ({ attempt }: TaskFacts, now: Instant): boolean =>
  attempt?.endedAt == null || elapsedMs(attempt.endedAt, now) > unreadableMs;

/** A person's stop that came while the coordinator itself was ending counts as that person's: it does not go on later. */
const overruledBy = (wish: TaskMemory['wish'], attempt: Attempt | null): AttemptPatch => {
  if (wish === null || attempt?.stop?.cause !== 'shutdown') return {};
  return { stop: { ...attempt.stop, cause: wish.kind } };
};

/** Where work is that could not become a commit of the branch. */
const savedAside = ({ task, attempt }: TaskFacts): readonly Evidence[] =>
  attempt?.savedRef == null
    ? []
    : [
        saw(
          'saved-work',
          attempt.endedAt?.atMs ?? 0,
          rescueOf(task.issue, { ref: attempt.savedRef, filesPath: null }),
        ),
      ];

/** What is in no commit, on purpose. */
const leftSecrets = ({ worktree: { work } }: TaskFacts): readonly Evidence[] =>
  work?.kind !== 'known' || work.value.secretCount === 0
    ? []
    : [
        saw(
          'worktree',
          work.atMs,
          `secrets that git does not ignore stay there only: ${work.value.secretCount}`,
        ),
      ];

const stopped = (facts: TaskFacts, context: Context): Action => {
  const { task, attempt } = facts;
  const cancel = cancelAskedOf(facts, context);
  const to = cancel !== null || attempt?.stop?.cause === 'cancel' ? 'cancelled' : 'stopped';
  const unsaved = task.troubles.find(({ action }) => action === 'save-work');
  const { work } = facts.worktree;
  const seen = [...(cancel?.evidence ?? []), ...task.recorded.evidence];
  const evidence = [
    ...seen.filter(
      ({ kind, text }, index) => index === seen.findIndex((one) => one.kind === kind && one.text === text),
    ),
    saw('process', context.snapshot.now.atMs, 'no process of the worker is left'),
    ...(facts.worktree.exists
      ? [saw('worktree', context.snapshot.now.atMs, `worktree kept, work on ${task.branch}`)]
      : []),
    ...leftSecrets(facts),
    ...savedAside(facts),
    ...(unsaved === undefined
      ? []
      : [saw('failure', unsaved.at.atMs, `work not committed, kept in the worktree: ${unsaved.message}`)]),
    ...(work?.kind === 'unknown'
      ? [saw('failure', context.snapshot.now.atMs, `the worktree stays as it is: ${work.why}`)]
      : []),
  ];
  return changeTo(task, to, {
    reason: cancel?.reason ?? task.recorded.reason,
    evidence,
    patch: { wish: null, ...(to === 'cancelled' ? goneLabel(seen) : {}) },
    attempt: { result: to, ...overruledBy(task.wish, attempt) },
  });
};
