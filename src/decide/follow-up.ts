/**
 * What comes back on the pull request of a completed task sends it back to its worker: failing checks, conflicts, what
 * trusted reviewers ask for. The same feedback begins one round at most, and there are at most `followUp.maxRounds` for a
 * pull request. A round waits for checks that are under way, for a while, so that the worker is told all at once.
 */
import type { Action } from '../model/action.ts';
import { type Feedback, type FollowUpMemory, isFollowingUp, type PullStanding } from '../model/follow-up.ts';
import { elapsedMs } from '../model/instant.ts';
import type { Settings } from '../model/settings.ts';
import { isFollowed, type PullRequestRef, type TaskMemory } from '../model/task.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';
import { requeue } from './requeue.ts';
import { changeTo, remember, saw } from './steps.ts';

/** How long checks that are under way hold a round up. */
const checksWaitMs = 30 * 60_000;

/** After the last word of a reviewer more may come: so many polls, a minute with the defaults. */
const settlingPolls = 4;

/** So much is told in one round; the rest waits for the next. */
const mostTold = 20;

/** So many keys are remembered; older ones belong to commits that are long gone. */
const mostAnswered = 500;

/** The next step of a completed task whose pull request is open. */
export const decideFollowUp = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { task } = facts;
  const pull = task.pullRequest;
  if (pull === null || !isFollowed(task) || !isSwitchedOn(context)) return settle(task, null, null);
  const standing = context.snapshot.remote?.followUps.get(task.issue);
  if (
    standing?.kind !== 'known' ||
    standing.value.round !== task.round ||
    standing.value.pull !== pull.number
  )
    return [];
  return judge(facts, standing.value, context);
};

const isSwitchedOn = ({ settings: { followUp } }: Context): boolean => followUp.checks || followUp.reviews;

/** The memory of this pull request; of another one it says nothing. */
const memoryOf = ({ followUp }: TaskMemory, { pull, headSha }: PullStanding): FollowUpMemory =>
  followUp?.pull === pull
    ? followUp
    : { pull, rounds: 0, answered: [], told: [], unmoved: [], headSha, left: null };

const judge = (facts: TaskFacts, standing: PullStanding, context: Context): readonly Action[] => {
  const { task, listing } = facts;
  const memory = memoryOf(task, standing);
  const { maxRounds } = context.settings.followUp;
  const news = standing.feedback.filter(({ key }) => !memory.answered.includes(key));
  const isUsedUp = memory.rounds >= maxRounds;
  const left = leftOf({ standing, memory, news: isUsedUp ? news : [], maxRounds });
  const waits = waitOf(standing, news, context);
  if (news.length === 0 || isUsedUp) return settle(task, { ...memory, left }, left ?? waits?.text ?? null);
  if (waits?.isHeldUp) return settle(task, { ...memory, left }, waits.text);
  // Whoever took the label off, or closed the issue, wants no more of it.
  if (listing !== 'listed' || context.snapshot.shuttingDown) return settle(task, { ...memory, left }, left);
  return [begin(task, { news: news.slice(0, mostTold), memory, standing }, context)];
};

interface Wait {
  readonly text: string;
  /** A round waits for it. */
  readonly isHeldUp: boolean;
}

/** What is waited for; null = nothing. Every wait ends by itself. */
const waitOf = (
  { pending, pendingSince }: PullStanding,
  news: readonly Feedback[],
  { snapshot, settings }: Context,
): Wait | null => {
  const { now, remote } = snapshot;
  if (pendingSince !== null && elapsedMs(pendingSince, now) < checksWaitMs)
    return { text: `waiting for checks of its pull request: ${pending.join(', ')}`, isHeldUp: true };
  const settlingMs = settlingPolls * settings.github.pollIntervalMs;
  const theirNowMs = now.atMs + (remote?.aheadMs ?? 0);
  const isFresh = news.some(
    ({ saidAtMs }) => saidAtMs !== null && Math.abs(theirNowMs - saidAtMs) < settlingMs,
  );
  if (isFresh) return { text: 'waiting whether its reviewers say more', isHeldUp: true };
  if (pendingSince === null) return null;
  return { text: `checks of its pull request do not end: ${pending.join(', ')}`, isHeldUp: false };
};

interface Leaving {
  readonly standing: PullStanding;
  readonly memory: FollowUpMemory;
  /** What no round is left for. */
  readonly news: readonly Feedback[];
  readonly maxRounds: number;
}

