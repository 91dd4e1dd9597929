import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, jsonOption, type Outcome, placeOf } from './verb.ts';

const about = 'number of the issue: 450, #450 or gh-450';

/** Declares `wait`, `open` and `diff`. */
export const declareOneTask = (program: Command, outcome: Outcome): void => {
  program
    .command('wait')
    .description(
      'wait until a task is over; exit 0 completed, 1 otherwise, 8 still pending when the time is over',
    )
    .argument('<issue>', about)
    .option('--timeout <time>', 'give up after 90s, 15m, 2h; 0 only looks')
    .addOption(jsonOption('wait'))
    .addHelpText('after', examples('coordinator wait 450', 'coordinator wait 450 --timeout 30m'))
    .action(async (issue: string, options: { timeout?: string; json?: boolean }, command: Command) => {
      const { waitForTask } = await import('../one-task.ts');
      const { timeout } = options;
      outcome.code = await waitForTask({
        ...placeOf(command),
        ...{ issue, timeout, json: options.json === true },
        terminal: openTerminal(),
      });
    });
  program
    .command('open')
    .description('open the pull request of a task, else its issue, in the browser')
    .argument('<issue>', about)
    .option('--print', 'only print its address')
    .addOption(jsonOption('open'))
    .addHelpText('after', examples('coordinator open 450', 'coordinator open 450 --print'))
    .action(async (issue: string, options: { print?: boolean; json?: boolean }, command: Command) => {
      const { openTask } = await import('../one-task.ts');
      outcome.code = await openTask({
        ...placeOf(command),
        ...{ issue, print: options.print === true, json: options.json === true },
        terminal: openTerminal(),
      });
    });
  program
    .command('diff')
    .description('what a task has changed since its base, committed or not')
    .argument('<issue>', about)
    .option('--stat', 'only which files, and how much')
    .addHelpText('after', examples('coordinator diff 450', 'coordinator diff 450 --stat'))
    .action(async (issue: string, { stat }: { stat?: boolean }, command: Command) => {
      const { diffTask } = await import('../one-task.ts');
      const terminal = openTerminal();
      outcome.code = await diffTask({ ...placeOf(command), terminal, issue, stat: stat === true });
    });
};
