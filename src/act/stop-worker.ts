import type { ActionOf, Hands, Skip } from './hands.ts';
import { readTask } from './hands.ts';

/** The runner is asked to end its tree: TERM, grace, KILL, or KILL at once. When it was asked is remembered. */
export const stopWorker = (action: ActionOf<'stop-worker'>, hands: Hands): Skip => {
  const { world } = hands;
  const attempt = readTask(action.issue, hands).attempts.find(({ run }) => run === action.run);
  if (attempt === undefined || attempt.phase === 'ended') return 'the attempt has ended by now';
  if (world.processes.stopRun(action.run, action.level) === 'gone') return 'there is no runner to ask';
  const { stop } = attempt;
  if (stop !== null) world.store.patchAttempt(action.run, { stop: { ...stop, sentAt: world.clock.now() } });
  return undefined;
};
