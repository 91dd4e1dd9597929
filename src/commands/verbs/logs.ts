import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, type Outcome, parseCount, placeOf } from './verb.ts';

/** Declares `logs`. */
export const declareLogs = (program: Command, outcome: Outcome): void => {
  program
    .command('logs')
    .description('the raw log of a task')
    .argument('<issue>', 'number of the issue: 450, #450 or gh-450')
    .option('-f, --follow', 'go on while the worker writes')
    .option('--attempt <k>', 'of attempt k instead of the latest', parseCount)
    .option('--stderr', 'what the worker wrote to standard error')
    .addHelpText(
      'after',
      examples('coordinator logs 450', 'coordinator logs 450 -f', 'coordinator logs 450 --attempt 1'),
    )
    .action(
      async (
        issue: string,
        options: { follow?: boolean; attempt?: number; stderr?: boolean },
        command: Command,
      ) => {
        const { showLogs } = await import('../logs.ts');
        openTerminal();
        outcome.code = await showLogs({
          ...placeOf(command),
          issue,
          follow: options.follow === true,
          stderr: options.stderr === true,
          attempt: options.attempt,
          write: (chunk) => process.stdout.write(chunk),
        });
      },
    );
};
