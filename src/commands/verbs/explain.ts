import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, jsonOption, type Outcome, placeOf, type Values } from './verb.ts';

/** Declares `explain`. */
export const declareExplain = (program: Command, outcome: Outcome): void => {
  program
    .command('explain')
    .description('why an issue is, or is not, being worked on, and what to do')
    .argument('<issue>', 'number of the issue: 450, #450 or gh-450')
    .addOption(jsonOption('explain'))
    .addHelpText('after', examples('coordinator explain 450', 'coordinator explain 450 --json'))
    .action(async (issue: string, { json }: Values, command: Command) => {
      const { explainIssue } = await import('../explain.ts');
      const terminal = openTerminal();
      outcome.code = await explainIssue({ ...placeOf(command), terminal, issue, json: json === true });
    });
};
