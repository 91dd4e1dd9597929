/**
 * What tests remember of tasks: builders whose defaults are unremarkable. Instants are seconds from the present of every
 * test, 2026-11-20 14:00 UTC.
 */

import type { Action } from '../../src/model/action.ts';
import type { AgentAccount } from '../../src/model/agent-account.ts';
import type { Attempt, ExitRecord, StopCause, StopRequest } from '../../src/model/attempt.ts';
import type { Instant } from '../../src/model/instant.ts';
import { freshAttempt } from '../../src/model/new-attempt.ts';
import type { Control } from '../../src/model/snapshot.ts';
import type { TaskMemory, TaskState, Trouble, Wish } from '../../src/model/task.ts';

const zeroMs = Date.UTC(2026, 10, 20, 14, 0, 0);

/** The instant `seconds` after (before: negative) the present of every snapshot, 2026-11-20 14:00 UTC. */
export const at = (seconds: number): Instant => ({
  atMs: zeroMs + seconds * 1000,
  uptimeMs: 1_000_000_000 + seconds * 1000,
  boot: 'boot-1',
});

/** The issue that a test is about, when it does not say. */
export const theIssue = 7;

/** A task told once by everybody; `state`, `reason` and `since` are what is recorded. */
export interface GivenTask extends Partial<TaskMemory> {
  readonly state?: TaskState;
  readonly reason?: string;
  readonly since?: Instant;
}

/** Queued since ten minutes, labelled by `mona`, greeted. */
export const aTask = ({
  state = 'queued',
  reason,
  since = at(-600),
  ...given
}: GivenTask = {}): TaskMemory => {
  const issue = given.issue ?? theIssue;
  return {
    issue,
    title: `Title ${issue}`,
    url: `https://github.com/acme/api/issues/${issue}`,
    createdAtMs: at(-86_400).atMs + issue,
    branch: `rpi/gh-${issue}`,
    worktreePath: `/repository/trees/gh-${issue}`,
    approval: { login: 'mona', atMs: at(-3_600).atMs },
    approvedText: `text of ${issue}`,
    ledgerPriority: null,
    labelPriority: 2,
    order: null,
    round: 1,
    recorded: { state, reason: reason ?? 'as given', sinceMs: since.atMs, evidence: [] },
    hold: null,
    question: state === 'blocked' ? 'Which one?' : null,
    answers: [],
    stopOverruledAtMs: null,
    hurriedAt: null,
    notBefore: null,
    wish: null,
    slot: null,
    agentLabel: null,
    preparedFor: null,
    baseSha: null,
    pullRequest: null,
    followUp: null,
    pushedSha: null,
    mergedSha: null,
    removal: null,
    labelGone: false,
    greeted: true,
    comment: null,
    stateLabel: null,
    attempts: [],
    troubles: [],
    ...given,
  };
};

/** A run id that names issue and number. */
export const runOf = (issue: number, number: number): string =>
  `${String(issue).padStart(4, '0')}${String(number).padStart(4, '0')}-0000-4000-8000-000000000000`;

/** The first attempt, running for a minute. */
export const anAttempt = (given: Partial<Attempt> = {}): Attempt => {
  const { issue = theIssue, number = 1 } = given;
  return {
    ...freshAttempt,
    run: runOf(issue, number),
    issue,
    number,
    round: 1,
    agent: 'sample',
    slot: 0,
    phase: 'running',
    startedAt: at(-60),
    runner: { pid: 4241, startTicks: '1', boot: 'boot-1' },
    workerPid: 4242,
    priorPull: null,
    logPath: `/repository/logs/gh-${issue}/attempt-${number}.jsonl`,
    ...given,
  };
};

/** How a worker ended by itself with this code, after half a minute. */
export const exitOf = (code: number, why: ExitRecord['why'] = 'self'): ExitRecord => ({
  code,
  why,
  durationMs: 30_000,
});

/** An attempt that ended ten seconds ago, with code 0 unless told. */
export const anEndedAttempt = ({ code = 0, ...given }: Partial<Attempt> & { code?: number } = {}): Attempt =>
  anAttempt({ phase: 'ended', endedAt: at(-10), end: { kind: 'exited', exit: exitOf(code) }, ...given });

/** What a log amounts to: an agent that says it succeeded after three tool calls. */
export const anAccount = (given: Partial<AgentAccount> = {}): AgentAccount => ({
  status: 'succeeded',
  reason: 'completed',
  tokens: { input: 100, cacheRead: 2000, cacheWrite: 300, output: 400, reasoning: 0 },
  isTokensExact: true,
  cost: { amountUsd: 0.25, source: 'agent' },
  sessionId: 'session-1',
  model: 'model-1',
  lastText: 'Done.',
  lastError: null,
  advice: null,
  limit: null,
  toolCallCount: 3,
  toolFailureCount: 0,
  toolDenialCount: 0,
  turnCount: 2,
  phase: null,
  ...given,
});

/** A stop decided and sent two seconds ago. */
export const aStop = (cause: StopCause, given: Partial<StopRequest> = {}): StopRequest => ({
  cause,
  reason: `reason of ${cause}`,
  at: at(-2),
  sentAt: at(-2),
  ...given,
});

/** A task whose only attempt is `attempt`, in slot 0, `running` unless told. */
export const aTaskWith = (attempt: Attempt, given: GivenTask = {}): TaskMemory =>
  aTask({ issue: attempt.issue, state: 'running', slot: 0, attempts: [attempt], ...given });

/** Asked for with `coordinator <kind>`, right now. */
export const aWish = (kind: Wish['kind'], given: Partial<Wish> = {}): Wish => ({
  kind,
  by: `coordinator ${kind}`,
  reason: '',
  at: at(0),
  ...given,
});

/** A request from the command line. */
export const aControl = (kind: Control['kind'], given: Partial<Control> = {}): Control => ({
  id: 1,
  kind,
  issue: theIssue,
  reason: null,
  at: at(0),
  ...given,
});

/** An action that failed once, a second ago, and may work yet. */
export const aTrouble = (action: Action['kind'], given: Partial<Trouble> = {}): Trouble => ({
  action,
  class: 'transient',
  message: 'it did not work',
  fix: null,
  tries: 1,
  at: at(-1),
  retryAfterMs: null,
  ...given,
});
