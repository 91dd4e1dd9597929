/**
 * Every verb of the command line, as the program declares it: `config show`, with the command behind it.
 */
import type { Command } from 'commander';
import { createProgram } from '../../src/commands/program.ts';

const verbsOf = (command: Command, path: readonly string[]): readonly (readonly [string, Command])[] =>
  command.commands
    .filter((one) => !one.name().startsWith('_'))
    .flatMap((one) => {
      const name = [...path, one.name()];
      return one.commands.length > 0 ? verbsOf(one, name) : [[name.join(' '), one] as const];
    });

export const verbs = verbsOf(createProgram({ code: 0, waitsForReader: true }), []);

/** Name of the schema that the answer of a verb to `--json` fits; undefined = none is named. */
export const schemaNameOf = (verb: Command): string | undefined => {
  const json = verb.options.find(({ long }) => long === '--json');
  return /schemas\/([a-z-]+)\.schema\.json/.exec(json?.description ?? '')?.[1];
};
