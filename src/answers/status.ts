import { z } from 'zod';
import { issue, key, list, path, pullRequest, state, time } from './leaves.ts';
import { cost, tokens } from './money.ts';

const spent = z.object({
  cost: cost.nullable().describe('null = not known'),
  tokens: tokens.nullable().describe('null = not known'),
});

const budget = z.object({
  key: z.enum(['perTask', 'perDay', 'total']),
  unit: z.enum(['usd', 'tokens']).describe('tokens: without those read from a cache'),
  limit: z.number().min(0),
  spent: z.number().min(0),
  exact: z.boolean().describe('false = it was more'),
  level: z.enum(['within', 'near', 'spent']).describe('near: from 80 % on'),
});

const means = () => z.enum(['scope', 'sampled', 'none']).nullable();

const supervision = z.object({
  tier: z.enum(['T0', 'T1', 'T2']),
  tree: z
    .enum(['proven', 'unproven'])
    .describe('Whether it can be proven at the end that none of its processes is left'),
  memory: means().describe('How workers.limits.memory is applied; null = not set'),
  processes: means().describe('How workers.limits.processes is applied; null = not set'),
});

const task = z.object({
  issue: issue(),
  key: key(),
  title: z.string().describe('As on GitHub: text written by others'),
  state: state(),
  reason: z.string().describe('Why the task is in this state, one line'),
  rejected: z.boolean().describe('It is completed, and its pull request was closed unmerged'),
  since: time(),
  waitsFor: list(z.object({ key: key(), state: state() })).describe(
    'Tasks that a queued one waits for on GitHub: they block it, or are its sub-issues',
  ),
  priority: z.enum(['p0', 'p1', 'p2', 'p3']).describe('p0 is most urgent'),
  attempt: z
    .int()
    .min(0)
    .describe(
      "Attempts made since a person last queued the task, without those that cost none (a provider's limit); 0 before the first",
    ),
  attempts: z.int().min(1).describe('How many attempts there may be'),
  worker: z
    .string()
    .regex(/^w-[0-9a-f]{6}$/)
    .nullable(),
  pid: z.int().positive().nullable().describe('Of the worker while it lives'),
  branch: z.string(),
  worktree: path(),
  worktreeKept: z
    .string()
    .nullable()
    .describe('Why the worktree of a finished task was not removed; null when it was not tried, or went'),
  log: path().nullable(),
  pullRequest: pullRequest().nullable(),
  evidence: list(z.object({ kind: z.string(), at: time(), text: z.string() })),
  cost: cost
    .extend({ latest: cost.nullable().describe('Of the latest attempt; null = not known') })
    .nullable()
    .describe('Of all attempts of the task; null = not known'),
  tokens: tokens
    .extend({ latest: tokens.nullable().describe('Of the latest attempt; null = not known') })
    .nullable()
    .describe('Of all attempts of the task; null = not known'),
  budget: budget.nullable().describe('budget.perTask and what is spent of it; null = not set'),
  supervision: supervision
    .nullable()
    .describe('How the worker of the latest attempt is, or was, held; null = not known'),
});

const paused = z.object({
  by: z.string().nullable().describe('Login of a commenter; null = the command line'),
  reason: z.string(),
  since: time(),
  until: time().nullable(),
});

const coordinator = z.object({
  running: z.boolean(),
  pid: z.int().positive().nullable(),
  since: time().nullable(),
  repository: z.string().nullable().describe('owner/name'),
  paused: paused.nullable().describe('New starts are held back; null when they are not'),
  breakers: list(z.string()).describe(
    'Why new starts are held back after failures in a row, one line per breaker',
  ),
});

const spending = z.object({
  today: spent.describe('Since 00:00 UTC'),
  total: spent,
  unknownBefore: time()
    .nullable()
    .describe('Memory was lost then: what was spent before is not known; null = it is'),
  mode: z.enum(['warn', 'block']),
  budgets: list(budget),
});

const github = z.object({
  limit: z.int().min(0).nullable(),
  remaining: z.int().min(0).nullable(),
  resetAt: time().nullable(),
  pollIntervalMs: z.number().min(0).nullable(),
  slowedBecause: z.string().nullable().describe('Why polls come slower than configured'),
  heldUntil: time().nullable().describe('Nothing is sent before; null when no limit lasts'),
  webhook: z.string().nullable().describe('Where webhooks are listened for; null = nowhere'),
  writesWaitUntil: time().nullable().describe('Comments and labels wait until then; null when they do not'),
});

/** `status --json` */
export const statusAnswer = z.object({
  coordinator,
  tasks: list(task).describe('By issue number'),
  spending: spending.describe('What all tasks have cost, those that are not listed any more included'),
  github: github.describe(
    'Limits as GitHub told them last, and the pace they allow; null where nothing is known',
  ),
  refused: list(
    z.object({
      issue: issue(),
      login: z.string().describe('Who put the label on'),
      ground: z.string().describe('Why that does not count: permission: triage'),
    }),
  ).describe('Labelled issues that are not worked on, as whoever labelled them may not hand over work'),
});

export type StatusAnswer = z.infer<typeof statusAnswer>;
