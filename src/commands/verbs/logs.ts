import type { Command } from 'commander';
import { openSink } from '../output.ts';
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
        const { pagerFor } = await import('../paged.ts');
        const place = placeOf(command);
        const terminal = openTerminal();
        const { follow = false, stderr = false, attempt } = options;
        const pager = follow ? null : pagerFor(terminal, place.env);
        const sink = openSink(pager?.input ?? process.stdout);
        try {
          outcome.code = await showLogs({ ...place, issue, follow, stderr, attempt, sink });
        } finally {
          pager?.input.end();
          await pager?.ended;
        }
      },
    );
};
