import type { Command } from 'commander';
import { openTerminal } from '../terminal.ts';
import { examples, jsonOption, type Outcome, placeOf, type Values } from './verb.ts';

/** Declares `templates list` and `templates show`. */
export const declareTemplates = (program: Command, outcome: Outcome): void => {
  const templates = program
    .command('templates')
    .helpCommand(false)
    .description('what workers are told')
    .addHelpText(
      'after',
      examples('coordinator templates list', 'coordinator templates show worker --issue 450'),
    );
  templates
    .command('list')
    .description('every template in use, where it lies, and whether it fits')
    .addOption(jsonOption('templates'))
    .addHelpText('after', examples('coordinator templates list'))
    .action(async ({ json }: Values, command: Command) => {
      const { listTemplates } = await import('../templates.ts');
      const terminal = openTerminal();
      outcome.code = await listTemplates({ ...placeOf(command), terminal, json: json === true });
    });
  templates
    .command('show')
    .description('a template as it is written; with --issue what a worker would be told now')
    .argument('<name>', 'worker, retry, answer, follow-up, or one of your own')
    .option('--issue <n>', 'filled for this issue: 450, #450 or gh-450')
    .addOption(jsonOption('template'))
    .addHelpText(
      'after',
      examples(
        'coordinator templates show worker --issue 450',
        'coordinator templates show worker > .github/coordinator/worker.md',
      ),
    )
    .action(async (name: string, { issue, json }: Values, command: Command) => {
      const request = { ...placeOf(command), terminal: openTerminal(), json: json === true, name };
      if (typeof issue === 'string') {
        const { showPrompt } = await import('../foretold-prompt.ts');
        outcome.code = await showPrompt({ ...request, issue });
        return;
      }
      const { showTemplate } = await import('../templates.ts');
      outcome.code = await showTemplate(request);
    });
};
