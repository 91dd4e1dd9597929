/**
 * Rules about changes of state, checked in the moment they are recorded: every one is allowed, none of them rests on
 * what is not known (2), work is kept (3), limits are what they say.
 */

import { isAllowed, isRebuildable } from '../../src/decide/transitions.ts';
import type { StateChange } from '../../src/model/action.ts';
import type { Attempt, AttemptPatch, StopCause } from '../../src/model/attempt.ts';
import type { Memory } from '../../src/model/snapshot.ts';
import { isTerminal, type TaskMemory, type TaskPatch, type Trouble } from '../../src/model/task.ts';
import { branchOf, type Ground } from './ground.ts';
import { checkBreaker } from './rules-breaker.ts';
import { createFollowUpRules } from './rules-follow-up.ts';
import { checkLimit, checkRoom } from './rules-limits.ts';
import { checkBudgetStop, checkMoney } from './rules-money.ts';
import type { CauseKind } from './witness.ts';

/** What the daemon goes by at the moment, in steps: the oldest of its view of GitHub and of its tick. */
export interface Sight {
  readonly since: () => number;
  readonly memory: () => Memory;
}

const cancelCauses: readonly CauseKind[] = ['unlabelled', 'closed', 'ledger-cancel', 'control-cancel'];
const stopCauses: readonly CauseKind[] = ['stop-file', 'control-stop', 'control-reset-by-force'];
const retryCauses: readonly CauseKind[] = ['control-retry', 'control-reset', 'control-reset-by-force'];

const causesOf = (cause: StopCause): readonly CauseKind[] => {
  switch (cause) {
    case 'stop':
      return stopCauses;
    case 'kill':
      return ['control-kill'];
    case 'cancel':
      return cancelCauses;
    case 'shutdown':
      return ['shutdown'];
    default:
      return [];
  }
};

/** Actions that wait before they are tried again. */
const waitingActions: readonly string[] = [
  'create-worktree',
  'start-worker',
  'push-branch',
  'open-pull-request',
  'write-comment',
  'set-label',
  'greet-issue',
  'acknowledge-comment',
  'sweep-worker',
];

const key = ({ issue }: TaskMemory, { action }: Trouble): string => `${issue} ${action}`;

export interface TaskRules {
  onChange(
    change: StateChange,
    task: TaskMemory | null,
    more: { readonly patch?: TaskPatch | undefined; readonly attempt?: AttemptPatch | undefined },
  ): void;
  /** A task of a memory that was lost is remembered again. */
  onRebuilt(change: StateChange): void;
  /** Memory is lost now; `finished`: issues that whoever looks can still see to be finished. */
  onMemoryLost(finished: readonly number[]): void;
  /** A person has edited the ledger; `shown`: issues that still have a row. Of others nobody can see any more that they were finished. */
  onLedgerEdited(shown: ReadonlySet<number>): void;
  onAttempt(attempt: Attempt, patch: AttemptPatch): void;
  onTrouble(task: TaskMemory | null, trouble: Trouble): void;
}

