/**
 * The command line: all verbs. Each declares itself in `verbs/`, with its options and examples; the command behind it is
 * loaded when it is called.
 */
import { Command } from 'commander';
import { readPackage } from '../world/package.ts';
import { requireNode } from './node-version.ts';
import { declareAttach } from './verbs/attach.ts';
import { declareClean } from './verbs/clean.ts';
import { declareCompletion } from './verbs/completion.ts';
import { declareConfig } from './verbs/config.ts';
import { declareControls } from './verbs/control.ts';
import { declareDemo } from './verbs/demo.ts';
import { declareDoctor } from './verbs/doctor.ts';
import { declareExplain } from './verbs/explain.ts';
import { declareHelp } from './verbs/help.ts';
import { declareHistory } from './verbs/history.ts';
import { declareInit } from './verbs/init.ts';
import { declareInstallService } from './verbs/install-unit.ts';
import { declareLogs } from './verbs/logs.ts';
import { declareOneTask } from './verbs/one-task.ts';
import { declarePause } from './verbs/pause.ts';
import { declareRecover } from './verbs/recover.ts';
import { declareRun } from './verbs/run.ts';
import { declareStatus } from './verbs/status.ts';
import { declareTemplates } from './verbs/templates.ts';
import type { Outcome } from './verbs/verb.ts';
import { declareView } from './verbs/view.ts';

type Declare = (program: Command, outcome: Outcome) => void;

/** In the order of the help. */
const groups: readonly (readonly [heading: string, verbs: readonly Declare[]])[] = [
  ['To begin:', [declareDemo, declareInit, declareDoctor, declareRun]],
  ['Every day:', [declareStatus, declareView, declareAttach, declareExplain, declareControls]],
  ['More about a task:', [declareHistory, declareLogs, declareOneTask]],
  ['All tasks together:', [declarePause, declareClean, declareRecover]],
  [
    'The coordinator itself:',
    [declareConfig, declareTemplates, declareInstallService, declareCompletion, declareHelp],
  ],
];

/**
 * The whole program. The commands write their exit code into `outcome`. What is wrong with a command line is only thrown
 * (complaint.ts says it). `isQuiet`: no help is shown either where a command is missing.
 */
export const createProgram = (outcome: Outcome, isQuiet = false): Command => {
  const { version, engines } = readPackage();
  const program = new Command('coordinator')
    .exitOverride()
    .configureOutput({ outputError: () => {}, ...(isQuiet ? { writeErr: () => {} } : {}) })
    .description('Label a GitHub issue, get a pull request.')
    .version(version, '-V, --version')
    .hook('preAction', () => requireNode(process.versions.node, engines.node))
    .option('--config <file>', 'configuration file, instead of coordinator.yml')
    .option('--debug', 'show where an error comes from')
    .showSuggestionAfterError()
    .addHelpText('after', exitCodes);
  program.configureHelp({ showGlobalOptions: true });
  for (const [heading, verbs] of groups) {
    program.commandsGroup(heading);
    for (const declare of verbs) declare(program, outcome);
  }
  return program;
};

const exitCodes = `
Exit codes: 0 done; 1 a task failed, or the command could not do what was asked; 2 usage or configuration;
3 another coordinator runs for this repository; 4 GitHub refuses or cannot be reached at start; 8 wait: still pending;
129, 130, 143 second signal.`;
