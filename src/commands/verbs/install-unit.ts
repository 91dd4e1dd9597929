import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, jsonOption, type Outcome, placeOf, type Values } from './verb.ts';

/** Declares `install-service`. */
export const declareInstallService = (program: Command, outcome: Outcome): void => {
  program
    .command('install-service')
    .description(
      'write a service file for this clone (systemd or launchd) that lets workers live; say how to start it',
    )
    .option('--print', 'only show the file')
    .addOption(jsonOption('install-service'))
    .addHelpText('after', examples('coordinator install-service --print', 'coordinator install-service'))
    .action(async ({ print, json }: Values, command: Command) => {
      const { installService } = await import('../install-unit.ts');
      const { execPath, argv, platform } = process;
      outcome.code = await installService({
        ...placeOf(command),
        ...{
          print: print === true,
          json: json === true,
          platform,
          command: [execPath, argv[1] ?? 'coordinator'],
        },
        terminal: openTerminal(),
      });
    });
};
