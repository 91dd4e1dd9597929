import { z } from 'zod';
import { issue, key, list, time } from './leaves.ts';

/** `recover list-stuck --json` */
export const stuckAnswer = z.object({
  lookedAt: time(),
  stuck: list(
    z.object({
      kind: z.enum(['late', 'zombie', 'trouble', 'worktree', 'request']),
      text: z.string(),
      fix: z.string(),
      issue: issue().nullable().describe('null: it belongs to no task'),
      key: key().nullable(),
      since: time().nullable(),
    }),
  ),
});

export type StuckAnswer = z.infer<typeof stuckAnswer>;

/** `recover diagnostics --json`: a part that could not be read is `{ "unknown": why }`. */
export const diagnosticsAnswer = z
  .looseObject({ at: time() })
  .describe('One member per part, for people to read; what the parts hold may change');

export type DiagnosticsAnswer = z.infer<typeof diagnosticsAnswer>;
