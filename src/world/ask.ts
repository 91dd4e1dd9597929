/**
 * Questions to a person at the terminal. They go to standard error, as they are no answer; who leaves one unanswered
 * (Ctrl-C, Esc) has changed nothing.
 */
import { confirm, isCancel, select, text } from '@clack/prompts';
import { UsageError } from '../model/failures.ts';

/** One of several; `hint` is shown beside it. */
export interface Choice {
  readonly value: string;
  readonly hint: string;
}

/** @throws UsageError exit code 130: the person left. */
export interface Asker {
  choose(question: string, choices: readonly Choice[], preset: string): Promise<string>;
  /** `flawOf`: what is wrong with an answer; null = nothing. */
  write(question: string, preset: string, flawOf: (answer: string) => string | null): Promise<string>;
  /** `preset`: what Enter alone means. */
  agree(question: string, preset: boolean): Promise<boolean>;
}

const answered = <T>(answer: T): Exclude<T, symbol> => {
  if (!isCancel(answer)) return answer as Exclude<T, symbol>;
  throw new UsageError('left without an answer: nothing more was changed', {
    exitCode: 130,
    fix: 'Start again: coordinator init',
  });
};

/** Null where nobody can be asked: no terminal on one side or the other. */
export const openAsker = (): Asker | null => {
  const { stdin, stderr: output } = process;
  if (stdin.isTTY !== true || output.isTTY !== true) return null;
  return {
    choose: async (message, choices, initialValue) => {
      const options = choices.map(({ value, hint }) => ({ value, label: value, hint }));
      return answered(await select({ message, options, initialValue, output }));
    },
    write: async (message, initialValue, flawOf) => {
      const validate = (answer: string | undefined) => flawOf(answer ?? '') ?? undefined;
      return answered(await text({ message, initialValue, validate, output }));
    },
    agree: async (message, initialValue) => answered(await confirm({ message, initialValue, output })),
  };
};
