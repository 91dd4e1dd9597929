/** `coordinator run --results FILE` (`schemas/results.schema.json`). Fields are added, never renamed. */
import { keyOf } from '../model/ids.ts';
import type { RunResults, TaskResult } from '../model/run-results.ts';
import { type CostJson, costJsonOf, type TokensJson, tokensJsonOf } from './money.ts';
import { reasonOf } from './status-json.ts';
import { isoOf } from './utc-time.ts';

/** What a run came to, for programs; times ISO 8601 in UTC, lengths of time in seconds. */
export interface ResultsJson {
  /** `owner/name`. */
  readonly repository: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationSeconds: number;
  readonly mode: 'forever' | 'until-idle' | 'once';
  /** A signal ended it. */
  readonly interrupted: boolean;
  readonly exitCode: number;
  readonly tasks: readonly TaskResultJson[];
  /** Issues that were asked for, and that nothing was done for. */
  readonly missing: readonly { readonly issue: number; readonly key: string; readonly why: string }[];
  readonly total: TotalJson;
}

/** What all tasks came to. */
export interface TotalJson {
  /** How many tasks are in each state; states that none is in are left out. */
  readonly states: Readonly<Record<string, number>>;
  readonly attempts: number;
  readonly workedSeconds: number;
  readonly tokens: TokensJson | null;
  readonly cost: CostJson | null;
}

/** What the run did for one task. */
export interface TaskResultJson {
  readonly issue: number;
  readonly key: string;
  readonly title: string;
  readonly url: string;
  /** As at the end of the run. */
  readonly state: string;
  readonly reason: string;
  readonly branch: string;
  readonly worktree: string;
  readonly pullRequest: { readonly number: number; readonly url: string; readonly state: string } | null;
  /** Attempts of this run. */
  readonly attempts: readonly {
    readonly number: number;
    readonly agent: string;
    readonly startedAt: string;
    readonly endedAt: string | null;
    readonly result: string | null;
    readonly failure: string | null;
    readonly log: string;
  }[];
  readonly workedSeconds: number;
  /** Null = not known. */
  readonly tokens: TokensJson | null;
  readonly cost: CostJson | null;
}

/** What only the run itself knows. */
export interface RunFacts {
  readonly repository: string;
  readonly mode: ResultsJson['mode'];
  readonly interrupted: boolean;
  readonly exitCode: number;
}

/** The whole answer. */
export const resultsJsonOf = (results: RunResults, facts: RunFacts): ResultsJson => {
  const { startedAt, endedAt, tasks, missing, spent, workedMs } = results;
  return {
    repository: facts.repository,
    startedAt: isoOf(startedAt.atMs),
    endedAt: isoOf(endedAt.atMs),
    durationSeconds: secondsOf(endedAt.atMs - startedAt.atMs),
    mode: facts.mode,
    interrupted: facts.interrupted,
    exitCode: facts.exitCode,
    tasks: tasks.map(taskJsonOf),
    missing: missing.map(({ issue, why }) => ({ issue, key: keyOf(issue), why })),
    total: {
      states: Object.fromEntries(
        [...Map.groupBy(tasks, ({ task }) => task.recorded.state)].map(([state, own]) => [state, own.length]),
      ),
      attempts: tasks.reduce((sum, { attempts }) => sum + attempts.length, 0),
      workedSeconds: secondsOf(workedMs),
      tokens: tokensJsonOf(spent),
      cost: costJsonOf(spent),
    },
  };
};

const taskJsonOf = ({ task, attempts, workedMs, spent }: TaskResult): TaskResultJson => ({
  issue: task.issue,
  key: keyOf(task.issue),
  title: task.title,
  url: task.url,
  state: task.recorded.state,
  reason: reasonOf(task),
  branch: task.branch,
  worktree: task.worktreePath,
  pullRequest: task.pullRequest && {
    number: task.pullRequest.number,
    url: task.pullRequest.url,
    state: task.pullRequest.state,
  },
  attempts: attempts.map(({ number, agent, startedAt, endedAt, result, failure, logPath }) => ({
    number,
    agent,
    startedAt: isoOf(startedAt.atMs),
    endedAt: endedAt === null ? null : isoOf(endedAt.atMs),
    result,
    failure,
    log: logPath,
  })),
  workedSeconds: secondsOf(workedMs),
  tokens: tokensJsonOf(spent),
  cost: costJsonOf(spent),
});

/** Milliseconds are kept, as a fraction. */
const secondsOf = (ms: number): number => Math.max(0, Math.round(ms)) / 1000;
