import { z } from 'zod';
import { issue, key, list, path, pullRequest, state, time } from './leaves.ts';

/** `stop|cancel|retry|kill N --json`, `recover reset|kill-zombie N --json` */
export const requestAnswer = z.object({
  issue: issue(),
  key: key(),
  request: z.enum(['stop', 'cancel', 'retry', 'kill', 'reset', 'reset-by-force', 'kill-zombie']),
  outcome: z
    .enum(['answered', 'unanswered', 'next-start'])
    .describe(
      'unanswered: noted, not answered in time; next-start: no coordinator runs, the next one takes it up',
    ),
  accepted: z.boolean().nullable().describe('null: not answered yet; exit code 1 with false'),
  answer: z.string(),
});

export type RequestAnswer = z.infer<typeof requestAnswer>;

/** `wait N --json` */
export const waitAnswer = z.object({
  issue: issue(),
  key: key(),
  state: state(),
  reason: z.string(),
  rejected: z.boolean().describe('It is completed, and its pull request was closed unmerged; exit code 1'),
  over: z.boolean().describe('false: still pending when the time was over, exit code 8'),
  pullRequest: pullRequest().nullable(),
});

export type WaitAnswer = z.infer<typeof waitAnswer>;

/** `open N --json` */
export const openAnswer = z.object({
  issue: issue(),
  key: key(),
  url: z.string().describe('Of its pull request, else of the issue'),
  pullRequest: pullRequest().nullable(),
  opened: z.boolean(),
});

export type OpenAnswer = z.infer<typeof openAnswer>;

/** `pause --json`, `resume --json` */
export const pauseAnswer = z.object({
  paused: z
    .object({
      by: z.string().nullable().describe('Login of a commenter; null = the command line'),
      reason: z.string(),
      since: time(),
      until: time().nullable(),
    })
    .nullable()
    .describe('null: new starts go on'),
  coordinator: z.object({ running: z.boolean() }),
});

export type PauseAnswer = z.infer<typeof pauseAnswer>;

/** `clean --json` */
export const cleanAnswer = z.object({
  dryRun: z.boolean(),
  freedBytes: z.number(),
  worktrees: list(
    z.object({
      issue: issue(),
      key: key(),
      worktree: path(),
      outcome: z.enum(['removed', 'kept', 'absent', 'refused', 'pending']),
      text: z.string(),
      risks: list(
        z.object({ kind: z.string(), text: z.string(), fix: z.string(), canBeSaved: z.boolean() }),
      ).describe('Why it is kept, or what was saved first'),
      freedBytes: z.number(),
      saved: z
        .object({ ref: z.string().nullable(), files: z.string().nullable() })
        .nullable()
        .describe('Where what was saved lies: a ref of git, a folder of files outside of commits'),
    }),
  ),
  tidied: z.object({ runs: z.number(), registrations: z.number() }),
});

export type CleanAnswer = z.infer<typeof cleanAnswer>;
