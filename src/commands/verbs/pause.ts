import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, jsonOption, type Outcome, placeOf, type Values } from './verb.ts';

/** Declares `pause` and `resume`. */
export const declarePause = (program: Command, outcome: Outcome): void => {
  program
    .command('pause')
    .description('hold back new starts; what runs goes on')
    .option('--reason <text>', 'why, for all to see')
    .option('--until <when>', 'ends by itself: +2h, 18:30, or ISO 8601')
    .addOption(jsonOption('pause'))
    .addHelpText('after', examples('coordinator pause', 'coordinator pause --reason "release" --until 18:30'))
    .action(
      async (
        { reason, until, json }: { reason?: string; until?: string; json?: boolean },
        command: Command,
      ) => {
        const { pauseStarts } = await import('../pause.ts');
        const terminal = openTerminal();
        outcome.code = await pauseStarts({
          ...placeOf(command),
          terminal,
          reason,
          until,
          json: json === true,
        });
      },
    );
  program
    .command('resume')
    .description('let new starts go on after a pause')
    .addOption(jsonOption('pause'))
    .addHelpText('after', examples('coordinator resume', 'coordinator resume --json'))
    .action(async ({ json }: Values, command: Command) => {
      const { resumeStarts } = await import('../pause.ts');
      outcome.code = await resumeStarts({
        ...placeOf(command),
        terminal: openTerminal(),
        json: json === true,
      });
    });
};
