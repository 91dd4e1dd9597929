import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, jsonOption, type Outcome, placeOf, type Values } from './verb.ts';

/** Declares `history`. */
export const declareHistory = (program: Command, outcome: Outcome): void => {
  program
    .command('history')
    .description('every change of a task with what it rests on, and its attempts')
    .argument('<issue>', 'number of the issue: 450, #450 or gh-450')
    .addOption(jsonOption('history'))
    .addHelpText('after', examples('coordinator history 450', 'coordinator history 450 --json'))
    .action(async (issue: string, { json }: Values, command: Command) => {
      const { showHistory } = await import('../history.ts');
      const terminal = openTerminal();
      outcome.code = await showHistory({ ...placeOf(command), terminal, issue, json: json === true });
    });
};
