import { type Command, Option } from 'commander';
import type { PartialSettingsFlags } from '../../config/overrides.ts';
import type { SummaryOptions } from '../rolling-summary.ts';
import { narratorOn, openTerminal, type Terminal } from '../terminal.ts';
import { examples, type Outcome, parseCount, parsePort, parseTime, placeOf } from './verb.ts';

/** Options as commander hands them over; those that set a key of the configuration are read with it. */
interface RunOptions extends PartialSettingsFlags {
  readonly once?: boolean;
  readonly untilIdle?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly port?: number;
  readonly dashboard: boolean;
  readonly statusInterval?: number;
  readonly maxConsoleLines?: number;
}

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
    .option('--port <n>', 'show numbers for Prometheus at this port of 127.0.0.1; 0 = any', parsePort)
    .option('--no-dashboard', 'listen at no port, whatever --port says')
    .option('--status-interval <time>', 'between two summaries on a terminal: 5m; 0 = none', parseTime)
    .option('--max-console-lines <n>', 'lines of a summary, at most: 10', parseCount)
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
    .action(async (options: RunOptions, command: Command) => {
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
      const narrator = narratorOn(terminal);
      const port = options.dashboard ? (options.port ?? null) : null;
      const summary = summaryOf(options, terminal);
      outcome.code = await runCoordinator({ ...place, flags, mode, narrator, port, summary });
      if (mode !== 'until-idle') return;
      const { showStatus } = await import('../status.ts');
      await showStatus({ ...place, terminal, json: false, watch: false });
    });
};

/** Off a terminal there is none: one line per change is all that a log needs. */
const summaryOf = (
  { statusInterval = 300_000, maxConsoleLines = 10 }: RunOptions,
  { say }: Terminal,
): SummaryOptions | null =>
  process.stderr.isTTY === true && maxConsoleLines > 0
    ? { intervalMs: statusInterval, maxLines: maxConsoleLines, width: process.stderr.columns || 80, say }
    : null;
