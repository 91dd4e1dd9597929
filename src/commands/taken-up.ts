/**
 * What `coordinator run` says at its start about workers that an earlier coordinator left: they are adopted, not started.
 */
import { type Attempt, isLive } from '../model/attempt.ts';
import { TransientError } from '../model/failures.ts';
import { keyOf, workerOf } from '../model/ids.ts';
import type { World } from '../world/world.ts';

/** Names each of them, and where it is now. */
export const tellTakenUp = ({ store, processes, narrator, clock }: World): void => {
  for (const attempt of store.readMemory().tasks.flatMap(({ attempts }) => attempts.filter(isLive)))
    narrator.tell({
      atMs: clock.now().atMs,
      subject: keyOf(attempt.issue),
      word: 'taken up',
      text: `attempt ${attempt.number}, worker ${workerOf(attempt.run)}${whereaboutsOf(attempt, processes)}`,
    });
};

/** Its process id, also where the earlier coordinator died before it had noted it. */
const whereaboutsOf = ({ run }: Attempt, processes: World['processes']): string => {
  try {
    const seen = processes.readRun(run);
    if (seen.kind === 'live') return `, pid ${seen.workerPid}`;
    return seen.kind === 'ended' ? ', ended meanwhile' : '';
  } catch (error) {
    if (error instanceof TransientError) return '';
    throw error;
  }
};
