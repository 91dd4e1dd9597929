/**
 * What an attempt that has ended is to be believed: the agent's own word in its log first, the worker's marks where the
 * log is silent, the exit code last, because it lies both ways (docs/decisions/0022-testimony.md). It proves nothing: that
 * there are commits or a pull request is looked up all the same.
 */

import type { AgentAccount } from '../model/agent-account.ts';
import type { Attempt, AttemptEnd, FailureClass, StopCause } from '../model/attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import { headOf } from '../model/head-of.ts';
import type { WorkSeen } from '../model/snapshot.ts';
import { isStoppedForMoney } from '../model/tries.ts';
import { endText } from './end-text.ts';
import { saw } from './steps.ts';

/** `well`: it is done. `ill`: it came to grief. `mute`: it ended with exit 0 and without a word; a mark speaks for it. */
export type Standing = 'well' | 'ill' | 'mute';

/** How the attempt ended, by its own account. */
export const standingOf = ({ account }: Attempt, end: AttemptEnd): Standing => {
  if (account?.status === 'succeeded') return 'well';
  // Some programs exit 0 on a signal, whatever they were doing.
  const endedWell = end.kind === 'exited' && end.exit.code === 0 && end.exit.why === 'self';
  if (account === null || account.status === null) return endedWell ? 'well' : 'ill';
  return endedWell && account.reason === 'no_result' ? 'mute' : 'ill';
};

/** Why an attempt failed. `counts`: it costs one of `workers.attempts`. */
export interface Failure {
  readonly reason: string;
  readonly class: FailureClass;
  readonly counts: boolean;
  /** Another attempt would end in the same way; the reason says what to do first. */
  readonly isHopeless?: boolean;
}

/** What a shell says of a command that it cannot find or execute, and what stands for a wrong configuration (`sysexits.h`). */
const hopelessCodes: ReadonlySet<number> = new Set([126, 127, 78]);

/** The agent never began, so nothing it might say matters. */
const failedSetup = (end: AttemptEnd): Failure | null => {
  if (end.kind !== 'exited' || end.exit.failedSetup === undefined) return null;
  const failure = { class: 'preparation', counts: false } as const;
  if (!hopelessCodes.has(end.exit.code)) return { reason: endText(end), ...failure };
  const reason = `${endText(end)}. Correct worktrees.setup in coordinator.yml`;
  return { reason, ...failure, isHopeless: true };
};

/** Why an attempt that did not end well failed, with what to do where that is known. */
export const failureOf = (attempt: Attempt, end: AttemptEnd): Failure => {
  const setup = failedSetup(end);
  if (setup !== null) return setup;
  const kind = classOf(attempt, end);
  const what = told(attempt, end);
  const advice = attempt.account?.advice ?? null;
  return {
    reason:
      kind === 'session' || advice === null ? reasonOf(kind, what) : `${reasonOf(kind, what)}. ${advice}`,
    class: kind,
    counts: !freeClasses.has(kind) && !isStoppedForMoney(attempt),
  };
};

/** These cost none of `workers.attempts`. */
const freeClasses: ReadonlySet<FailureClass> = new Set(['provider', 'never-started', 'session']);

const reasonOf = (kind: FailureClass, what: string): string => {
  if (kind === 'instant') return `${what}, within seconds of its start (instant failure)`;
  return kind === 'session'
    ? `its session could not be continued (${what}), the next start is a new one`
    : what;
};

/** Reasons of an account for which somebody else is to blame, who may be well again later. */
const providerReasons: ReadonlySet<string | null> = new Set(['rate_limit', 'quota', 'overloaded', 'network']);

/** One that only stayed too long had failed before. */
const classOfStop: Readonly<Record<Exclude<StopCause, 'lingering'>, FailureClass>> = {
  stop: 'killed',
  cancel: 'killed',
  kill: 'killed',
  timeout: 'timeout',
  stalled: 'stalled',
  limits: 'limits',
  budget: 'budget',
  shutdown: 'shutdown',
};

/** What a process ends with that a person has sent a signal to. */
const signalledCodes: ReadonlySet<number> = new Set([129, 130, 137, 143]);

/** Nothing useful can be done in less. */
const instantMs = 10_000;

