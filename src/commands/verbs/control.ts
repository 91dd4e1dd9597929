import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, jsonOption, type Outcome, placeOf } from './verb.ts';

const controlWords = {
  stop: 'end the worker of a task in peace; its work is kept',
  cancel: 'give a task up; a running worker is ended, its work kept',
  retry: 'queue a finished or blocked task again',
  kill: 'end the worker of a task at once; its work is kept',
} as const;

/** Declares `stop`, `cancel`, `retry` and `kill`. */
export const declareControls = (program: Command, outcome: Outcome): void => {
  for (const kind of ['stop', 'cancel', 'retry', 'kill'] as const) declareOne(program, kind, outcome);
};

const declareOne = (program: Command, kind: keyof typeof controlWords, outcome: Outcome): void => {
  program
    .command(kind)
    .description(controlWords[kind])
    .argument('<issue>', 'number of the issue: 450, #450 or gh-450')
    .option('--reason <text>', 'why, for the record')
    .addOption(jsonOption('request'))
    .addHelpText(
      'after',
      examples(`coordinator ${kind} 450`, `coordinator ${kind} 450 --reason "wrong approach"`),
    )
    .action(async (issue: string, options: { reason?: string; json?: boolean }, command: Command) => {
      const { requestControl } = await import('../control.ts');
      const terminal = openTerminal();
      outcome.code = await requestControl({
        ...placeOf(command),
        terminal,
        kind,
        issue,
        reason: options.reason,
        json: options.json === true,
      });
    });
};
