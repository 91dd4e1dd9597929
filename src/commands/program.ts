/**
 * The command line: every verb with its options, examples, and the command behind it, loaded when it is called.
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { readVersion } from '../world/package.ts';
import { narratorOn, openTerminal } from './terminal.ts';

type Values = Record<string, string | boolean | undefined>;

/** What the program hands back. */
export interface Outcome {
  /** Exit code of the command that ran. */
  code: number;
  /** The answer is what the command is for, so its end waits for a slow reader; the daemon ends without one. */
  waitsForReader: boolean;
}

const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;

const placeOf = (command: Command) => {
  const { config } = command.optsWithGlobals<{ config?: string }>();
  return { cwd: process.cwd(), env: process.env, configPath: config };
};

/** The whole program. The commands write their exit code into `outcome`. */
export const createProgram = (outcome: Outcome): Command => {
  const program = new Command('coordinator')
    .exitOverride()
    .description('Label a GitHub issue, get a pull request.')
    .version(readVersion(), '-V, --version')
    .option('--config <file>', 'configuration file, instead of coordinator.yml')
    .option('--debug', 'show where an error comes from')
    .showSuggestionAfterError()
    .showHelpAfterError('(see: coordinator --help)')
    .addHelpText('after', exitCodes);
  program.configureHelp({ showGlobalOptions: true });
  addRun(program, outcome);
  addDemo(program, outcome);
  addStatus(program, outcome);
  addLogs(program, outcome);
  addDoctor(program, outcome);
  addConfig(program, outcome);
  addClean(program, outcome);
  addPause(program, outcome);
  for (const kind of ['stop', 'cancel', 'retry', 'kill'] as const) addControl(program, kind, outcome);
  return program;
};

const exitCodes = `
Exit codes: 0 done; 1 a task failed, or the command could not do what was asked; 2 usage or configuration;
3 another coordinator runs for this repository; 4 GitHub refuses or cannot be reached at start; 129, 130, 143 second signal.`;

const addRun = (program: Command, outcome: Outcome): void => {
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
        const { showPlan } = await import('./dry-run.ts');
        outcome.code = await showPlan({ ...place, flags, terminal, json: options.json === true });
        return;
      }
      const { runCoordinator } = await import('./run.ts');
      const mode = options.once === true ? 'once' : options.untilIdle === true ? 'until-idle' : 'forever';
      outcome.waitsForReader = false;
      outcome.code = await runCoordinator({ ...place, flags, mode, narrator: narratorOn(terminal) });
      if (mode !== 'until-idle') return;
      const { showStatus } = await import('./status.ts');
      await showStatus({ ...place, terminal, json: false, watch: false });
    });
};

const addDemo = (program: Command, outcome: Outcome): void => {
  program
    .command('demo')
    .description('watch the whole life of a few issues on this machine: no token, no network, under a minute')
    .option('--issues <n>', 'how many more ordinary issues to add', parseCount)
    .option('--keep', 'leave the demo repository in place and say where it is')
    .addHelpText('after', examples('coordinator demo', 'coordinator demo --keep'))
    .action(async (options: { issues?: number; keep?: boolean }) => {
      const { showDemo } = await import('./demo.ts');
      outcome.code = await showDemo({
        terminal: openTerminal(),
        keep: options.keep === true,
        extraIssues: options.issues ?? 0,
        env: process.env,
      });
    });
};

const addStatus = (program: Command, outcome: Outcome): void => {
  program
    .command('status')
    .description('what goes on: each task with its state, evidence and age')
    .option('--json', 'as JSON (schemas/status.schema.json)')
    .option('--watch', 'again on each change; with --json one line per change')
    .addHelpText(
      'after',
      examples('coordinator status', 'coordinator status --watch', 'coordinator status --json'),
    )
    .action(async (options: Values, command: Command) => {
      const { showStatus } = await import('./status.ts');
      const terminal = openTerminal();
      const { json, watch } = options;
      outcome.code = await showStatus({
        ...placeOf(command),
        terminal,
        json: json === true,
        watch: watch === true,
      });
    });
};

