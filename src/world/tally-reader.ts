import type { Tallies } from '../model/tallies.ts';

/** What the memory tells of all that ever happened. */
export interface TallyReader {
  /** The same object until something was written; `nowMs`: epoch milliseconds. @throws TransientError I/O error. */
  readTallies(nowMs: number): Tallies;
}
