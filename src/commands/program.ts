/**
 * The command line: all verbs. Each declares itself in `verbs/`, with its options and examples; the command behind it is
 * loaded when it is called.
 */
import { Command } from 'commander';
import { readVersion } from '../world/package.ts';
import { declareClean } from './verbs/clean.ts';
import { declareConfig } from './verbs/config.ts';
import { declareControls } from './verbs/control.ts';
import { declareDemo } from './verbs/demo.ts';
import { declareDoctor } from './verbs/doctor.ts';
import { declareLogs } from './verbs/logs.ts';
import { declarePause } from './verbs/pause.ts';
import { declareRun } from './verbs/run.ts';
import { declareStatus } from './verbs/status.ts';
import { declareTemplates } from './verbs/templates.ts';
import type { Outcome } from './verbs/verb.ts';

/** In the order of the help. */
const verbs = [
  declareRun,
  declareDemo,
  declareStatus,
  declareLogs,
  declareDoctor,
  declareConfig,
  declareTemplates,
  declareClean,
  declarePause,
  declareControls,
];

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
  for (const declare of verbs) declare(program, outcome);
  return program;
};

const exitCodes = `
Exit codes: 0 done; 1 a task failed, or the command could not do what was asked; 2 usage or configuration;
3 another coordinator runs for this repository; 4 GitHub refuses or cannot be reached at start; 129, 130, 143 second signal.`;
