/**
 * Rules about time and room: no worker is ended before its limit, nor while it goes on and may be given more time (2);
 * none goes on beyond every limit (5); nothing is started where the disk is too full.
 */
import type { Attempt, StopRequest } from '../../src/model/attempt.ts';
import type { TaskMemory } from '../../src/model/task.ts';
import type { TreeLook } from './fake-git.ts';
import type { Run } from './fake-processes.ts';
import type { Ground } from './ground.ts';

/** A limit is about to end the worker of a task. */
export const checkLimit = (ground: Ground, task: TaskMemory, stop: StopRequest): void => {
  const attempt = task.attempts.at(-1);
  const run = ground.processes.runs.get(attempt?.run ?? '');
  if (attempt === undefined || run === undefined) return;
  const { witness } = ground;
  const passedMs = passedOf(ground, { attempt, run, stop });
  if (passedMs <= 0) witness.breach('R2', `gh-${task.issue} ended as ${stop.cause} before its limit`);
  const looks = (ground.git.looks.get(task.worktreePath) ?? []).filter(({ atMs }) => atMs >= run.startedMs);
  const latest = looks.at(-1);
  if (isDumbStart(stop)) {
    if (run.editedMs !== null && (latest === undefined || run.editedMs <= latest.atMs))
      witness.breach('R2', `gh-${task.issue} ended though it had shown life`);
  } else if (isSpent(ground, attempt)) return;
  const nowMs = ground.clock.now().uptimeMs;
  if (latest === undefined || nowMs - latest.atMs > passedMs)
    witness.breach('R2', `gh-${task.issue} ended as ${stop.cause} without a look whether it goes on`);
  else if (!latest.isSeen)
    witness.breach('R2', `gh-${task.issue} ended as ${stop.cause} because of a look that failed`);
  else if (wentOn(run, looks)) witness.breach('R2', `gh-${task.issue} ended though it went on`);
};

const isDumbStart = ({ reason }: StopRequest): boolean => reason.startsWith('no sign of life');

/** How long ago the limit was reached, by what a daemon has watched. */
const passedOf = (
  { settings, clock, watch }: Ground,
  { attempt, run, stop }: { readonly attempt: Attempt; readonly run: Run; readonly stop: StopRequest },
): number => {
  const { timeoutMs, stallTimeoutMs, startTimeoutMs } = settings.workers;
  const { uptimeMs } = clock.now();
  if (stop.cause === 'timeout') {
    const addedTimeouts = attempt.extended?.addedTimeouts ?? 0;
    return uptimeMs - attempt.startedAt.uptimeMs - timeoutMs * (1 + addedTimeouts);
  }
  if (isDumbStart(stop))
    return run.outputAtMs === null ? uptimeMs - Math.max(run.startedMs, watch.sinceMs) - startTimeoutMs : 0;
  const sinceMs = Math.max(run.outputMs, watch.sinceMs, attempt.extended?.at.uptimeMs ?? 0);
  return uptimeMs - sinceMs - stallTimeoutMs;
};

const isSpent = ({ settings, clock }: Ground, { extensions, startedAt }: Attempt): boolean => {
  const { maxExtensions, timeoutMs } = settings.workers;
  const ageMs = clock.now().uptimeMs - startedAt.uptimeMs;
  return extensions >= maxExtensions || ageMs > timeoutMs * (1 + maxExtensions);
};

/** It did something between the two latest looks. */
const wentOn = ({ editedMs }: Run, looks: readonly TreeLook[]): boolean => {
  const [before, latest] = [looks.at(-2), looks.at(-1)];
  if (editedMs === null || before === undefined || latest === undefined || !before.isSeen) return false;
  return editedMs > before.atMs && editedMs <= latest.atMs;
};

/** In so many looks at the passing of time, 20 s each, a daemon that lives has ended what is overdue. */
const patience = 5;

/** Called every 20 seconds: workers that a living daemon lets go on beyond what all extensions allow. */
export const checkOverdue = ({ processes, clock, settings, witness }: Ground, isWatched: boolean): void => {
  const { timeoutMs, maxExtensions } = settings.workers;
  for (const run of processes.live()) {
    const isOver = clock.now().uptimeMs - run.startedMs > timeoutMs * (1 + maxExtensions);
    const isOverdue = isWatched && isOver && run.runner === 'alive' && run.asked === null;
    run.overdueCount = isOverdue ? run.overdueCount + 1 : 0;
    if (run.overdueCount > patience) witness.breach('R5', `gh-${run.issue} goes on beyond every limit`);
  }
};

/** A start is being prepared. */
export const checkRoom = ({ room, settings, witness }: Ground, issue: number): void => {
  if (room.isKnown && room.freeDiskBytes < (settings.host.minDiskBytes ?? 0))
    witness.breach('R2', `gh-${issue} is started though the disk is too full`);
};
