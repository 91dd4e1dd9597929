import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, jsonOption, type Outcome, placeOf, type Values } from './verb.ts';

/** Declares `doctor`. */
export const declareDoctor = (program: Command, outcome: Outcome): void => {
  program
    .command('doctor')
    .description('check this clone, GitHub, the agents and the machine; say what to do for each finding')
    .option(
      '--fix',
      'mend what is safe to mend: labels, entries of .git/info/exclude, registrations that lead nowhere',
    )
    .addOption(jsonOption('doctor'))
    .addHelpText(
      'after',
      examples('coordinator doctor', 'coordinator doctor --fix', 'coordinator doctor --json'),
    )
    .action(async ({ fix, json }: Values, command: Command) => {
      const { examine } = await import('../doctor.ts');
      const terminal = openTerminal();
      outcome.code = await examine({ ...placeOf(command), terminal, json: json === true, fix: fix === true });
    });
};
