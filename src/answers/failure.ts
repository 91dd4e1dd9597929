import { z } from 'zod';

/** What is written to standard error when a command with `--json` fails; standard output stays empty then. */
export const errorAnswer = z.object({
  error: z.object({
    code: z.enum([
      'usage',
      'refused',
      'already-running',
      'github',
      'pending',
      'left',
      'try-again',
      'cannot',
      'bug',
    ]),
    message: z.string(),
    fix: z.string().nullable().describe('What to do, a command or a sentence'),
  }),
});

export type ErrorAnswer = z.infer<typeof errorAnswer>;
