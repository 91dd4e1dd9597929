import type { Attempt } from '../model/attempt.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { readTask } from './hands.ts';

/**
 * An attempt of which only the intent is remembered is settled for good: adopted when its runner claimed it, called off
 * when nobody did. Whoever makes the claim first decides, so a runner that comes late never runs the command.
 */
export const resolveIntent = (action: ActionOf<'resolve-intent'>, hands: Hands): Skip => {
  const { world } = hands;
  const attempt = readTask(action.issue, hands).attempts.find(({ run }) => run === action.run);
  if (attempt === undefined || attempt.phase === 'ended') return 'the attempt has ended by now';
  if (world.processes.fenceRun(action.run) === 'claimed') {
    const seen = world.processes.readRun(action.run);
    const workerPid = seen.kind === 'live' ? seen.workerPid : null;
    if (attempt.phase === 'intent') world.store.patchAttempt(action.run, { phase: 'running', workerPid });
    return undefined;
  }
  world.store.patchAttempt(action.run, {
    phase: 'ended',
    endedAt: world.clock.now(),
    end: { kind: 'never-started', why: whyNever(attempt, hands) },
  });
  return undefined;
};

/** What its runner complained about, where it was started at all. */
const whyNever = (attempt: Attempt, { world, site }: Hands): string => {
  if (attempt.phase === 'intent') return 'the coordinator died before it was started';
  const [complaint] = world.files.readTail(`${site.ownPath}/runs/${attempt.run}/runner.err`, 1, 4096);
  return `its runner never began${complaint === undefined ? '' : `: ${complaint}`}`;
};
