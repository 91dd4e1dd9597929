import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, jsonOption, type Outcome, placeOf, type Values } from './verb.ts';

/** Declares `config show` and `config schema`. */
export const declareConfig = (program: Command, outcome: Outcome): void => {
  const config = program
    .command('config')
    .helpCommand(false)
    .description('the configuration: what is in force, what may be written')
    .addHelpText('after', examples('coordinator config show', 'coordinator config schema'));
  config
    .command('show')
    .description('every key with its value and where it comes from')
    .option('--origin', 'with where each value comes from, as is shown anyway')
    .addOption(jsonOption('config-show'))
    .addHelpText('after', examples('coordinator config show', 'coordinator config show | grep workers'))
    .action(async ({ json }: Values, command: Command) => {
      const { showConfig } = await import('../config.ts');
      outcome.code = await showConfig({ ...placeOf(command), terminal: openTerminal(), json: json === true });
    });
  config
    .command('schema')
    .description('the JSON schema of coordinator.yml')
    .addHelpText('after', examples('coordinator config schema > coordinator.schema.json'))
    .action(async () => {
      const { showConfigSchema } = await import('../config.ts');
      outcome.code = showConfigSchema(openTerminal());
    });
};
