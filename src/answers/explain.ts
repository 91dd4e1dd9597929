import { z } from 'zod';
import { issue, key, list, state, time } from './leaves.ts';

/** `explain N --json` */
export const explainAnswer = z.object({
  issue: issue(),
  key: key(),
  title: z.string().nullable().describe('null where nothing is known of the issue'),
  url: z.string().nullable(),
  state: state().nullable().describe('null: it is no task'),
  since: time().nullable(),
  answer: z.string().describe('The one line that answers the question'),
  conditions: list(
    z.object({
      name: z.string(),
      verdict: z
        .enum(['met', 'holds', 'unknown', 'noted'])
        .describe(
          'met: speaks for the work; holds: keeps it back; unknown: could not be seen; noted: neither',
        ),
      seen: z.string(),
      at: time().nullable().describe('When that was seen, or since when it is so'),
      fix: z.string().nullable().describe('What a person can do about it'),
    }),
  ),
  lookedAt: time(),
  github: z.object({
    askedAt: time().nullable(),
    notAskedBecause: z.string().nullable(),
  }),
});

export type ExplainAnswer = z.infer<typeof explainAnswer>;
