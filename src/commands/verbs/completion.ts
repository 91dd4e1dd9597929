import { Argument, type Command } from 'commander';
import { completionScriptOf, shells } from '../../render/completion-scripts.ts';
import { openTerminal } from '../terminal.ts';
import { examples, type Outcome, placeOf } from './verb.ts';

/** Declares `completion`, and the command behind the scripts it prints. */
export const declareCompletion = (program: Command, outcome: Outcome): void => {
  program
    .command('completion')
    .description('print a script that completes commands, options and issues in a shell')
    .addArgument(new Argument('<shell>', 'which one').choices(shells))
    .addHelpText(
      'after',
      examples(
        'source <(coordinator completion bash)     # in ~/.bashrc',
        'source <(coordinator completion zsh)      # in ~/.zshrc, after compinit',
        'coordinator completion fish | source      # in ~/.config/fish/config.fish',
      ),
    )
    .action((shell: (typeof shells)[number]) => {
      openTerminal().answer(completionScriptOf(shell).trimEnd());
    });
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .action(async (words: readonly string[], _options: object, command: Command) => {
      const { complete } = await import('../completion.ts');
      const { shapeOf } = await import('../command-shape.ts');
      const shape = shapeOf(program);
      outcome.code = await complete({ ...placeOf(command), shape, words, terminal: openTerminal() });
    });
};
