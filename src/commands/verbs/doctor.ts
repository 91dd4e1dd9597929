import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, type Outcome, placeOf, type Values } from './verb.ts';

/** Declares `doctor`. */
export const declareDoctor = (program: Command, outcome: Outcome): void => {
  program
    .command('doctor')
    .description('how workers are held here, which limits apply, whether there is room')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('coordinator doctor', 'coordinator doctor --json'))
    .action(async ({ json }: Values, command: Command) => {
      const { examine } = await import('../doctor.ts');
      outcome.code = await examine({ ...placeOf(command), terminal: openTerminal(), json: json === true });
    });
};
