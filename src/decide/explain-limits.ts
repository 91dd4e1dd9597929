/**
 * What is left of the limits of a worker that runs. Silence is counted as the coordinator counts it (progress.ts): by what is
 * progress in the agent's log, anew from the coordinator's start and from each extension. Whoever explains has not watched, so
 * it goes by the log's own times; where a log tells none, by when it was written last.
 */
import { type Attempt, isLive, type RunSeen } from '../model/attempt.ts';
import type { Condition } from '../model/explanation.ts';
import { elapsedMs } from '../model/instant.ts';
import type { Explaining } from './explaining.ts';
import type { TaskFacts } from './facts.ts';
import { wallLimitOf } from './limits.ts';
import { shortOf } from './progress.ts';

type LiveRun = Extract<RunSeen, { kind: 'live' }>;

/** One condition per limit; nothing where no worker lives. */
export const explainLimits = (facts: TaskFacts, context: Explaining): readonly Condition[] => {
  const { attempt, run } = facts;
  if (attempt === null || !isLive(attempt) || run?.kind !== 'live') return [];
  const { workers } = context.settings;
  const { now } = context.snapshot;
  const ageMs = elapsedMs(attempt.startedAt, now);
  const { extensions, extended } = attempt;
  return [
    limit('workers.timeout', `${shortOf(ageMs)} old`, {
      usedMs: ageMs,
      limitMs: wallLimitOf(attempt, context.settings),
      atMs: now.atMs,
    }),
    stallLimit(attempt, run, { ...context, log: facts.log }),
    ...(run.lastOutputAtMs === null
      ? [
          limit('workers.startTimeout', 'no output yet', {
            usedMs: ageMs,
            limitMs: workers.startTimeoutMs,
            atMs: now.atMs,
          }),
        ]
      : []),
    {
      name: 'extensions',
      verdict: 'noted',
      seen: extended === null ? `${extensions} of ${workers.maxExtensions} used` : extended.text,
      atMs: extended?.at.atMs ?? null,
      fix: null,
    },
  ];
};

type Watched = Explaining & Pick<TaskFacts, 'log'>;

const stallLimit = (attempt: Attempt, run: LiveRun, context: Watched): Condition => {
  const { coordinator, snapshot, settings } = context;
  const name = 'workers.stallTimeout';
  const { atMs } = snapshot.now;
  const sign = lastSignOf(run, context);
  const seen = `${sign.text}${sign.atMs === null ? '' : ` ${shortOf(Math.max(0, atMs - sign.atMs))} ago`}`;
  if (coordinator === null) {
    const idle = `${seen}; nobody watches, so it is counted anew from the coordinator's next start`;
    return { name, verdict: 'noted', seen: idle, atMs, fix: null };
  }
  const starts: readonly (readonly [number, string])[] = [
    [sign.atMs ?? attempt.startedAt.atMs, ''],
    [coordinator.startedAtMs, ', watched since the coordinator started'],
    [attempt.extended?.at.atMs ?? 0, ', counted from its extension'],
  ];
  const [fromMs, since] = starts.reduce((latest, one) => (one[0] > latest[0] ? one : latest));
  const usedMs = Math.max(0, atMs - fromMs);
  return limit(name, `${seen}${since}`, { usedMs, limitMs: settings.workers.stallTimeoutMs, atMs });
};

/** What the worker did last that counts against silence; `atMs` null = not told when. */
const lastSignOf = (
  { lastOutputAtMs }: LiveRun,
  { log }: Watched,
): { readonly atMs: number | null; readonly text: string } => {
  if (lastOutputAtMs === null) return { atMs: null, text: 'no output yet' };
  const isTold = log?.kind === 'known' && log.value.account.status !== null && log.value.idleForMs !== null;
  if (!isTold) return { atMs: lastOutputAtMs, text: 'last output' };
  const { progressAtMs, complaint } = log.value;
  if (progressAtMs !== undefined) return { atMs: progressAtMs, text: 'last progress' };
  if (complaint === null) return { atMs: lastOutputAtMs, text: 'last progress' };
  return { atMs: null, text: `no progress since it said: ${complaint}` };
};

const limit = (
  name: string,
  seen: string,
  { usedMs, limitMs, atMs }: { readonly usedMs: number; readonly limitMs: number; readonly atMs: number },
): Condition => {
  const leftMs = limitMs - usedMs;
  const left =
    leftMs >= 0 ? `${shortOf(leftMs)} left of ${shortOf(limitMs)}` : `its ${shortOf(limitMs)} are over`;
  return { name, verdict: leftMs >= 0 ? 'met' : 'holds', seen: `${seen}, ${left}`, atMs, fix: null };
};
