import { TransientError } from '../model/failures.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { readTask } from './hands.ts';

/**
 * The runner is gone: what carries the attempt's mark is ended. When nothing is left and no record says how the worker
 * ended, the attempt is lost, never a success.
 * @throws TransientError something survived.
 */
export const sweepWorker = async (action: ActionOf<'sweep-worker'>, hands: Hands): Promise<Skip> => {
  const { world } = hands;
  const left = await world.processes.sweepRun(action.run);
  if (left.length > 0)
    throw new TransientError(`pids ${left.join(', ')} cannot be ended`, {
      fix: `Look at: ps -fp ${left.join(',')}`,
    });
  const attempt = readTask(action.issue, hands).attempts.find(({ run }) => run === action.run);
  if (attempt === undefined || attempt.phase === 'ended') return 'the attempt has ended by now';
  const { kind } = world.processes.readRun(action.run);
  if (kind === 'ended' || kind === 'lost' || kind === 'fenced') return undefined;
  world.store.patchAttempt(action.run, {
    phase: 'ended',
    endedAt: world.clock.now(),
    end: { kind: 'lost', why: 'its runner was gone; what was left of it was ended' },
  });
  return undefined;
};
