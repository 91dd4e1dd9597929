import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, jsonOption, type Outcome, placeOf, type Values } from './verb.ts';

/** Declares `init`. */
export const declareInit = (program: Command, outcome: Outcome): void => {
  program
    .command('init')
    .description(
      'set a clone up: coordinator.yml, labels on GitHub, entries of .git/info/exclude; asks first',
    )
    .option('-y, --yes', 'ask nothing, make what is missing')
    .option('--check', 'only say what is missing; exit 1 when something is')
    .option('--templates', 'copy the prompt templates to .github/coordinator, to be edited there')
    .addOption(jsonOption('init'))
    .addHelpText('after', examples('coordinator init', 'coordinator init --yes', 'coordinator init --check'))
    .action(async ({ yes, check, templates, json }: Values, command: Command) => {
      const { initialise } = await import('../init.ts');
      outcome.code = await initialise({
        ...placeOf(command),
        ...{ yes: yes === true, check: check === true, templates: templates === true, json: json === true },
        terminal: openTerminal(),
      });
    });
};
