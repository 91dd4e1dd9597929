import type { Command } from 'commander';
import { openSink } from '../output.ts';
import { openTerminal } from '../terminal.ts';
import { examples, type Outcome, placeOf } from './verb.ts';

/** Declares `attach`. */
export const declareAttach = (program: Command, outcome: Outcome): void => {
  program
    .command('attach')
    .description('watch the worker that runs, from where it is now; q or Ctrl-C leaves, the worker goes on')
    .argument('<issue>', 'number of the issue: 450, #450 or gh-450')
    .addHelpText('after', examples('coordinator attach 450'))
    .action(async (issue: string, _options: object, command: Command) => {
      const { attachTo } = await import('../attach.ts');
      const terminal = openTerminal();
      outcome.waitsForReader = false;
      outcome.code = await attachTo({ ...placeOf(command), issue, terminal, sink: openSink(process.stdout) });
    });
};