/** What is left to a person, one line; null = nothing. */
const leftOf = ({ standing, memory, news, maxRounds }: Leaving): string | null => {
  if (news.length > 0)
    return `all ${maxRounds} follow-up rounds are used, left to a person: ${titlesOf(news)}`;
  const still = standing.feedback.filter(({ key }) => memory.unmoved.includes(key));
  return still.length === 0
    ? null
    : `a follow-up left the pull request as it was, left to a person: ${titlesOf(still)}`;
};

const titlesOf = (feedback: readonly Feedback[]): string => {
  const titles = [...new Set(feedback.map(({ title }) => title))];
  const more = titles.length - 5;
  return more > 0 ? `${titles.slice(0, 5).join('; ')} and ${more} more` : titles.join('; ');
};

/** Memory says what is known, and nothing is written while it does. */
const settle = (task: TaskMemory, memory: FollowUpMemory | null, hold: string | null): readonly Action[] => {
  const next = memory ?? (task.followUp === null ? null : { ...task.followUp, left: null });
  const isWorthIt = next !== null && (next.left !== null || task.followUp !== null);
  const isSame = !isWorthIt || next?.left === (task.followUp?.left ?? null);
  if (isSame && hold === task.hold) return [];
  const action = remember(task, { hold, ...(isSame ? {} : { followUp: next }) });
  const news = isSame ? null : (next?.left ?? null);
  return [news === null ? action : { ...action, told: { word: 'follow-up', text: news } }];
};

interface Beginning {
  readonly news: readonly Feedback[];
  readonly memory: FollowUpMemory;
  readonly standing: PullStanding;
}

const begin = (task: TaskMemory, { news, memory, standing }: Beginning, context: Context): Action => {
  const { snapshot, settings } = context;
  const rounds = memory.rounds + 1;
  const keys = news.map(({ key }) => key);
  const what = titlesOf(news);
  return requeue(task, {
    reason: `follow-up ${rounds} of ${settings.followUp.maxRounds} of PR #${standing.pull}: ${what}`,
    evidence: [saw('pull-request', snapshot.now.atMs, `PR #${standing.pull}: ${what}`)],
    patch: {
      pullRequest: task.pullRequest,
      pushedSha: task.pushedSha,
      followUp: {
        pull: standing.pull,
        rounds,
        answered: [...memory.answered, ...keys].slice(-mostAnswered),
        told: news,
        unmoved: memory.unmoved,
        headSha: standing.headSha,
        left: null,
      },
    },
  });
};

/** `follow-up 1 of 3`. */
export const roundText = ({ followUp }: TaskMemory, settings: Settings): string =>
  `follow-up ${followUp?.rounds ?? 0} of ${settings.followUp.maxRounds}`;

/** The memory after a round: over; `hasMoved`: the pull request has new commits by it. */
export const roundOver = (
  { followUp }: TaskMemory,
  hasMoved: boolean,
): { readonly followUp?: FollowUpMemory } => {
  if (followUp === null) return {};
  const keys = hasMoved ? [] : followUp.told.map(({ key }) => key);
  const left =
    hasMoved || keys.length === 0
      ? null
      : `a follow-up left the pull request as it was, left to a person: ${titlesOf(followUp.told)}`;
  return {
    followUp: { ...followUp, told: [], unmoved: [...followUp.unmoved, ...keys].slice(-mostAnswered), left },
  };
};

/** A round that has no worker yet, or none any more, is over once its pull request is merged or closed; null = it is not. */
export const decideFollowUpOver = ({ task, listedPull }: TaskFacts, { snapshot }: Context): Action | null => {
  const pull = listedPull;
  if (!isFollowingUp(task) || pull === null || pull.state === 'open') return null;
  const ref: PullRequestRef = { number: pull.number, url: pull.url, state: pull.state };
  const how = pull.state === 'merged' ? 'was merged' : 'was closed unmerged';
  return changeTo(task, 'completed', {
    reason: `PR #${pull.number} ${how}`,
    evidence: [saw('pull-request', snapshot.now.atMs, `PR #${pull.number} ${how}`)],
    patch: {
      pullRequest: ref,
      mergedSha: pull.state === 'merged' ? pull.headSha : null,
      question: null,
      wish: null,
      ...roundOver(task, true),
    },
  });
};
