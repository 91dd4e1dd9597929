import { type Command, Option } from 'commander';
import { narratorOn, openTerminal } from '../terminal.ts';
import { examples, type Outcome, placeOf, type Values } from './verb.ts';

/** Declares `run`. */
export const declareRun = (program: Command, outcome: Outcome): void => {
  program
    .command('run')
    .description('watch the repository and work on labelled issues, until interrupted')
    .option('--once', 'start what can start, then leave; started workers go on')
    .option('--until-idle', 'until nothing lives or waits, then leave')
    .option('--dry-run', 'print what would be done, change nothing')
    .option('--max-workers <n>', 'workers at the same time')
    .option('--poll-interval <time>', 'between two looks at GitHub, such as 15s')
    .option('--label <name>', 'label that hands an issue over')
    .option('--agent <name>', 'agent that works on issues')
    .option('--timeout <time>', 'time limit of an attempt')
    .option('--startup-delay <time>', 'between two starts')
    .option('--budget <amount>', 'most that everything may cost, such as 5usd or 2Mtok')
    .option('--budget-mode <mode>', 'at the limit: warn, or block')
    .addOption(new Option('--json', 'with --dry-run: the plan as JSON'))
    .addHelpText(
      'after',
      examples(
        'coordinator run',
        'coordinator run --until-idle --max-workers 1',
        'coordinator run --dry-run',
      ),
    )
    .action(async (options: Values, command: Command) => {
      const place = placeOf(command);
      const terminal = openTerminal();
      const flags = options;
      if (options.dryRun === true) {
        const { showPlan } = await import('../dry-run.ts');
        outcome.code = await showPlan({ ...place, flags, terminal, json: options.json === true });
        return;
      }
      const { runCoordinator } = await import('../run.ts');
      const mode = options.once === true ? 'once' : options.untilIdle === true ? 'until-idle' : 'forever';
      outcome.waitsForReader = false;
      outcome.code = await runCoordinator({ ...place, flags, mode, narrator: narratorOn(terminal) });
      if (mode !== 'until-idle') return;
      const { showStatus } = await import('../status.ts');
      await showStatus({ ...place, terminal, json: false, watch: false });
    });
};
