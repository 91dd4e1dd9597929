/**
 * What came back on the open pull requests of completed tasks. One question for all of them, and none while `followUp` is
 * off or no such pull request is open. It has no ETag, so it is only asked when the list shows a change, while checks are
 * under way, and else now and then: a check that is run again, a conflict and a resolved thread change no list.
 */
import { carriesOwnMark } from '../model/conversation.ts';
import {
  type CheckRow,
  type Feedback,
  mostStandings,
  type PullStanding,
  type PullStandingRow,
  type ReviewRow,
  type ThreadRow,
} from '../model/follow-up.ts';
import type { Instant } from '../model/instant.ts';
import { known, type Seen, unknown } from '../model/seen.ts';
import type { Settings } from '../model/settings.ts';
import type { Memory, PullRow } from '../model/snapshot.ts';
import { isFollowed, type TaskMemory } from '../model/task.ts';
import { cutText, oneLineOf } from '../render/plain-text.ts';
import type { World } from '../world/world.ts';
import type { Trust } from './trust.ts';

/** Looks at pull requests; remembers them between polls. */
export interface FollowUpReader {
  /** Never throws for a failed read: what could not be read is `unknown`. */
  readFollowUps(asked: FollowUpsAsked): Promise<ReadonlyMap<number, Seen<PullStanding>>>;
}

/** The list of pull requests as it is now, and what decides which matter. */
export interface FollowUpsAsked {
  readonly pulls: Seen<readonly PullRow[]>;
  readonly memory: Memory;
  readonly settings: Settings;
}

/** A pull request that matters, and what the list says of it. */
interface Wanted {
  readonly task: TaskMemory;
  readonly pull: number;
  readonly key: string;
  /** As the list says; 0 = it is not listed. */
  readonly updatedAtMs: number;
}

interface Looked {
  readonly key: string;
  readonly atMs: number;
  /** Something is under way, or could not be read: it is looked at again soon. */
  readonly isPassing: boolean;
  readonly standing: Seen<PullStanding>;
}

/** Polls between two looks while checks are under way, and while all is quiet; a minute and five with the defaults. */
const pollsWhilePassing = 4;
const pollsWhileQuiet = 20;

/** GitHub's times are whole seconds: what happens so soon after a change does not show in the list. */
const settledMs = 2000;

const titleLength = 160;
const textLength = 8000;

/** A reader with nothing remembered yet. */
export const createFollowUpReader = ({ github, clock }: World, trust: Trust): FollowUpReader => {
  let looked: ReadonlyMap<number, Looked> = new Map();
  const look = async (
    wanted: readonly Wanted[],
    settings: Settings,
  ): Promise<ReadonlyMap<number, Looked>> => {
    const { reviews } = settings.followUp;
    const now = clock.now();
    const failed = (why: string) => ({ standing: unknown(why), isPassing: true });
    const found = await attempt(() =>
      github.fetchStandings({ pulls: wanted.map(({ pull }) => pull), reviews }),
    );
    const looks = wanted.map(async ({ task, pull, key, updatedAtMs }) => {
      const row = found.kind === 'known' ? found.value.find(({ number }) => number === pull) : undefined;
      const before = looked.get(task.issue)?.standing;
      const seen =
        found.kind === 'unknown'
          ? failed(found.why)
          : row === undefined
            ? failed(`GitHub does not tell yet how PR #${pull} stands`)
            : await judge({ row, task, before, now, settings });
      const isFresh = now.atMs + github.readAheadMs() - updatedAtMs < settledMs;
      return [task.issue, { ...seen, key, atMs: now.atMs, isPassing: seen.isPassing || isFresh }] as const;
    });
    return new Map(await Promise.all(looks));
  };
  const judge = async (source: Judged): Promise<Pick<Looked, 'standing' | 'isPassing'>> => {
    const { row, now } = source;
    const feedback = await attempt(() => feedbackOf(source, trust));
    if (feedback.kind === 'unknown') return { standing: feedback, isPassing: true };
    const standing = standingOf(source, feedback.value);
    const isPassing = standing.pending.length > 0 || row.mergeability === 'unknown';
    return { standing: known(standing, now.atMs), isPassing };
  };
  return {
    readFollowUps: async ({ pulls, memory, settings }) => {
      const wanted = wantedOf(pulls, memory, settings);
      const nowMs = clock.now().atMs;
      const ages = new Map(wanted.map((one) => [one, looked.get(one.task.issue)?.atMs ?? 0]));
      const isDue = ({ task, key }: Wanted): boolean => {
        const before = looked.get(task.issue);
        if (before === undefined || before.key !== key) return true;
        const polls = before.isPassing ? pollsWhilePassing : pollsWhileQuiet;
        return Math.abs(nowMs - before.atMs) >= polls * settings.github.pollIntervalMs;
      };
      const due = wanted.filter(isDue);
      // Who is asked about at all costs no further request: the others come along, those of the oldest look first.
      const others = wanted.filter((one) => !due.includes(one));
      const byAge = (one: Wanted, other: Wanted): number => (ages.get(one) ?? 0) - (ages.get(other) ?? 0);
      const asked = [...due.toSorted(byAge), ...others.toSorted(byAge)].slice(0, mostStandings);
      const news = due.length === 0 ? new Map<number, Looked>() : await look(asked, settings);
      looked = new Map(
        wanted.flatMap(({ task }) => {
          const one = news.get(task.issue) ?? looked.get(task.issue);
          return one === undefined ? [] : [[task.issue, one] as const];
        }),
      );
      return new Map([...looked].map(([issue, { standing }]) => [issue, standing]));
    },
  };
};

