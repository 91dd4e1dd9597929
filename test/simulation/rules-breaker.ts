/**
 * The rule about failures in a row: after so many starts that came to nothing nothing new is started for a while, then one
 * task alone (5). It goes by what the workers really did, and speaks only where that leaves no doubt.
 */
import type { Memory } from '../../src/model/snapshot.ts';
import type { Run } from './fake-processes.ts';
import type { Ground } from './ground.ts';

/** What the rule looks at: the ends of workers that failed by themselves, one after the other. */
interface Failures {
  readonly runs: readonly Run[];
  readonly lastEndedMs: number;
}

/** A start is being prepared. */
export const checkBreaker = (ground: Ground, memory: Memory, issue: number): void => {
  const { settings, clock, witness } = ground;
  const failures = failuresIn(ground, memory);
  if (failures === null) return;
  const { cooldownMs } = settings.breaker;
  const nowMs = clock.now().uptimeMs;
  if (nowMs < failures.lastEndedMs + cooldownMs)
    witness.breach('R5', `gh-${issue} is started after ${failures.runs.length} failures in a row`);
  const others = memory.tasks.filter(
    (task) =>
      task.issue !== issue &&
      (task.recorded.state === 'preparing' || task.attempts.some(({ phase }) => phase !== 'ended')),
  );
  if (others.length > 0)
    witness.breach('R5', `gh-${issue} is started beside gh-${others[0]?.issue}, which is tried alone`);
};

/** As many as open a breaker, all of one class and near each other; null where there are not, or not for certain. */
const failuresIn = ({ processes, settings, clock }: Ground, memory: Memory): Failures | null => {
  const { failures: needed, windowMs } = settings.breaker;
  const { boot } = clock.now();
  const ended = [...processes.runs.values()]
    .filter(({ executions, worker }) => executions > 0 && worker === 'dead')
    .toSorted((left, right) => (left.endedMs ?? 0) - (right.endedMs ?? 0));
  const runs = ended.slice(-needed);
  const [first] = runs;
  const last = runs.at(-1);
  if (runs.length < needed || first?.endedMs == null || last?.endedMs == null) return null;
  const attempts = memory.tasks.flatMap((task) => task.attempts);
  const isKnown = runs.every((run) => {
    const attempt = attempts.find((one) => one.run === run.run);
    return (
      attempt !== undefined && attempt.failure !== null && attempt.endedAt?.boot === boot && run.boot === boot
    );
  });
  const isAlike = new Set(runs.map(classOf)).size === 1 && classOf(first) !== 'other';
  const isSeveral = new Set(runs.map((run) => run.issue)).size > 1;
  const isNear = last.endedMs - first.endedMs <= windowMs;
  const isSettled = processes.live().length > 0;
  return isKnown && isAlike && isSeveral && isNear && !isSettled ? { runs, lastEndedMs: last.endedMs } : null;
};

/** `instant` and `error` as the program has them; any other end says nothing for certain. */
const classOf = ({ exit, startedMs, endedMs }: Run): 'instant' | 'error' | 'other' => {
  if (
    exit === null ||
    exit.failedSetup !== undefined ||
    exit.why !== 'self' ||
    exit.code === 0 ||
    exit.code > 128
  )
    return 'other';
  return (endedMs ?? 0) - startedMs < 10_000 ? 'instant' : 'error';
};
