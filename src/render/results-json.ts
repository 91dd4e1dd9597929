/** `coordinator run --results FILE` (`schemas/results.schema.json`). */
import type { ResultsAnswer } from '../answers/run.ts';
import { keyOf } from '../model/ids.ts';
import { isRejected } from '../model/rejected.ts';
import type { RunResults, TaskResult } from '../model/run-results.ts';
import { costJsonOf, tokensJsonOf } from './money.ts';
import { reasonOf } from './status-json.ts';
import { isoOf } from './utc-time.ts';

/** What only the run itself knows. */
export interface RunFacts {
  readonly repository: string;
  readonly mode: ResultsAnswer['mode'];
  readonly interrupted: boolean;
  readonly exitCode: number;
}

/** The whole answer. */
export const resultsJsonOf = (results: RunResults, facts: RunFacts): ResultsAnswer => {
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
      rejected: tasks.filter(({ task }) => isRejected(task)).length,
      attempts: tasks.reduce((sum, { attempts }) => sum + attempts.length, 0),
      workedSeconds: secondsOf(workedMs),
      tokens: tokensJsonOf(spent),
      cost: costJsonOf(spent),
    },
  };
};

const taskJsonOf = ({ task, attempts, workedMs, spent }: TaskResult): ResultsAnswer['tasks'][number] => ({
  issue: task.issue,
  key: keyOf(task.issue),
  title: task.title,
  url: task.url,
  state: task.recorded.state,
  reason: reasonOf(task),
  rejected: isRejected(task),
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
