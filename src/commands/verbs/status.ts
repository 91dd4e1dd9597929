import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, jsonOption, type Outcome, placeOf, type Values } from './verb.ts';

/** Declares `status`. */
export const declareStatus = (program: Command, outcome: Outcome): void => {
  program
    .command('status')
    .description('what goes on: each task with its state, evidence and age')
    .addOption(jsonOption('status'))
    .option('--watch', 'again on each change; with --json one line per change')
    .addHelpText(
      'after',
      examples('coordinator status', 'coordinator status --watch', 'coordinator status --json'),
    )
    .action(async (options: Values, command: Command) => {
      const { showStatus } = await import('../status.ts');
      const terminal = openTerminal();
      const { json, watch } = options;
      outcome.code = await showStatus({
        ...placeOf(command),
        terminal,
        json: json === true,
        watch: watch === true,
      });
    });
};
