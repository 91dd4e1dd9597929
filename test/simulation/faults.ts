/**
 * What goes wrong next, and the daemon's death.
 */
import { PermanentError, TransientError } from '../../src/model/failures.ts';
import type { FaultName } from './commands.ts';
import type { Gate } from './gate.ts';
import type { Witness } from './witness.ts';

/** Counts of what fails next; zero = nothing does. */
export interface Faults {
  githubReads: number;
  issueReads: number;
  lists: number;
  githubWrites: number;
  /** `before`: GitHub never saw it. `after`: it was done, the answer was lost. `refused`: GitHub says no. */
  writeMode: 'before' | 'after' | 'refused';
  gitReads: number;
  gitWrites: number;
  disk: number;
  starts: number;
  runners: number;
  sweeps: number;
  trees: number;
  /** The daemon dies at the write with this number from now on; null = it lives. */
  death: { writes: number; when: 'before' | 'after' } | null;
}

export const createFaults = (): Faults => ({
  githubReads: 0,
  issueReads: 0,
  lists: 0,
  githubWrites: 0,
  writeMode: 'before',
  gitReads: 0,
  gitWrites: 0,
  disk: 0,
  starts: 0,
  runners: 0,
  sweeps: 0,
  trees: 0,
  death: null,
});

/** The daemon is dead: whatever is left of it ends here. */
class Death extends Error {
  override readonly name = 'Death';
}

/** True for a death, and for what the program makes of it on its way out. */
export const isDeath = (error: unknown): boolean =>
  error instanceof Death || (error instanceof Error && error.cause !== undefined && isDeath(error.cause));

/** One daemon's life: its doors are dead with it. */
export interface Life {
  isOver: boolean;
}

/** How the doors of one daemon reach the world. */
export interface Reach {
  readonly life: Life;
  readonly faults: Faults;
  readonly witness: Witness;
  readonly gate: Gate;
  /** Writes so far, of all daemons. */
  readonly counter: { writes: number };
}

/** True if this is what goes wrong next; it is one less then. */
export const isDue = ({ faults }: Reach, name: FaultName): boolean => {
  if (faults[name] <= 0) return false;
  faults[name] -= 1;
  return true;
};

/** Fails if this is the kind that fails next. @throws TransientError */
export const failIfDue = (reach: Reach, name: FaultName): void => {
  if (isDue(reach, name)) throw new TransientError(`simulated: ${name}`);
};

/** @throws Death the daemon is no more. */
export const assertAlive = ({ life }: Reach): void => {
  if (life.isOver) throw new Death('the daemon is dead');
};

const die = (reach: Reach): never => {
  reach.life.isOver = true;
  reach.faults.death = null;
  reach.witness.note('the daemon dies');
  throw new Death('the daemon dies here');
};

/** One effect on the world, at which the daemon may die. */
export const effect = <T>(reach: Reach, name: string, body: () => T): T => {
  assertAlive(reach);
  const { faults, witness, counter } = reach;
  counter.writes += 1;
  witness.note(name);
  const { death } = faults;
  if (death !== null) death.writes -= 1;
  const isLast = death !== null && death.writes < 0;
  if (isLast && death.when === 'before') die(reach);
  const result = body();
  if (isLast) die(reach);
  return result;
};

/** One effect on GitHub: it may fail before or after it took place, or be refused. */
export const githubEffect = <T>(reach: Reach, name: string, body: () => T): T =>
  effect(reach, name, () => {
    const { faults } = reach;
    if (faults.githubWrites <= 0) return body();
    faults.githubWrites -= 1;
    if (faults.writeMode === 'refused') throw new PermanentError(`simulated: ${name} was refused`);
    if (faults.writeMode === 'after') body();
    throw new TransientError(`simulated: no answer to ${name}`);
  });
