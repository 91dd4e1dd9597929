/**
 * What all verbs of the command line share: where they are called, how their examples look, how they answer.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AnswerName } from '../../answers/answers.ts';
import { parseDuration } from '../../config/units.ts';

/** Options as commander hands them over. */
export type Values = Record<string, string | boolean | undefined>;

/** What the program hands back. */
export interface Outcome {
  /** Exit code of the command that ran. */
  code: number;
  /** The answer is what the command is for, so its end waits for a slow reader; the daemon ends without one. */
  waitsForReader: boolean;
}

/** Help text of examples, a line each. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;

/** `--json` of a verb whose answer fits a schema that is shipped. */
export const jsonOption = (answer: AnswerName): Option =>
  new Option('--json', `as JSON (schemas/${answer}.schema.json)`);

/** Where a command was called, and with which configuration file. */
export const placeOf = (command: Command) => {
  const { config } = command.optsWithGlobals<{ config?: string }>();
  return { cwd: process.cwd(), env: process.env, configPath: config };
};

/** A whole number of an option. @throws InvalidArgumentError it is none. */
export const parseCount = (text: string): number => {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
};

/** A port of an option; 0 = any. @throws InvalidArgumentError it is none. */
export const parsePort = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('It must be a port, 0 to 65535.');
};

/** Milliseconds of an option such as `90s`. @throws InvalidArgumentError it is no time. */
export const parseTime = (text: string): number => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError('It must be a time, such as 90s, 15m or 2h.');
};
