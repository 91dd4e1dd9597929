import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, type Outcome, parseCount } from './verb.ts';

/** Declares `demo`. */
export const declareDemo = (program: Command, outcome: Outcome): void => {
  program
    .command('demo')
    .description('watch the whole life of a few issues on this machine: no token, no network, under a minute')
    .option('--issues <n>', 'how many more ordinary issues to add', parseCount)
    .option('--keep', 'leave the demo repository in place and say where it is')
    .addHelpText('after', examples('coordinator demo', 'coordinator demo --keep'))
    .action(async (options: { issues?: number; keep?: boolean }) => {
      const { showDemo } = await import('../demo.ts');
      outcome.code = await showDemo({
        terminal: openTerminal(),
        keep: options.keep === true,
        extraIssues: options.issues ?? 0,
        env: process.env,
      });
    });
};
