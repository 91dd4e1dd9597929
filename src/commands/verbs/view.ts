import { type Command, Option } from 'commander';
import { openSink } from '../output.ts';
import { openTerminal } from '../terminal.ts';
import { examples, type Outcome, parseCount, placeOf } from './verb.ts';

interface ViewOptions {
  readonly detailed?: boolean;
  readonly follow?: boolean;
  readonly attempt?: number;
  readonly json?: boolean;
  readonly tools?: boolean;
  readonly errors?: boolean;
  readonly pager: boolean;
}

/** Declares `view`. */
export const declareView = (program: Command, outcome: Outcome): void => {
  program
    .command('view')
    .description('the conversation of a worker: what it said, which tools it used, what went wrong')
    .argument('<issue>', 'number of the issue: 450, #450 or gh-450')
    .option('--detailed', 'everything: whole outputs, whole diffs, every step of a plan')
    .option('-f, --follow', 'go on while the worker writes')
    .option('--attempt <k>', 'of attempt k instead of the latest', parseCount)
    .addOption(new Option('--tools', 'only how often each tool was used').conflicts('errors'))
    .option('--errors', 'only what went wrong')
    .option('--json', 'one event per line as JSON (schemas/view.schema.json)')
    .option('--no-pager', 'write it out at once; PAGER names another pager than less')
    .addHelpText(
      'after',
      examples(
        'coordinator view 450',
        'coordinator view 450 --follow',
        'coordinator view 450 --errors',
        'coordinator view 450 --attempt 1 --detailed',
      ),
    )
    .action(async (issue: string, options: ViewOptions, command: Command) => {
      outcome.code = await view(issue, options, command);
    });
};

const view = async (issue: string, options: ViewOptions, command: Command): Promise<number> => {
  const [{ showView }, { pagerFor }] = await Promise.all([import('../view.ts'), import('../paged.ts')]);
  const terminal = openTerminal();
  const place = placeOf(command);
  const isPaged = options.pager && options.follow !== true && options.json !== true;
  const pager = isPaged ? pagerFor(terminal, place.env) : null;
  try {
    return await showView({
      ...place,
      issue,
      attempt: options.attempt,
      isDetailed: options.detailed === true,
      isFollowed: options.follow === true,
      isJson: options.json === true,
      choice: options.tools ? 'tools' : options.errors ? 'errors' : 'all',
      terminal,
      sink: openSink(pager?.input ?? process.stdout),
    });
  } finally {
    pager?.input.end();
    await pager?.ended;
  }
};
