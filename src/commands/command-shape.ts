import { type Argument, type Command, Help, type Option } from 'commander';
import type { ArgumentShape, CommandShape, OptionShape } from '../render/completion.ts';

const help = new Help();

/** A command and those below it, as far as they are completed. */
export const shapeOf = (command: Command): CommandShape => ({
  name: command.name(),
  about: command.description(),
  commands: help.visibleCommands(command).map(shapeOf),
  options: help.visibleOptions(command).map(optionOf),
  arguments: command.registeredArguments.map(argumentOf),
});

const optionOf = (option: Option): OptionShape => ({
  flags: [option.short, option.long].filter((flag) => flag !== undefined),
  takesValue: option.required || option.optional,
  about: option.description,
  valueName: option.long === '--agent' ? 'agent' : (/<([^>]+)>/.exec(option.flags)?.[1] ?? ''),
  choices: option.argChoices ?? [],
});

const argumentOf = (argument: Argument): ArgumentShape => ({
  name: argument.name(),
  isVariadic: argument.variadic,
  choices: argument.argChoices ?? [],
});