const attempt = async <T>(read: () => Promise<T>): Promise<Seen<T>> => {
  try {
    return known(await read(), 0);
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
};

const wantedOf = (
  pulls: Seen<readonly PullRow[]>,
  { tasks }: Memory,
  { followUp }: Settings,
): readonly Wanted[] => {
  if (pulls.kind === 'unknown' || !(followUp.checks || followUp.reviews)) return [];
  return tasks.filter(isFollowed).flatMap((task) => {
    const pull = task.pullRequest?.number ?? 0;
    const row = pulls.value.find(({ number }) => number === pull);
    if (row !== undefined && row.state !== 'open') return [];
    const key = [pull, task.round, row?.headSha, row?.updatedAtMs, JSON.stringify(followUp)].join(' ');
    return [{ task, pull, key, updatedAtMs: row?.updatedAtMs ?? 0 }];
  });
};

interface Judged {
  readonly row: PullStandingRow;
  readonly task: TaskMemory;
  readonly before: Seen<PullStanding> | undefined;
  readonly now: Instant;
  readonly settings: Settings;
}

const standingOf = (
  { row, task, before, now, settings }: Judged,
  feedback: readonly Feedback[],
): PullStanding => {
  const pending = settings.followUp.checks ? row.checks.filter(({ state }) => state === 'pending') : [];
  const earlier =
    before?.kind === 'known' && before.value.headSha === row.headSha ? before.value.pendingSince : null;
  return {
    pull: row.number,
    headSha: row.headSha,
    round: task.round,
    pending: [...new Set(pending.map(({ name }) => titleOf(name)))].sort(),
    pendingSince: pending.length === 0 ? null : (earlier ?? now),
    feedback,
  };
};

const titleOf = (text: string): string => cutText(oneLineOf(text), titleLength);

/** What counts: checks and conflicts as they are, of people only what those say who may. @throws as trust does. */
const feedbackOf = async ({ row, settings }: Judged, trust: Trust): Promise<readonly Feedback[]> => {
  const { checks, reviews } = settings.followUp;
  const mayCount = async (said: ReviewRow): Promise<boolean> =>
    !carriesOwnMark(said.body) && (await trust.fetchStanding(said.author, settings)).trusted;
  const trusted = async (all: readonly ReviewRow[]): Promise<readonly ReviewRow[]> => {
    const may = await Promise.all(all.map(mayCount));
    return all.filter((_, index) => may[index]);
  };
  const asked = reviews ? (await trusted(row.reviews)).map(ofReview) : [];
  const threads = reviews ? row.threads : [];
  const said = await Promise.all(
    threads.map(async (thread) => ofThread(thread, await trusted(thread.comments))),
  );
  const failed = checks ? row.checks.filter(({ state }) => state === 'failed') : [];
  return [
    ...(row.mergeability === 'conflicting' ? [conflictOf(row)] : []),
    ...failed.map((check) => ofCheck(check, row)),
    ...asked,
    ...said.flat(),
  ];
};

const conflictOf = ({ headSha }: PullStandingRow): Feedback => ({
  kind: 'conflict',
  key: `conflict ${headSha}`,
  title: 'conflict with the base branch',
  text: '',
  jobId: null,
  saidAtMs: null,
});

const ofCheck = ({ id, name, summary, jobId }: CheckRow, { headSha }: PullStandingRow): Feedback => ({
  kind: 'check',
  key: `check ${headSha} ${id}`,
  title: titleOf(`check ${name} failed`),
  text: cutText(summary, textLength),
  jobId,
  saidAtMs: null,
});

const ofReview = ({ id, author, body, atMs }: ReviewRow): Feedback => ({
  kind: 'review',
  key: `review ${id}`,
  title: titleOf(`changes requested by ${author.login}`),
  text: cutText(body, textLength),
  jobId: null,
  saidAtMs: atMs,
});

/** A thread in which nobody who may has said anything says nothing; a new word in it is new feedback. */
const ofThread = ({ id, path, line }: ThreadRow, said: readonly ReviewRow[]): readonly Feedback[] => {
  const last = said.at(-1);
  if (last === undefined) return [];
  const place = line === null ? path : `${path}:${line}`;
  const text = said.map(({ author, body }) => `${author.login}: ${body}`).join('\n\n');
  return [
    {
      kind: 'thread',
      key: `thread ${id} ${last.id}`,
      title: titleOf(`comment by ${last.author.login} on ${place}`),
      text: cutText(text, textLength),
      jobId: null,
      saidAtMs: last.atMs,
    },
  ];
};
