/** `coordinator status --json` (SPEC section 10, `schemas/status.schema.json`). Fields are added, never renamed. */
import type { StatusAnswer } from '../answers/status.ts';
import { type Extension, isLive } from '../model/attempt.ts';
import type { MoneySeen } from '../model/budget.ts';
import type { Pause } from '../model/conversation.ts';
import type { Evidence } from '../model/evidence.ts';
import type { GitHubStanding } from '../model/github.ts';
import { keyOf, type RunId, workerOf } from '../model/ids.ts';
import { waitedForIn } from '../model/links.ts';
import { isRejected, rejectionOf } from '../model/rejected.ts';
import { keptBecause } from '../model/removal.ts';
import type { Memory } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import { attemptCountOf } from '../model/tries.ts';
import { spendingJsonOf, taskMoneyJsonOf } from './money.ts';
import type { SupervisionJson } from './supervision.ts';
import { isoOf } from './utc-time.ts';

/** What is known of the coordinator itself. `pid` and `sinceMs` are null when it does not run. */
export interface CoordinatorFacts {
  readonly running: boolean;
  readonly pid: number | null;
  readonly sinceMs: number | null;
  /** `owner/name`. */
  readonly repository: string | null;
  /** `workers.attempts`. */
  readonly attemptLimit: number;
  /** `workers.max`. */
  readonly maxWorkers: number;
  /** When this was looked at. */
  readonly nowMs: number;
  /** Breakers that are not closed, one line each. */
  readonly breakers: readonly string[];
  /** By run: how its worker is held, as far as that is known. */
  readonly supervision: ReadonlyMap<RunId, SupervisionJson>;
  /** What tasks have cost. */
  readonly money: MoneySeen;
}

const githubJsonOf = (
  { limit, pollIntervalMs, slowedBecause, hold, webhookUrl, writesWaitUntilMs }: GitHubStanding,
  { nowMs, running }: CoordinatorFacts,
): StatusAnswer['github'] => ({
  limit: limit?.limit ?? null,
  remaining: limit?.remaining ?? null,
  resetAt: limit === null ? null : isoOf(limit.resetAtMs),
  pollIntervalMs,
  slowedBecause,
  heldUntil: hold === null || hold.untilMs <= nowMs ? null : isoOf(hold.untilMs),
  webhook: running ? webhookUrl : null,
  writesWaitUntil: running && writesWaitUntilMs !== null ? isoOf(writesWaitUntilMs) : null,
});

/** The answer for a memory, tasks by issue number. */
export const statusJsonOf = (memory: Memory, coordinator: CoordinatorFacts): StatusAnswer => ({
  coordinator: {
    running: coordinator.running,
    pid: coordinator.pid,
    since: coordinator.sinceMs === null ? null : isoOf(coordinator.sinceMs),
    repository: coordinator.repository,
    paused: pausedOf(memory.pause),
    breakers: coordinator.breakers,
  },
  tasks: memory.tasks
    .toSorted((left, right) => left.issue - right.issue)
    .map((task) => taskJsonOf(task, memory, coordinator)),
  spending: spendingJsonOf(coordinator.money),
  github: githubJsonOf(memory.github, coordinator),
  refused: memory.refusals.map(({ issue, login, ground }) => ({ issue, login, ground })),
});

/** The pause as programs read it; null = there is none. */
export const pausedOf = (pause: Pause | null): StatusAnswer['coordinator']['paused'] =>
  pause && {
    by: pause.by,
    reason: pause.reason,
    since: isoOf(pause.at.atMs),
    until: pause.untilMs === null ? null : isoOf(pause.untilMs),
  };

/** Why a task is as it is, one line: for a queued one, what holds it back; for a completed one, also what its
 * pull request waits for, or that it was rejected; for a running one, also its extension. */
export const reasonOf = (task: TaskMemory): string => {
  const { recorded, hold } = task;
  const rejection = rejectionOf(task);
  if (rejection !== null) return rejection;
  if (recorded.state === 'completed' && hold !== null) return `${recorded.reason}; ${hold}`;
  if (!isTerminal(recorded.state) && hold !== null) return hold;
  const extended = extensionOf(task);
  return extended === null ? recorded.reason : `${recorded.reason}, ${extended.text}`;
};

/** Tasks that a queued one waits for, as its hold names them. */
export const waitedTasksOf = ({ recorded, hold }: TaskMemory, { tasks }: Memory): readonly TaskMemory[] => {
  const issues = recorded.state === 'queued' ? waitedForIn(hold) : [];
  return issues.flatMap((issue) => tasks.find((task) => task.issue === issue) ?? []);
};

/** The latest extension of a worker that runs. */
const extensionOf = ({ recorded, attempts }: TaskMemory): Extension | null =>
  recorded.state === 'running' ? (attempts.at(-1)?.extended ?? null) : null;

/** What the state rests on, and what a limit was put off for since. */
const evidenceOf = (task: TaskMemory): readonly Evidence[] => {
  const extended = extensionOf(task);
  const { evidence } = task.recorded;
  return extended === null
    ? evidence
    : [...evidence, { kind: 'time', atMs: extended.at.atMs, text: extended.text }];
};

/** Why the worktree is still there, one line; null = nobody tried to remove it, or it went. */
export const worktreeKeptOf = ({ removal }: TaskMemory): string | null =>
  removal?.kind === 'kept' ? keptBecause(removal.risks) : null;

const taskJsonOf = (
  task: TaskMemory,
  memory: Memory,
  { attemptLimit, supervision, money }: CoordinatorFacts,
): StatusAnswer['tasks'][number] => {
  const latest = task.attempts.at(-1);
  const pull = task.pullRequest;
  return {
    issue: task.issue,
    key: keyOf(task.issue),
    title: task.title,
    state: task.recorded.state,
    reason: reasonOf(task),
    rejected: isRejected(task),
    since: isoOf(task.recorded.sinceMs),
    waitsFor: waitedTasksOf(task, memory).map(({ issue, recorded }) => ({
      key: keyOf(issue),
      state: recorded.state,
    })),
    priority: `p${task.ledgerPriority ?? task.labelPriority}`,
    attempt: attemptCountOf(task),
    attempts: attemptLimit,
    worker: latest === undefined ? null : workerOf(latest.run),
    pid: latest !== undefined && isLive(latest) ? latest.workerPid : null,
    branch: task.branch,
    worktree: task.worktreePath,
    worktreeKept: worktreeKeptOf(task),
    log: latest?.logPath ?? null,
    pullRequest: pull === null ? null : { number: pull.number, url: pull.url, state: pull.state },
    evidence: evidenceOf(task).map(({ kind, atMs, text }) => ({ kind, at: isoOf(atMs), text })),
    ...taskMoneyJsonOf(money.tasks.get(task.issue)),
    supervision: latest === undefined ? null : (supervision.get(latest.run) ?? null),
  };
};
