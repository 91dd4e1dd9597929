/**
 * Every door that may take its time waits here; the simulation lets one through at a time, in an order of its own.
 */
import type { Chance } from './chance.ts';

export interface Gate {
  /** Resolves when the simulation lets this call through. */
  pass(): Promise<void>;
  waitingCount(): number;
  /** Lets one waiting call through, and waits until everything that follows at once has happened. */
  release(): Promise<void>;
}

/** Waits until nothing but the gate holds anything up. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** `isOrderly`: first come, first through; otherwise chance picks. */
export const createGate = (chance: Chance, isOrderly: boolean): Gate => {
  const waiting: (() => void)[] = [];
  return {
    pass: () => new Promise((resolve) => waiting.push(resolve)),
    waitingCount: () => waiting.length,
    release: async () => {
      const [next] = waiting.splice(isOrderly ? 0 : chance.below(waiting.length), 1);
      next?.();
      await breathe();
    },
  };
};
