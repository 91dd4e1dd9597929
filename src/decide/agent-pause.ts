/**
 * An agent whose provider has set a limit starts nothing until that is over. Derived from what its attempts have met, so a
 * restart changes nothing: from the reset that the provider names, else from a backoff that grows with each limit in a row.
 * A later success ends it, and so does a person who retries a task.
 */

import type { Attempt } from '../model/attempt.ts';
import { headOf } from '../model/head-of.ts';
import { keyOf } from '../model/ids.ts';
import { byAge, elapsedMs, type Instant } from '../model/instant.ts';
import type { BackoffSettings, Settings } from '../model/settings.ts';
import type { Memory, Snapshot } from '../model/snapshot.ts';
import { backoffMs } from './backoff.ts';
import { untilText } from './pause.ts';

/** A limit that lasts. */
export interface AgentPause {
  readonly agent: string;
  /** Whose attempt met it. */
  readonly issue: number;
  readonly class: 'rate_limit' | 'quota';
  /** The provider's own words, one line. */
  readonly message: string;
  readonly from: Instant;
  readonly waitMs: number;
}

/** No provider's word for its reset is taken for longer than a week and a day. */
export const longestPauseMs = 8 * 86_400_000;

/** The limit that holds an agent back for the longest; null = none lasts. */
export const agentPauseOf = (
  agent: string,
  { memory, now }: Pick<Snapshot, 'memory' | 'now'>,
  { workers }: Pick<Settings, 'workers'>,
): AgentPause | null => {
  const met = limitsInARow(agent, memory, now);
  const pauses = met.map((limit, index) => pauseBy(limit, index + 1, workers.backoff));
  const lasting = pauses.filter(({ from, waitMs }) => elapsedMs(from, now) < waitMs);
  return lasting.toSorted((a, b) => endOf(b) - endOf(a))[0] ?? null;
};

const endOf = ({ from, waitMs }: AgentPause): number => from.atMs + waitMs;

/** Why a task is not started with this agent; stable text. */
export const agentHold = (pause: AgentPause, issue: number): string =>
  `${agentPauseText(pause)}; coordinator retry ${issue} tries at once`;

/** `claude’s usage limit lasts until 16:00 UTC (gh-12: ...)`. */
export const agentPauseText = (pause: AgentPause): string => {
  const { agent, issue, message, from } = pause;
  const what = pause.class === 'quota' ? 'usage limit' : 'rate limit';
  const words = message === '' ? keyOf(issue) : `${keyOf(issue)}: ${message}`;
  return `${agent}’s ${what} lasts until ${untilText(endOf(pause), from.atMs)} (${words})`;
};

interface Met {
  readonly attempt: Attempt;
  readonly endedAt: Instant;
  readonly limit: {
    readonly class: 'rate_limit' | 'quota';
    readonly untilMs: number | null;
    readonly message: string;
  };
}

/**
 * Limits that the agent met since it last had success, oldest first. Those of an earlier round were overruled, and so were
 * all before a person asked that something is started at once.
 */
const limitsInARow = (agent: string, { tasks }: Memory, now: Instant): readonly Met[] => {
  // The usual case, without sorting what may be thousands.
  if (!tasks.some(({ attempts }) => attempts.some((one) => limitMetBy(one) !== null))) return [];
  const order = byAge(now);
  const hurries = tasks.flatMap(({ hurriedAt }) => hurriedAt ?? []).toSorted(order);
  const hurriedAt = hurries.at(-1);
  const ended = tasks
    .flatMap(({ attempts, round }) =>
      attempts.flatMap((attempt) =>
        attempt.agent === agent && attempt.endedAt !== null
          ? [{ attempt, endedAt: attempt.endedAt, isOverruled: attempt.round !== round }]
          : [],
      ),
    )
    .toSorted((a, b) => order(a.endedAt, b.endedAt));
  const success = ended.findLastIndex(({ attempt }) => attempt.account?.status === 'succeeded');
  return ended.slice(success + 1).flatMap(({ attempt, endedAt, isOverruled }) => {
    const limit = limitMetBy(attempt);
    const isBefore = hurriedAt !== undefined && order(endedAt, hurriedAt) < 0;
    return limit === null || isOverruled || isBefore ? [] : [{ attempt, endedAt, limit }];
  });
};

/** One that is too busy for a moment concerns that request, not everybody. */
const limitMetBy = ({ failure, account }: Attempt): Met['limit'] | null => {
  const limit = account?.limit ?? null;
  if (failure !== 'provider' || limit === null || limit.class === 'overloaded') return null;
  return { ...limit, class: limit.class };
};

const pauseBy = ({ attempt, endedAt, limit }: Met, count: number, backoff: BackoffSettings): AgentPause => ({
  agent: attempt.agent,
  issue: attempt.issue,
  class: limit.class,
  message: headOf(limit.message.replace(/\s+/g, ' ').trim(), 120),
  from: endedAt,
  waitMs: Math.max(
    backoffMs(count, attempt.run, backoff),
    Math.min((limit.untilMs ?? 0) - endedAt.atMs, longestPauseMs),
  ),
});
