import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, jsonOption, type Outcome, placeOf, type Values } from './verb.ts';

/** Declares `clean`. */
export const declareClean = (program: Command, outcome: Outcome): void => {
  program
    .command('clean')
    .description('remove the worktrees of finished tasks; what would be lost is kept, and said')
    .argument('[issues...]', 'only these: 450, #450 or gh-450; else all that are completed')
    .option('--dry-run', 'say what would be removed and what kept, change nothing')
    .option('--all', 'of failed, stopped and cancelled tasks, too')
    .option('--force', 'save what is at risk below refs/coordinator/saved, then remove')
    .addOption(jsonOption('clean'))
    .addHelpText(
      'after',
      examples('coordinator clean --dry-run', 'coordinator clean', 'coordinator clean 450 --force'),
    )
    .action(async (issues: readonly string[], options: Values, command: Command) => {
      const { cleanUp } = await import('../clean.ts');
      const { dryRun, all, force, json } = options;
      outcome.code = await cleanUp({
        ...placeOf(command),
        ...{ issues, dryRun: dryRun === true, all: all === true, force: force === true, json: json === true },
        terminal: openTerminal(),
      });
    });
};
