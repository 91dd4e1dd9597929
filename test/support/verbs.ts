/**
 * Every verb of the command line, as the program declares it: `config show`, with the command behind it.
 */
import type { Command } from 'commander';
import { createProgram } from '../../src/commands/program.ts';

const commandsOf = (command: Command, path: readonly string[]): readonly (readonly [string, Command])[] =>
  command.commands
    .filter((one) => !one.name().startsWith('_'))
    .flatMap((one) => {
      const name = [...path, one.name()];
      return [[name.join(' '), one] as const, ...commandsOf(one, name)];
    });

/** The program, not called yet. */
export const freshProgram = (): Command => createProgram({ code: 0, waitsForReader: true });

/** Every command, those that only hold others included: `config`, `config show`. */
export const commands = commandsOf(freshProgram(), []);

/** Every command that does something. */
export const verbs = commands.filter(([, { commands: inner }]) => inner.length === 0);

/** All that `--help` prints, on a terminal of 80 columns. */
export const wholeHelpOf = (command: Command): string => {
  let text = '';
  command.configureOutput({
    getOutHelpWidth: () => 80,
    writeOut: (more) => {
      text += more;
    },
  });
  command.outputHelp();
  return text;
};

/** Name of the schema that the answer of a verb to `--json` fits; undefined = none is named. */
export const schemaNameOf = (verb: Command): string | undefined => {
  const json = verb.options.find(({ long }) => long === '--json');
  return /schemas\/([a-z-]+)\.schema\.json/.exec(json?.description ?? '')?.[1];
};
