/**
 * When an attempt is final, how it ended, and when its processes must be taken for masterless. Every wait ends here.
 */
import type { Action } from '../model/action.ts';
import type { Attempt, AttemptEnd, AttemptPatch, RunSeen } from '../model/attempt.ts';
import { elapsedMs } from '../model/instant.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';
import { remember, rememberAttempt } from './steps.ts';

/** How long a runner may take between its start and its first record. */
const firstRecordMs = 30_000;

/** The patch that ends the attempt, with its account where that is known already; null while it is not final. */
export const endOf = (
  { run, log }: Pick<TaskFacts, 'run' | 'log'>,
  { snapshot }: Context,
): AttemptPatch | null => {
  const end = finalEndOf(run);
  if (end === null) return null;
  const account = log?.kind === 'known' && log.value.isFinal ? { account: log.value.account } : {};
  return { phase: 'ended', endedAt: snapshot.now, end, ...account };
};

/** How long a log that cannot be read keeps a task from its verdict. */
const unreadableMs = 30_000;

/** Before an attempt that has ended is judged, what its log amounts to is kept. Null: it is, or never will be. */
export const accountFirst = (facts: TaskFacts, { snapshot }: Context): readonly Action[] | null => {
  const { task, attempt, log } = facts;
  if (attempt === null || attempt.account !== null || attempt.end?.kind === 'never-started' || log === null)
    return null;
  if (log.kind === 'known' && log.value.isFinal) return rememberAttempt(task, { account: log.value.account });
  const isOverdue =
    log.kind === 'unknown' &&
    (attempt.endedAt === null || elapsedMs(attempt.endedAt, snapshot.now) > unreadableMs);
  if (isOverdue) return null;
  const hold =
    log.kind === 'unknown'
      ? `the worker ended; its log cannot be read: ${log.why}`
      : 'the worker ended; its log is being read';
  return task.hold === hold ? [] : [remember(task, { hold })];
};

const finalEndOf = (run: RunSeen | null): AttemptEnd | null => {
  switch (run?.kind) {
    case 'ended':
      return { kind: 'exited', exit: run.exit };
    case 'lost':
      return {
        kind: 'lost',
        why: run.why === 'reboot' ? 'the machine was restarted' : 'its runner was killed',
      };
    case 'fenced':
      return { kind: 'never-started', why: 'called off before it started' };
    default:
      return null;
  }
};

/** Why nobody looks after the attempt's processes any more; null while somebody does, or may still begin to. */
export const masterlessBecause = (
  run: RunSeen | null,
  attempt: Attempt,
  { snapshot, settings }: Context,
): string | null => {
  const ageMs = elapsedMs(attempt.startedAt, snapshot.now);
  switch (run?.kind) {
    case 'orphaned':
      return `its runner is gone, pids ${run.pids.join(', ')} live on`;
    case 'draining':
      return run.runnerAlive ? null : 'its runner died before its leftovers were ended';
    case 'claimed':
      return ageMs > firstRecordMs ? 'its runner never said which process it started' : null;
    case 'absent':
      return ageMs > firstRecordMs ? 'its run directory is gone' : null;
    case 'garbled':
      return ageMs > settings.workers.phantomGraceMs
        ? `${run.file} in its run directory is unreadable`
        : null;
    default:
      return null;
  }
};

/** True when the runner was started and never claimed the attempt: it can be called off. */
export const neverClaimed = (run: RunSeen | null, attempt: Attempt, { snapshot }: Context): boolean =>
  run?.kind === 'unclaimed' && elapsedMs(attempt.startedAt, snapshot.now) > firstRecordMs / 3;
