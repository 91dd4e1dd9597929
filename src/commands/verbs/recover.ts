import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, jsonOption, type Outcome, placeOf, type Values } from './verb.ts';

const issueWords = 'number of the issue: 450, #450 or gh-450';

/** Declares `recover` with its words `list-stuck`, `reset`, `kill-zombie` and `diagnostics`. */
export const declareRecover = (program: Command, outcome: Outcome): void => {
  const recover = program
    .command('recover')
    .helpCommand(false)
    .description('see and mend what hangs')
    .addHelpText(
      'after',
      examples(
        'coordinator recover list-stuck',
        'coordinator recover reset 450 --force',
        'coordinator recover kill-zombie 450',
        'coordinator recover diagnostics --bundle report.tar.gz',
      ),
    );
  declareList(recover, outcome);
  declareReset(recover, outcome);
  declareKillZombie(recover, outcome);
  declareDiagnostics(recover, outcome);
};

const declareList = (recover: Command, outcome: Outcome): void => {
  recover
    .command('list-stuck')
    .description(
      'tasks past their deadline, zombies, troubles that repeat, unreadable worktrees, open requests',
    )
    .addOption(jsonOption('stuck'))
    .addHelpText('after', examples('coordinator recover list-stuck', 'coordinator recover list-stuck --json'))
    .action(async ({ json }: Values, command: Command) => {
      const { listStuck } = await import('../recover.ts');
      outcome.code = await listStuck({ ...placeOf(command), terminal: openTerminal(), json: json === true });
    });
};

const declareReset = (recover: Command, outcome: Outcome): void => {
  recover
    .command('reset')
    .description('queue a task anew as if it were first seen; worktree and branch stay')
    .argument('<issue>', issueWords)
    .option('--force', 'also with a worker: it is stopped first, its work saved')
    .option('--reason <text>', 'why, for the record')
    .addOption(jsonOption('request'))
    .addHelpText('after', examples('coordinator recover reset 450', 'coordinator recover reset 450 --force'))
    .action(
      async (
        issue: string,
        { force, reason, json }: { force?: boolean; reason?: string; json?: boolean },
        command: Command,
      ) => {
        const { resetTask } = await import('../recover.ts');
        outcome.code = await resetTask({
          ...placeOf(command),
          terminal: openTerminal(),
          issue,
          reason,
          force: force === true,
          json: json === true,
        });
      },
    );
};

const declareKillZombie = (recover: Command, outcome: Outcome): void => {
  recover
    .command('kill-zombie')
    .description('end what is left of a worker that lost its runner; only what is provably ours')
    .argument('<issue>', issueWords)
    .addOption(jsonOption('request'))
    .addHelpText('after', examples('coordinator recover kill-zombie 450'))
    .action(async (issue: string, { json }: Values, command: Command) => {
      const { killZombie } = await import('../recover.ts');
      const terminal = openTerminal();
      outcome.code = await killZombie({ ...placeOf(command), terminal, issue, json: json === true });
    });
};

const declareDiagnostics = (recover: Command, outcome: Outcome): void => {
  recover
    .command('diagnostics')
    .description('one report of everything, secrets masked')
    .option('--bundle <file>', 'also as an archive to hand on (tar.gz)')
    .addOption(jsonOption('diagnostics'))
    .addHelpText(
      'after',
      examples(
        'coordinator recover diagnostics',
        'coordinator recover diagnostics --json --bundle report.tar.gz',
      ),
    )
    .action(async ({ bundle, json }: { bundle?: string; json?: boolean }, command: Command) => {
      const { showDiagnostics } = await import('../diagnostics.ts');
      const terminal = openTerminal();
      outcome.code = await showDiagnostics({ ...placeOf(command), terminal, bundle, json: json === true });
    });
};
