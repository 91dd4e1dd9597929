/**
 * Whoever asked in a comment sees there what became of it.
 */
import type { Action } from '../model/action.ts';
import { mayRetry } from './backoff.ts';
import type { Context } from './context.ts';

/** One action for each request that is answered and not shown yet. */
export const decideAcknowledging = ({ snapshot, settings }: Context): readonly Action[] => {
  const { acknowledgements, tasks, ownTroubles } = snapshot.memory;
  return acknowledgements
    .filter(({ issue }) => {
      const troubles = tasks.find((task) => task.issue === issue)?.troubles ?? ownTroubles;
      const trouble = troubles.find(({ action }) => action === 'acknowledge-comment');
      return mayRetry(trouble, snapshot.now, settings.workers.backoff);
    })
    .map((acknowledgement) => ({ kind: 'acknowledge-comment', ...acknowledgement }));
};
