/**
 * One history: a seed and commands, carried out and judged.
 */
import type { Command } from './commands.ts';
import { finish } from './finish.ts';
import { mishaps } from './mishaps.ts';
import { people, workers } from './people.ts';
import { createSimulation, type Simulation } from './simulation.ts';
import type { Breach } from './witness.ts';

export interface History {
  readonly seed: number;
  /** Calls go through in the order they came, instead of any. */
  readonly isOrderly: boolean;
  readonly commands: readonly Command[];
  /** Every task must have ended at its end: nobody is waited for any more. */
  readonly endsAll?: boolean;
}

export interface Verdict {
  readonly breaches: readonly Breach[];
  /** What happened, one line each, for whoever looks at a breach. */
  readonly lines: readonly string[];
}

const all = { ...people, ...workers, ...mishaps } as unknown as Readonly<
  Record<string, (command: Command, simulation: Simulation) => void | Promise<void>>
>;

/** One command. */
export const carryOut = async (command: Command, simulation: Simulation): Promise<void> => {
  await all[command.kind]?.(command, simulation);
};

const describe = (command: Command): string => `> ${JSON.stringify(command)}`;

/** How many events follow a command at most. */
const pumpLimit = 12;

/** Carries a history out, to its end or to the first breach. */
export const play = async (history: History): Promise<Verdict> => {
  const simulation = createSimulation(history);
  const { witness, chance } = simulation.ground;
  try {
    for (const command of history.commands) {
      witness.nextStep();
      witness.note(describe(command));
      await carryOut(command, simulation);
      await simulation.pump(chance.below(pumpLimit));
      if (witness.breaches.length > 0) break;
    }
    if (witness.breaches.length === 0) {
      witness.note('> finish');
      await finish(simulation, history.endsAll === true);
    }
    return { breaches: witness.breaches, lines: witness.history };
  } finally {
    simulation.close();
  }
};

/** The breach as text; empty when there was none. */
export const explain = ({ breaches, lines }: Verdict, history: History): string => {
  const [first] = breaches;
  if (first === undefined) return '';
  const about = `${first.rule}: ${first.text}`;
  return `${about}\n${lines.slice(-Number(process.env.SIMULATION_LINES ?? 60)).join('\n')}\n${about}\nhistory: ${JSON.stringify(history)}`;
};
