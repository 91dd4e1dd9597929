import { adviceOf, TransientError } from '../model/failures.ts';
import type { World } from '../world/world.ts';

/**
 * A step that the disk did not allow is told once, with what to do, and tried again; that it works again is told too.
 * Anything else that breaks it is a bug.
 */
export const createTransientTeller = ({
  clock,
  narrator,
}: World): ((step: () => Promise<void>) => Promise<void>) => {
  let told: string | null = null;
  const tell = (word: string, text: string): void =>
    narrator.tell({ atMs: clock.now().atMs, subject: 'coordinator', word, text });
  return async (step) => {
    try {
      await step();
      if (told !== null) tell('goes on', `it works again, after: ${told}`);
      told = null;
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      if (error.message !== told) tell('trouble', adviceOf(error));
      told = error.message;
    }
  };
};
