/**
 * What may stand where the cursor is on the command line: pure, from the shape of the commands and the words so far. The
 * scripts of the shells only hand words over and show lines; nothing of either is ever evaluated by a shell.
 */
import { cutText, oneLineOf } from './plain-text.ts';

/** An option, `flags` as written: `-f`, `--follow`. */
export interface OptionShape {
  readonly flags: readonly string[];
  readonly takesValue: boolean;
  readonly about: string;
  /** Name of what its value is, `file`; empty where it takes none. */
  readonly valueName: string;
  readonly choices: readonly string[];
}

export interface ArgumentShape {
  /** `issue` and `issues` stand for numbers of tasks. */
  readonly name: string;
  readonly isVariadic: boolean;
  readonly choices: readonly string[];
}

export interface CommandShape {
  readonly name: string;
  readonly about: string;
  readonly commands: readonly CommandShape[];
  readonly options: readonly OptionShape[];
  readonly arguments: readonly ArgumentShape[];
}

/** One word that may stand there. */
export interface Candidate {
  readonly value: string;
  readonly about: string;
}

/** Values that are known only here and now, by name of an argument or of an option's value. */
export type LiveValues = (name: string) => readonly Candidate[];

interface Spot {
  readonly command: CommandShape;
  /** Options of the command and of those above it. */
  readonly options: readonly OptionShape[];
  /** Positional words before the cursor that are no commands. */
  readonly positionCount: number;
  /** The option whose value the cursor is at. */
  readonly pending: OptionShape | null;
}

/** `words`: all after the program's name, the last one as far as it is written. */
export const completionsOf = (
  root: CommandShape,
  words: readonly string[],
  live: LiveValues,
): readonly Candidate[] => {
  // Bash makes words of their own of `=`.
  const told = words.filter((word) => word !== '=');
  const current = words.at(-1) === '=' ? '' : (told.at(-1) ?? '');
  const before = words.at(-1) === '=' ? told : told.slice(0, -1);
  const spot = spotAfter(root, before);
  const found = candidatesAt(spot, current, live);
  return found.filter(({ value }) => value.startsWith(current));
};

const spotAfter = (root: CommandShape, before: readonly string[]): Spot => {
  let spot: Spot = { command: root, options: root.options, positionCount: 0, pending: null };
  for (const word of before) spot = spotBehind(spot, word);
  return spot;
};

const spotBehind = (spot: Spot, word: string): Spot => {
  if (spot.pending !== null) return { ...spot, pending: null };
  if (word.startsWith('-')) {
    const option = spot.options.find(({ flags }) => flags.includes(word));
    return { ...spot, pending: option?.takesValue === true ? option : null };
  }
  const next = spot.positionCount === 0 ? spot.command.commands.find(({ name }) => name === word) : undefined;
  if (next === undefined) return { ...spot, positionCount: spot.positionCount + 1 };
  return { command: next, options: [...next.options, ...spot.options], positionCount: 0, pending: null };
};

const candidatesAt = (spot: Spot, current: string, live: LiveValues): readonly Candidate[] => {
  const { command, options, positionCount, pending } = spot;
  if (pending !== null) return valuesOf({ name: pending.valueName, choices: pending.choices }, current, live);
  if (current.startsWith('-'))
    return options.flatMap(({ flags, about }) => flags.map((value) => ({ value, about })));
  if (positionCount === 0 && command.commands.length > 0)
    return command.commands.map(({ name, about }) => ({ value: name, about }));
  const last = command.arguments.at(-1);
  const argument = command.arguments[positionCount] ?? (last?.isVariadic === true ? last : undefined);
  return argument === undefined ? [] : valuesOf(argument, current, live);
};

const valuesOf = (
  { name, choices }: Pick<ArgumentShape, 'name' | 'choices'>,
  current: string,
  live: LiveValues,
): readonly Candidate[] => {
  if (choices.length > 0) return choices.map((value) => ({ value, about: '' }));
  const prefix = /^(?:#|gh-)/.exec(current)?.[0] ?? '';
  return live(name).map(({ value, about }) => ({ value: `${prefix}${value}`, about }));
};

/** A line for each: the word, a tab, what it is; nothing in it can move a cursor or end a line. */
export const renderCandidates = (candidates: readonly Candidate[]): string =>
  candidates
    .map(({ value, about }) => [oneLineOf(value), cutText(oneLineOf(about), 60)])
    .map(([value = '', about = '']) => (about === '' ? value : `${value}\t${about}`))
    .join('\n');