export const createTaskRules = (ground: Ground, sight: Sight): TaskRules => {
  const { witness, clock, processes, github, git } = ground;
  const rounds = new Map<number, number>();
  /** The same without what the daemon could not have seen yet. */
  const roundSteps = new Map<number, number>();
  const triedAt = new Map<string, number>();
  const restsSince = new Map<number, number>();
  const mustStayFinished = new Set<number>();
  const followUps = createFollowUpRules(ground);

  /** A worker that has ended already is saved, not ended, when its task is queued anew. */
  const causesOfEnded = ({ attempts }: TaskMemory): readonly CauseKind[] =>
    processes.runs.get(attempts.at(-1)?.run ?? '')?.worker === 'alive' ? [] : ['control-reset'];

  const checkStop = (issue: number, attempt: AttemptPatch | undefined, task: TaskMemory): void => {
    const stop = attempt?.stop;
    if (!stop) return;
    if (stop.cause === 'timeout' || stop.cause === 'stalled') {
      checkLimit(ground, task, stop);
      return;
    }
    if (stop.cause === 'limits') {
      checkUsage(task);
      return;
    }
    if (stop.cause === 'budget') {
      checkBudgetStop(ground, sight.memory(), task);
      return;
    }
    const since = rounds.get(issue) ?? 0;
    const isTold = stop.cause === 'shutdown' ? 0 : issue;
    const causes = [...causesOf(stop.cause), ...causesOfEnded(task)];
    if (!witness.wasTrue(isTold, causes, since))
      witness.breach('R2', `gh-${issue} is stopped (${stop.cause}: ${stop.reason}) without a cause`);
  };

  const checkUsage = (task: TaskMemory): void => {
    const run = processes.runs.get(task.attempts.at(-1)?.run ?? '');
    const { memoryBytes } = ground.settings.workers.limits;
    if (run !== undefined && run.residentBytes <= (memoryBytes ?? 0))
      witness.breach('R2', `gh-${task.issue} ended for its limits within them`);
  };

  const checkRest = (change: StateChange, task: TaskMemory): void => {
    const { issue, to } = change;
    const since = rounds.get(issue) ?? 0;
    const causes =
      to === 'cancelled' ? cancelCauses : [...stopCauses, 'control-kill' as const, ...causesOfEnded(task)];
    const isShutdown = to === 'stopped' && witness.wasTrue(0, ['shutdown'], since);
    if (!isShutdown && !witness.wasTrue(issue, causes, since))
      witness.breach('R2', `gh-${issue} is ${to} (${change.reason}) without a cause`);
    checkSaved(task);
  };

  const checkSaved = (task: TaskMemory): void => {
    if (task.recorded.state !== 'stopping' || !git.isPresent(task.worktreePath)) return;
    const dirty = [...(git.trees.get(task.worktreePath)?.dirty ?? [])];
    const isRefused = task.troubles.some(({ action, tries }) => action === 'save-work' && tries >= 3);
    const isGivenUp = isRefused || isUnreadable(task);
    if (!isGivenUp && dirty.some((token) => token.startsWith('worker')))
      witness.breach('R3', `gh-${task.issue} was stopped and its work not saved`);
  };

  /** Git was asked for half a minute, and never said what is there. */
  const isUnreadable = ({ attempts }: TaskMemory): boolean => {
    const endedAt = attempts.at(-1)?.endedAt;
    const { boot, uptimeMs } = clock.now();
    return endedAt != null && (endedAt.boot !== boot || uptimeMs - endedAt.uptimeMs > 30_000);
  };

  const checkRetry = (change: StateChange, task: TaskMemory): void => {
    const { issue } = change;
    const since = restsSince.get(issue) ?? 0;
    const wasShutDown = task.attempts.at(-1)?.stop?.cause === 'shutdown';
    const isAsked =
      witness.wasTrue(issue, [...retryCauses, 'ledger-retry', 'answered'], since) ||
      witness.wasTrue(issue, ['labelled'], clock.wasWrong() ? 0 : (rounds.get(issue) ?? 0));
    if (!isAsked && !wasShutDown)
      witness.breach('R2', `gh-${issue} is taken up again (${change.reason}) without a cause`);
  };

  /**
   * A retry or a failure never comes where a pull request of this round was open when the worker ended. From the second
   * round on GitHub's time is compared with ours, which tells nothing while ours is wrong.
   */
  const checkProof = (change: StateChange, task: TaskMemory): void => {
    const { issue, to } = change;
    const run = processes.runs.get(task.attempts.at(-1)?.run ?? '');
    const endedAt = run?.endedAtStep ?? null;
    if (endedAt === null || (task.round > 1 && clock.wasWrong())) return;
    const since = roundSteps.get(issue) ?? 0;
    const proof = github
      .pullsOf(branchOf(issue))
      .find((pull) => pull.state !== 'closed' && pull.madeAtStep >= since && pull.madeAtStep < endedAt);
    if (proof !== undefined)
      witness.breach('R2', `gh-${issue} is ${to} though PR #${proof.number} was there`);
  };

  const checkStart = (task: TaskMemory): void => {
    const { issue } = task;
    const last = task.attempts.at(-1);
    const run = processes.runs.get(last?.run ?? '');
    if (last?.round !== task.round || !run?.endedMs || last.stop?.cause === 'shutdown') return;
    if (witness.wasTrue(issue, retryCauses, sight.since()) || run.boot !== clock.now().boot) return;
    const waitedMs = clock.now().uptimeMs - run.endedMs;
    const { initialMs, jitter } = ground.settings.workers.backoff;
    const wasRetried = witness.wasTrue(issue, retryCauses, run.endedAtStep ?? 0);
    if (!wasRetried && waitedMs < initialMs * (1 - jitter))
      witness.breach('R5', `gh-${issue} is tried again after ${waitedMs} ms, without backoff`);
  };

  const checkZombie = (task: TaskMemory): void => {
    const run = processes.runs.get(task.attempts.at(-1)?.run ?? '');
    if (run?.runner === 'alive' && run.hasOwner && run.exit === null)
      witness.breach('R2', `gh-${task.issue} is taken for a zombie while its runner lives`);
  };

  const checkCompleted = (change: StateChange, more: TaskPatch | undefined): void => {
    const number = more?.pullRequest?.number;
    const pull = github.pulls.find((candidate) => candidate.number === number);
    if (pull === undefined) witness.breach('R2', `gh-${change.issue} is completed without a pull request`);
  };

  return {
    onChange: (change, task, { patch, attempt }) => {
      const { issue, from, to } = change;
      witness.note(`gh-${issue}  ${from ?? 'new'} -> ${to}  (${change.reason})`);
      if (!isAllowed(from, to)) witness.breach('R2', `gh-${issue} went from ${from} to ${to}`);
      if (task === null) {
        if (mustStayFinished.has(issue))
          witness.breach('R6', `gh-${issue} was finished and is taken in anew as ${to}`);
        rounds.set(issue, Math.min(sight.since(), witness.step()));
        if (isTerminal(to)) restsSince.set(issue, rounds.get(issue) ?? 0);
        return;
      }
      checkStop(issue, attempt, task);
      if (to === 'cancelled' || to === 'stopped') checkRest(change, task);
      if (to === 'preparing') checkStart(task);
      if (to === 'preparing') checkRoom(ground, issue);
      if (to === 'preparing') checkBreaker(ground, sight.memory(), issue);
      if (to === 'preparing') checkMoney(ground, sight.memory(), issue);
      if (to === 'zombie') checkZombie(task);
      if (to === 'completed') checkCompleted(change, patch);
      const isFromRest = from !== null && (isTerminal(from) || from === 'blocked');
      const isFollowUp = followUps.onChange(change, patch);
      if (to === 'queued' && isFromRest && !isFollowUp) checkRetry(change, task);
      const isJudged = from === 'running' || from === 'timing_out' || from === 'zombie';
      if (isJudged && (to === 'queued' || to === 'failed')) checkProof(change, task);
      if (isTerminal(to) || to === 'blocked') restsSince.set(issue, sight.since());
      if (patch?.round === undefined) return;
      rounds.set(issue, sight.since());
      roundSteps.set(issue, witness.step());
    },
    onMemoryLost: (finished) => {
      mustStayFinished.clear();
      followUps.onMemoryLost();
      for (const issue of finished) mustStayFinished.add(issue);
    },
    onLedgerEdited: (shown) => {
      for (const issue of mustStayFinished) if (!shown.has(issue)) mustStayFinished.delete(issue);
    },
    onRebuilt: ({ issue, to, reason }) => {
      witness.note(`gh-${issue}  rebuilt as ${to}  (${reason})`);
      if (!isRebuildable(to)) witness.breach('R2', `gh-${issue} was rebuilt as ${to}`);
      if (mustStayFinished.has(issue) && !isTerminal(to))
        witness.breach('R6', `gh-${issue} was finished and is ${to} again`);
      mustStayFinished.delete(issue);
      if (isTerminal(to) || to === 'blocked') restsSince.set(issue, sight.since());
      if (!rounds.has(issue)) rounds.set(issue, Math.min(sight.since(), witness.step()));
    },
    onTrouble: (task, trouble) => {
      const before = task?.troubles.find(({ action }) => action === trouble.action);
      // What was begun and never failed may fail at once.
      if (task === null || before === undefined || before.tries === 0) return;
      // What was refused for good is tried again once the task has changed.
      if (before.class === 'permanent' && task.recorded.sinceMs > before.at.atMs) return;
      if (before.at.boot !== trouble.at.boot) return;
      // A refusal is an answer about the task as it was: once it has changed, GitHub is asked anew.
      if (before.class === 'permanent' && task.recorded.sinceMs > before.at.atMs) return;
      if (!waitingActions.includes(trouble.action)) return;
      const waitedMs = trouble.at.uptimeMs - before.at.uptimeMs;
      const { initialMs, jitter } = ground.settings.workers.backoff;
      const asked = [...retryCauses, 'control-kill-zombie' as const];
      const wasAsked = witness.wasTrue(task.issue, asked, triedAt.get(key(task, trouble)) ?? 0);
      triedAt.set(key(task, trouble), witness.step());
      if (!wasAsked && waitedMs < initialMs * (1 - jitter))
        witness.breach('R5', `${trouble.action} of gh-${task.issue} is tried again after ${waitedMs} ms`);
    },
    onAttempt: (attempt, patch) => {
      if (patch.phase !== 'ended') return;
      const run = processes.runs.get(attempt.run);
      if (run === undefined) return;
      const mayRun = run.worker === 'alive' || (run.runner === 'spawned' && run.claim === 'unclaimed');
      if (mayRun || run.leftover)
        witness.breach(
          'R1',
          `attempt ${attempt.number} of gh-${attempt.issue} is called ended while it may run`,
        );
      if (patch.end?.kind === 'never-started' && run.executions > 0)
        witness.breach(
          'R1',
          `attempt ${attempt.number} of gh-${attempt.issue} ran, and is called never started`,
        );
    },
  };
};
