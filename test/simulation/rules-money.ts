/**
 * Rules about money and providers: nothing is started that a budget does not allow any more, nor with an agent whose provider
 * wants a pause (5); no worker is ended for money that is not spent (2); none goes on beyond its budget (5). They go by what
 * workers really spent, as far as memory knows of them.
 */
import { type Attempt, isLive } from '../../src/model/attempt.ts';
import type { Memory } from '../../src/model/snapshot.ts';
import { isTerminal, type TaskMemory } from '../../src/model/task.ts';
import { type Ground, issueNumbers } from './ground.ts';

const spentUsdOf = ({ processes }: Ground, attempts: readonly Attempt[]): number =>
  attempts.reduce((sum, { run }) => sum + (processes.runs.get(run)?.spentUsd ?? 0), 0);

/** Of which a coordinator can know. */
const knownIn = ({ attempts, recorded }: TaskMemory): readonly Attempt[] =>
  attempts.filter(
    (one) =>
      one.account !== null ||
      (isLive(one) ? one.phase === 'running' : one === attempts.at(-1) && !isTerminal(recorded.state)),
  );

/** A budget that is spent for certain; null = none is. */
const spentBudget = (ground: Ground, memory: Memory, issue: number): string | null => {
  const { perTask, total } = ground.settings.budget;
  const mine = memory.tasks.find((task) => task.issue === issue);
  if (mine !== undefined && perTask !== null && spentUsdOf(ground, knownIn(mine)) >= perTask.amount)
    return 'its own';
  const all = memory.tasks.flatMap(knownIn);
  return total !== null && spentUsdOf(ground, all) >= total.amount ? 'that of everything' : null;
};

/** A start is being prepared. */
export const checkMoney = (ground: Ground, memory: Memory, issue: number): void => {
  const { witness } = ground;
  const spent = spentBudget(ground, memory, issue);
  if (spent !== null) witness.breach('R5', `gh-${issue} is started though a budget is spent: ${spent}`);
  const pause = pauseIn(ground, memory);
  if (pause !== null) witness.breach('R5', `gh-${issue} is started while a limit lasts: that of gh-${pause}`);
};

/** A person who asks for one of these does not want to wait for a limit. */
const hurries = ['control-retry', 'control-reset', 'control-reset-by-force', 'ledger-retry'] as const;

/** Whose limit lasts for certain: met in this round and boot, nothing went well and nobody asked for a try since, and a minute is left. */
const pauseIn = ({ processes, clock, witness }: Ground, { tasks }: Memory): number | null => {
  const { boot, uptimeMs, atMs } = clock.now();
  if (clock.wasWrong()) return null;
  // What is judged in this very tick, its other decisions could not know.
  const before = tasks.filter(({ recorded }) => recorded.sinceMs < atMs);
  const ended = before.flatMap(({ round, attempts }) =>
    attempts.flatMap((attempt) =>
      attempt.endedAt === null ? [] : [{ round, attempt, endedAt: attempt.endedAt }],
    ),
  );
  const successMs = Math.max(
    ...ended.map(({ attempt, endedAt }) => (attempt.account?.status === 'succeeded' ? endedAt.atMs : 0)),
  );
  const met = ended.find(({ round, attempt, endedAt }) => {
    const run = processes.runs.get(attempt.run);
    if (run?.limitedForMs == null || attempt.failure !== 'provider' || attempt.round !== round) return false;
    if (issueNumbers.some((issue) => witness.wasTrue(issue, hurries, run.endedAtStep ?? 0))) return false;
    const leftMs = run.limitedForMs - (uptimeMs - (run.endedMs ?? 0));
    return endedAt.boot === boot && endedAt.atMs > successMs && leftMs > 60_000;
  });
  return met?.attempt.issue ?? null;
};

/** A worker is about to be ended for money. */
export const checkBudgetStop = (ground: Ground, memory: Memory, task: TaskMemory): void => {
  const { perTask, total } = ground.settings.budget;
  const all = [...ground.processes.runs.values()].reduce((sum, { spentUsd }) => sum + spentUsd, 0);
  const isSpent =
    spentUsdOf(ground, task.attempts) >= (perTask?.amount ?? Number.POSITIVE_INFINITY) ||
    all >= (total?.amount ?? Number.POSITIVE_INFINITY);
  if (!isSpent) ground.witness.breach('R2', `gh-${task.issue} ended for money that is not spent`);
  if (memory.tasks.every(({ issue }) => issue !== task.issue))
    ground.witness.breach('R2', `gh-${task.issue} is ended and not remembered`);
};

/** All is quiet: a worker whose budget is spent has been asked to end. */
export const checkSpenders = (ground: Ground, memory: Memory): void => {
  for (const task of memory.tasks) {
    const attempt = task.attempts.at(-1);
    const run = ground.processes.runs.get(attempt?.run ?? '');
    const isWatched = attempt?.phase === 'running' && run?.runner === 'alive' && run.worker === 'alive';
    if (!isWatched || attempt.stop !== null || !run.hasOwner) continue;
    if (spentBudget(ground, memory, task.issue) !== null)
      ground.witness.breach('R5', `gh-${task.issue} goes on though a budget is spent`);
  }
};
