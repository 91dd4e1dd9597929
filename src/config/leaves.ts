/** The kinds of value a setting may have. Each says in its error what is expected, with an example. */
import { z } from 'zod';
import { amountPattern, durationPattern, parseDuration, parseSize, sizePattern } from './units.ts';

const expectsDuration = 'expected a duration such as 90s, 15m, 2h or plain seconds';
const expectsSize = 'expected a size such as 2GiB, 500MB or plain bytes';

/** Milliseconds. `least: 'positive'` refuses zero. */
export const duration = (least: 'zero' | 'positive' = 'positive') =>
  z
    .union(
      [
        z.number(expectsDuration).nonnegative(expectsDuration),
        z.string(expectsDuration).regex(durationPattern, expectsDuration),
      ],
      {
        error: expectsDuration,
      },
    )
    .transform((written, context) => {
      const ms = parseDuration(written);
      if (ms === undefined)
        context.addIssue({ code: 'custom', message: 'expected at most 24 days, such as 2h' });
      else if (ms === 0 && least === 'positive')
        context.addIssue({ code: 'custom', message: 'expected more than zero, such as 90s' });
      return ms ?? 0;
    });

/** Bytes. `least: 'positive'` refuses zero. */
export const size = (least: 'zero' | 'positive' = 'zero') =>
  z
    .union(
      [z.number(expectsSize).nonnegative(expectsSize), z.string(expectsSize).regex(sizePattern, expectsSize)],
      {
        error: expectsSize,
      },
    )
    .transform((written, context) => {
      const bytes = parseSize(written);
      if (bytes === undefined) context.addIssue({ code: 'custom', message: expectsSize });
      else if (bytes === 0 && least === 'positive')
        context.addIssue({ code: 'custom', message: 'expected more than zero, such as 2GiB' });
      return bytes ?? 0;
    });

/** A whole number between two bounds, both allowed. */
export const count = (least: number, most: number) => {
  const error = `expected a whole number from ${least} to ${most}, such as ${Math.max(least, Math.min(3, most))}`;
  return z.int(error).min(least, error).max(most, error);
};

/** Any number between two bounds, both allowed. */
export const decimal = (least: number, most: number) => {
  const error = `expected a number from ${least} to ${most}`;
  return z.number(error).min(least, error).max(most, error);
};

/** True or false. */
export const onOff = () => z.boolean('expected true or false');

/** One of a few words. */
export const choice = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, `expected one of ${words.join(', ')}`);

/** Text of a given form; `example` shows it. */
export const text = (form: {
  readonly pattern: RegExp;
  readonly expects: string;
  readonly example: string;
}) => {
  const error = `expected ${form.expects}, such as ${form.example}`;
  return z.string(error).regex(form.pattern, error);
};

/** Dollars or tokens, as written. */
export const amount = () =>
  text({ pattern: amountPattern, expects: 'an amount of dollars or tokens', example: '5usd or 2Mtok' });

/** Keys with values below it, no others. */
export const section = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, { error: sectionError });

const sectionError: z.core.$ZodErrorMap = (issue) =>
  issue.code === 'invalid_type' ? 'expected keys with values below it' : undefined;
