/**
 * When an attempt is final, how it ended, and when its processes must be taken for masterless. Every wait ends here.
 */
import type { Attempt, AttemptEnd, AttemptPatch, RunSeen } from '../model/attempt.ts';
import { elapsedMs } from '../model/instant.ts';
import type { Context } from './context.ts';

/** How long a runner may take between its start and its first record. */
const firstRecordMs = 30_000;

/** The patch that ends the attempt; null while it is not final. */
export const endOf = (run: RunSeen | null, { snapshot }: Context): AttemptPatch | null => {
  const end = finalEndOf(run);
  return end === null ? null : { phase: 'ended', endedAt: snapshot.now, end };
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
