import type { Command } from 'commander';
import { topicNames } from '../../render/help-topics.ts';
import { openTerminal } from '../terminal.ts';
import { examples } from './verb.ts';

/** Declares `help`, of commands and of topics. */
export const declareHelp = (program: Command): void => {
  program
    .helpCommand(false)
    .command('help')
    .description(`help on a command, or on ${topicNames.join(', ')}`)
    .argument('[topic...]', 'a command or a topic')
    .addHelpText('after', examples('coordinator help run', 'coordinator help exit-codes'))
    .action(async (words: readonly string[]) => {
      if (words.length === 0) return program.outputHelp();
      const { helpOn } = await import('../help.ts');
      const found = helpOn(program, words);
      const { answerPaged } = await import('../paged.ts');
      if (typeof found === 'string') await answerPaged(found, openTerminal(), process.env);
      else found.outputHelp();
    });
};
