/**
 * Which attempts cost one of `workers.attempts`, and how many the present round has used.
 */
import { type Attempt, hasBegun, isLive } from './attempt.ts';
import type { TaskMemory } from './task.ts';

/**
 * One whose agent never began, that met a provider's limit, that found its session gone, or that was ended by our own
 * shutdown or for money costs none of `workers.attempts`.
 */
export const countsAsTry = (attempt: Attempt): boolean =>
  hasBegun(attempt) &&
  attempt.stop?.cause !== 'shutdown' &&
  attempt.failure !== 'provider' &&
  attempt.failure !== 'session' &&
  !isStoppedForMoney(attempt);

/** It costs no attempt, as long as what it spent is known: else it would be begun for ever. */
export const isStoppedForMoney = ({ stop, account }: Attempt): boolean =>
  stop?.cause === 'budget' && (account?.cost != null || account?.tokens != null);

/** Attempts of this round that count, one that lives among them; 0 before the first. */
export const attemptCountOf = ({ attempts, round }: TaskMemory): number =>
  attempts.filter((one) => one.round === round && (isLive(one) || countsAsTry(one))).length;
