/**
 * The manual page of this program: what `--help` says of every command, and the topics of `coordinator help`.
 */
import { type Command, Help } from 'commander';
import { topicNames } from '../render/help-topics.ts';
import { type ManPage, type ManTerm, type ManVerb, renderManPage } from '../render/man-page.ts';
import { helpOn } from './help.ts';

const help = new Help();

/** The page as roff. `program` is of no use for anything else afterwards. */
export const manPageOf = (program: Command): string => {
  const page: ManPage = {
    name: program.name(),
    version: program.version() ?? '',
    about: program.description().replace(/\.$/, ''),
    options: optionsOf(program),
    verbs: verbsOf(program, []),
    topics: topicNames.map((name) => [name.replace('-', ' '), String(helpOn(program, [name]))]),
  };
  return renderManPage(page);
};

const verbsOf = (command: Command, path: readonly string[]): readonly ManVerb[] =>
  help.visibleCommands(command).flatMap((one) => {
    const name = [...path, one.name()];
    return one.commands.length > 0 ? verbsOf(one, name) : [verbOf(one, name)];
  });

const verbOf = (command: Command, path: readonly string[]): ManVerb => ({
  usage: [path.join(' '), command.usage()].join(' ').trim(),
  about: command.description(),
  terms: [
    ...help
      .visibleArguments(command)
      .map((argument) => ({ term: help.argumentTerm(argument), about: help.argumentDescription(argument) })),
    ...optionsOf(command).filter(({ term }) => !term.includes('--help')),
  ],
  examples: examplesOf(command),
});

const optionsOf = (command: Command): readonly ManTerm[] =>
  help
    .visibleOptions(command)
    .map((option) => ({ term: help.optionTerm(option), about: help.optionDescription(option) }));

/** What stands below the options in `--help` (verbs/verb.ts). */
const examplesOf = (command: Command): readonly string[] => {
  let text = '';
  command.configureOutput({
    writeOut: (more) => {
      text += more;
    },
  });
  command.outputHelp();
  return text
    .split('\n')
    .filter((line) => line.startsWith('  $ '))
    .map((line) => line.slice('  $ '.length));
};
