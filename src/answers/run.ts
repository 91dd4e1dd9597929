import { z } from 'zod';
import { issue, key, list, path, pullRequest, state, time } from './leaves.ts';
import { cost, tokens } from './money.ts';

const spent = {
  workedSeconds: z.number().min(0).describe('How long workers worked, together'),
  tokens: tokens.nullable().describe('null = not known'),
  cost: cost.nullable().describe('null = not known'),
};

const attempt = z.object({
  number: z.int().positive(),
  agent: z.string(),
  startedAt: time(),
  endedAt: time().nullable().describe('null = it goes on'),
  result: z.string().nullable(),
  failure: z.string().nullable().describe('Class of the failure; null = it did not fail'),
  log: path(),
});

const task = z.object({
  issue: issue(),
  key: key(),
  title: z.string().describe('As on GitHub: text written by others'),
  url: z.string(),
  state: state().describe('As at the end of the run'),
  reason: z.string().describe('Why the task is in this state, one line'),
  rejected: z.boolean().describe('It is completed, and its pull request was closed unmerged'),
  branch: z.string(),
  worktree: path(),
  pullRequest: pullRequest().nullable(),
  attempts: list(attempt).describe('Those of this run, oldest first; those it took over count'),
  ...spent,
});

/** `run --results FILE` */
export const resultsAnswer = z.object({
  repository: z.string().describe('owner/name'),
  startedAt: time(),
  endedAt: time(),
  durationSeconds: z.number().min(0),
  mode: z.enum(['forever', 'until-idle', 'once']),
  interrupted: z.boolean().describe('A signal ended it'),
  exitCode: z.int().describe('1 = a task failed, or an issue that was asked for was not worked on'),
  tasks: list(task).describe('By issue number: those that the run had to do with'),
  missing: list(z.object({ issue: issue(), key: key(), why: z.string() })).describe(
    'Issues of --issues that nothing was done for',
  ),
  total: z.object({
    states: z
      .record(z.string(), z.int())
      .describe('How many tasks are in each state; states that none is in are left out'),
    rejected: z
      .int()
      .min(0)
      .describe('How many of the completed ones had their pull request closed unmerged'),
    attempts: z.int().min(0),
    ...spent,
  }),
});

export type ResultsAnswer = z.infer<typeof resultsAnswer>;

const start = z.object({
  issue: issue(),
  key: key(),
  attempt: z.int().positive(),
  agent: z.string(),
  model: z.string().nullable(),
  effort: z.string().nullable(),
  label: z.string().nullable().describe('The label of agents.byLabel that chose; null = none did'),
  worktree: path().describe('The working directory'),
  branch: z.string(),
  resumes: z.string().nullable().describe('Session that it would go on in; null = it would begin anew'),
  command: list(z.string()).describe('Program and arguments, without the prompt'),
  promptChannel: z.enum(['stdin', 'argument', 'file']),
  templates: list(z.string()).describe('What the prompt is made of'),
  prompt: z.string().nullable().describe('Whole; null = it cannot be made, see trouble'),
  trouble: z.string().nullable().describe('Why the start would fail; null = nothing is known against it'),
});

/** A worker that would be started. */
export type StartAnswer = z.infer<typeof start>;

const wait = z.object({ issue: issue(), key: key(), title: z.string(), why: z.string() });

/** A task that would not be started. */
export type WaitAnswer = z.infer<typeof wait>;

/** `run --dry-run --json` */
export const planAnswer = z.object({
  actions: list(z.object({ kind: z.string() })).describe(
    'All that would be done, in the inner language of the coordinator: it may change',
  ),
  starts: list(start).describe('In the order in which they would be started'),
  waits: list(wait),
});

export type PlanAnswer = z.infer<typeof planAnswer>;