const addLogs = (program: Command, outcome: Outcome): void => {
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
        const { showLogs } = await import('./logs.ts');
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

const addDoctor = (program: Command, outcome: Outcome): void => {
  program
    .command('doctor')
    .description('how workers are held here, which limits apply, whether there is room')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('coordinator doctor', 'coordinator doctor --json'))
    .action(async ({ json }: Values, command: Command) => {
      const { examine } = await import('./doctor.ts');
      outcome.code = await examine({ ...placeOf(command), terminal: openTerminal(), json: json === true });
    });
};

const addConfig = (program: Command, outcome: Outcome): void => {
  const config = program
    .command('config')
    .description('the configuration: what is in force, what may be written');
  config
    .command('show')
    .description('every key with its value and where it comes from')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('coordinator config show', 'coordinator config show | grep workers'))
    .action(async ({ json }: Values, command: Command) => {
      const { showConfig } = await import('./config.ts');
      outcome.code = await showConfig({ ...placeOf(command), terminal: openTerminal(), json: json === true });
    });
  config
    .command('schema')
    .description('the JSON schema of coordinator.yml')
    .addHelpText('after', examples('coordinator config schema > coordinator.schema.json'))
    .action(async () => {
      const { showConfigSchema } = await import('./config.ts');
      outcome.code = showConfigSchema(openTerminal());
    });
};

const addClean = (program: Command, outcome: Outcome): void => {
  program
    .command('clean')
    .description('remove the worktrees of finished tasks; what would be lost is kept, and said')
    .argument('[issues...]', 'only these: 450, #450 or gh-450; else all that are completed')
    .option('--dry-run', 'say what would be removed and what kept, change nothing')
    .option('--all', 'of failed, stopped and cancelled tasks, too')
    .option('--force', 'save what is at risk below refs/coordinator/saved, then remove')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples('coordinator clean --dry-run', 'coordinator clean', 'coordinator clean 450 --force'),
    )
    .action(async (issues: readonly string[], options: Values, command: Command) => {
      const { cleanUp } = await import('./clean.ts');
      const { dryRun, all, force, json } = options;
      outcome.code = await cleanUp({
        ...placeOf(command),
        ...{ issues, dryRun: dryRun === true, all: all === true, force: force === true, json: json === true },
        terminal: openTerminal(),
      });
    });
};

const addPause = (program: Command, outcome: Outcome): void => {
  program
    .command('pause')
    .description('hold back new starts; what runs goes on')
    .option('--reason <text>', 'why, for all to see')
    .option('--until <when>', 'ends by itself: +2h, 18:30, or ISO 8601')
    .addHelpText('after', examples('coordinator pause', 'coordinator pause --reason "release" --until 18:30'))
    .action(async ({ reason, until }: { reason?: string; until?: string }, command: Command) => {
      const { pauseStarts } = await import('./pause.ts');
      outcome.code = await pauseStarts({ ...placeOf(command), terminal: openTerminal(), reason, until });
    });
  program
    .command('resume')
    .description('let new starts go on after a pause')
    .addHelpText('after', examples('coordinator resume'))
    .action(async (_options: Values, command: Command) => {
      const { resumeStarts } = await import('./pause.ts');
      outcome.code = await resumeStarts({ ...placeOf(command), terminal: openTerminal() });
    });
};

const controlWords = {
  stop: 'end the worker of a task in peace; its work is kept',
  cancel: 'give a task up; a running worker is ended, its work kept',
  retry: 'queue a finished or blocked task again',
  kill: 'end the worker of a task at once; its work is kept',
} as const;

const addControl = (program: Command, kind: keyof typeof controlWords, outcome: Outcome): void => {
  program
    .command(kind)
    .description(controlWords[kind])
    .argument('<issue>', 'number of the issue: 450, #450 or gh-450')
    .option('--reason <text>', 'why, for the record')
    .addHelpText(
      'after',
      examples(`coordinator ${kind} 450`, `coordinator ${kind} 450 --reason "wrong approach"`),
    )
    .action(async (issue: string, options: { reason?: string }, command: Command) => {
      const { requestControl } = await import('./control.ts');
      const terminal = openTerminal();
      outcome.code = await requestControl({
        ...placeOf(command),
        terminal,
        kind,
        issue,
        reason: options.reason,
      });
    });
};

const parseCount = (text: string): number => {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
};