const classOf = (attempt: Attempt, end: AttemptEnd): FailureClass => {
  const { account, stop } = attempt;
  if (end.kind === 'never-started') return 'never-started';
  if (stop !== null && stop.cause !== 'lingering') return classOfStop[stop.cause];
  if (account?.status === 'failed' && providerReasons.has(account.reason)) return 'provider';
  if (account?.status === 'failed' && account.reason === 'budget') return 'budget';
  if (isInstant(end, account)) return isLostSession(attempt) ? 'session' : 'instant';
  if (isSilentResume(attempt, end)) return 'session';
  if (account?.status === 'failed' && !isDeath(account.reason)) return 'agent';
  if (end.kind === 'lost' || signalledCodes.has(end.exit.code)) return 'killed';
  return 'error';
};

/** It failed before it did anything. */
const isInstant = (end: AttemptEnd, account: AgentAccount | null): boolean =>
  end.kind === 'exited' &&
  end.exit.why === 'self' &&
  (end.exit.code !== 0 || account?.status === 'failed') &&
  !signalledCodes.has(end.exit.code) &&
  end.exit.durationMs !== null &&
  end.exit.durationMs < instantMs &&
  (account?.toolCallCount ?? 0) === 0;

/** A start in a session that nobody knows any more ends at once; one without a login does so in any session. */
const isLostSession = ({ resumes, account }: Attempt): boolean =>
  resumes !== null && account?.reason !== 'auth';

/** On a busy machine some CLIs take longer than that to find their session gone; until then they write no line. */
const isSilentResume = ({ resumes, account }: Attempt, end: AttemptEnd): boolean =>
  resumes !== null &&
  end.kind === 'exited' &&
  end.exit.why === 'self' &&
  account?.reason === 'failed_to_start';

/** Reasons that only say how the process ended. */
const isDeath = (reason: string | null): boolean =>
  reason === null || reason === 'crashed' || reason === 'failed_to_start' || reason.startsWith('killed:');

const words: Readonly<Record<string, string>> = {
  auth: 'the agent is not logged in, or may not',
  quota: 'the usage limit of the agent’s account is reached',
  rate_limit: 'the provider limits its rate',
  overloaded: 'the provider is overloaded',
  network: 'the provider cannot be reached',
  invalid_request: 'the provider refuses its request',
  context: 'its conversation grew beyond what the model can read',
  max_turns: 'it used up its turns',
  budget: 'it used up its own budget',
  aborted: 'it was aborted',
  no_result: 'it ended without a result',
  unknown: 'it says that it failed',
};

/** One line: what the agent says, or how its process ended. */
const told = ({ account }: Attempt, end: AttemptEnd): string => {
  if (end.kind === 'never-started') return end.why;
  if (account === null || account.status !== 'failed' || isDeath(account.reason)) return endText(end);
  const what = words[account.reason ?? ''] ?? `it says that it failed (${account.reason})`;
  return account.lastError === null ? what : `${what}: ${oneLineOf(account.lastError)}`;
};

const oneLineOf = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${headOf(line, 199)}…` : line;
};

/** What the log, and the worker's own marks, say; in the order of their weight. */
export const testimonyOf = ({ account, endedAt }: Attempt, work: WorkSeen | null): readonly Evidence[] => {
  const atMs = endedAt?.atMs ?? 0;
  const phase = work?.phase ?? account?.phase ?? null;
  return [
    ...(account?.status == null ? [] : [saw('agent', atMs, wordOf(account))]),
    ...(work?.markedDoneIn === undefined
      ? []
      : [
          saw(
            'mark',
            atMs,
            work.markedDoneIn === 'file' ? '.coordinator-done' : 'a commit says Coordinator-Status: complete',
          ),
        ]),
    ...(phase === null ? [] : [saw('phase', atMs, `${phase} done`)]),
  ];
};

const wordOf = ({ status, reason, lastError, toolDenialCount }: AgentAccount): string => {
  const denied = toolDenialCount === 0 ? '' : `, ${toolDenialCount} tool call(s) denied`;
  if (status === 'succeeded') return `the agent says that it succeeded${denied}`;
  if (status === 'stopped') return `the agent was stopped: ${reason}`;
  const error = lastError === null ? '' : `: ${oneLineOf(lastError)}`;
  return `the agent failed: ${reason}${error}${denied}`;
};
