import { type Command, Option } from 'commander';
import type { PartialSettingsFlags } from '../../config/setting-flags.ts';
import type { RunResults } from '../../model/run-results.ts';
import type { RunFacts } from '../../render/results-json.ts';
import type { SummaryOptions } from '../rolling-summary.ts';
import { parseBounds, requireResultsPath } from '../run-bounds.ts';
import { openTerminal, type Terminal, utcOffsetMs } from '../terminal.ts';
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
  readonly issues?: string;
  readonly startAt?: string;
  readonly results?: string;
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
    .option('--issues <n,n>', 'take in and start only these')
    .option('--start-at <when>', 'start nothing before: 18:30, +2h, or ISO 8601')
    .option(
      '--results <file>',
      'write at the end what it came to, as JSON (schemas/results.schema.json); - = here',
    )
    .option('--port <n>', 'show numbers for Prometheus at this port of 127.0.0.1; 0 = any', parsePort)
    .option('--no-dashboard', 'listen at no port, whatever --port says')
    .option('--status-interval <time>', 'between two summaries on a terminal: 5m; 0 = none', parseTime)
    .option('--max-console-lines <n>', 'lines of a summary, at most: 10', parseCount)
    .option('--budget <amount>', 'most that everything may cost, such as 5usd or 2Mtok')
    .option('--budget-mode <mode>', 'at the limit: warn, or block')
    .addOption(new Option('--json', 'with --dry-run: as JSON (schemas/plan.schema.json)'))
    .addHelpText(
      'after',
      examples(
        'coordinator run',
        'coordinator run --until-idle --max-workers 1',
        'coordinator run --issues 12,15 --until-idle --budget 5usd --results results.json',
        'coordinator run --start-at 22:00',
        'coordinator run --dry-run',
      ),
    )
    .action(async (options: RunOptions, command: Command) => {
      const place = placeOf(command);
      const terminal = openTerminal();
      const flags = options;
      const nowMs = Date.now();
      const bounds = parseBounds(options, { nowMs, utcOffsetMs: utcOffsetMs(nowMs) });
      if (options.dryRun === true) {
        const { showPlan } = await import('../dry-run.ts');
        outcome.code = await showPlan({ ...place, flags, terminal, json: options.json === true, bounds });
        return;
      }
      const { runCoordinator } = await import('../run.ts');
      const mode = options.once === true ? 'once' : options.untilIdle === true ? 'until-idle' : 'forever';
      outcome.waitsForReader = false;
      const { narratorOn } = await import('../narrator.ts');
      const narrator = narratorOn(terminal);
      const port = options.dashboard ? (options.port ?? null) : null;
      const summary = summaryOf(options, terminal);
      const path = requireResultsPath(options.results, place.cwd);
      const { reportRun } = await import('../run-report.ts');
      const onResults = (results: RunResults, facts: RunFacts): number =>
        reportRun({ results, facts }, { terminal, path, hasTable: mode !== 'forever' });
      const request = { ...place, flags, mode, narrator, port, summary, bounds, onResults } as const;
      outcome.code = await runCoordinator(request);
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
