/**
 * Snapshots for tests of decisions. What a test does not tell is a quiet world: every task's issue is open and labelled,
 * GitHub answered just now, workers live and talk, worktrees are clean, nobody asked for anything, and `tasks.md` was
 * not looked at.
 */

import { decidePlan } from '../../src/decide/plan.ts';
import type { Action, Plan } from '../../src/model/action.ts';
import type { LogSeen } from '../../src/model/agent-account.ts';
import type { RunSeen } from '../../src/model/attempt.ts';
import type { Chooser } from '../../src/model/choice.ts';
import type { Heard } from '../../src/model/conversation.ts';
import type { PullStanding } from '../../src/model/follow-up.ts';
import { noStanding } from '../../src/model/github.ts';
import type { Instant } from '../../src/model/instant.ts';
import type { IssueLinks } from '../../src/model/links.ts';
import type { Look, TreeSeen } from '../../src/model/look.ts';
import { type Lost, nothingLost } from '../../src/model/lost.ts';
import { known, type Seen, unknown } from '../../src/model/seen.ts';
import type { Settings } from '../../src/model/settings.ts';
import type {
  HostSeen,
  IssuePresence,
  IssueRow,
  Labelling,
  Memory,
  PullRow,
  RemoteView,
  Snapshot,
  TextEdit,
  WorkSeen,
  WorktreeSeen,
} from '../../src/model/snapshot.ts';
import { noSpending } from '../../src/model/spending.ts';
import type { TreeUsage } from '../../src/model/supervision.ts';
import { isTerminal, type TaskMemory } from '../../src/model/task.ts';
import { noWorktreeErrors } from '../../src/model/worktree-care.ts';
import { settingsOf } from './plain-settings.ts';
import { anAccount, at, theIssue } from './remembered.ts';

/** Open and labelled, with nothing special about it. */
export const anIssue = (given: Partial<IssueRow> = {}): IssueRow => {
  const { number = theIssue } = given;
  return {
    number,
    title: `Title ${number}`,
    body: '',
    url: `https://github.com/acme/api/issues/${number}`,
    author: 'ann',
    labels: ['rpi-auto'],
    state: 'open',
    createdAtMs: at(-86_400).atMs + number,
    updatedAtMs: at(-3_600).atMs,
    textKey: `text of ${number}`,
    openBlockerCount: 0,
    openChildCount: 0,
    ...given,
  };
};

/** An open pull request of the issue's branch, opened half a minute ago. */
export const aPull = ({
  issue = theIssue,
  ...given
}: Partial<PullRow> & { issue?: number } = {}): PullRow => ({
  number: 70,
  url: 'https://github.com/acme/api/pull/70',
  state: 'open',
  branch: `rpi/gh-${issue}`,
  headRepository: 'acme/api',
  headSha: 'a'.repeat(40),
  createdAtMs: at(-30).atMs,
  updatedAtMs: at(-30).atMs,
  ...given,
});

/** Labelled an hour ago by somebody who may. */
export const aLabelling = (given: Partial<Labelling> = {}): Labelling => ({
  login: 'mona',
  atMs: at(-3_600).atMs,
  trusted: true,
  ground: 'permission: write',
  textKey: `text of ${theIssue}`,
  ...given,
});

/** What a worker left: nothing, unless told. */
export const someWork = (given: Partial<WorkSeen> = {}): Seen<WorkSeen> =>
  known({ commitCount: 0, dirtyCount: 0, secretCount: 0, headSha: 'a'.repeat(40), ...given }, at(0).atMs);

/** A worktree in which nothing was done since it was made. */
export const aTree = (given: Partial<TreeSeen> = {}): TreeSeen => ({
  headSha: 'a'.repeat(40),
  commitCount: 0,
  changedCount: 0,
  newestChangeAtMs: null,
  ...given,
});

/** Looked at just now, as four minutes before, and nothing was another way. */
export const aLook = (given: Partial<Look> = {}): Look => ({
  at: at(0),
  tree: known(aTree(), at(0).atMs),
  before: at(-240),
  change: null,
  ...given,
});

/** A log that is read so far, of an agent that works; `account` as of one that has not ended. */
export const aLogSeen = (given: Partial<LogSeen> = {}): LogSeen => ({
  account: anAccount({ status: 'unfinished', reason: null }),
  isWhole: true,
  isFinal: false,
  idleForMs: 0,
  complaint: null,
  complaintClass: null,
  resultForMs: null,
  ...given,
});

/** A STOP file written a second ago. */
export const aStopFile = (text = '') => ({ text, modifiedAtMs: at(-1).atMs });

/** What a test says about the world; everything else is quiet. A string in place of a list is why it is unknown. */
export interface GivenWorld extends Partial<Omit<Memory, 'ledger'>> {
  readonly now?: Instant;
  readonly issues?: readonly IssueRow[] | string;
  readonly pulls?: readonly PullRow[] | string;
  /** When the last poll began; null = there was none. */
  readonly polledAt?: Instant | null;
  readonly aheadMs?: number;
  readonly labellings?: Readonly<Record<number, Labelling | string>>;
  readonly choosers?: Readonly<Record<number, readonly Chooser[] | string>>;
  readonly links?: Readonly<Record<number, IssueLinks | string>>;
  readonly followUps?: Readonly<Record<number, PullStanding | string>>;
  readonly edits?: Readonly<Record<number, TextEdit | null | string>>;
  readonly confirmed?: Readonly<Record<number, IssuePresence | string>>;
  /** New comments; left out = nobody looked. */
  readonly comments?: Heard | string;
  /** By run; null = it could not be read. */
  readonly runs?: Readonly<Record<string, RunSeen | null>>;
  readonly silences?: Readonly<Record<string, number>>;
  /** By run: what its agent tells in its log; left out = nobody looked. */
  readonly logs?: Readonly<Record<string, Seen<LogSeen>>>;
  readonly looks?: Readonly<Record<string, Look>>;
  /** By run: what its tree used in two looks; left out = not known. */
  readonly trees?: Readonly<Record<string, TreeUsage>>;
  readonly worktrees?: Readonly<Record<number, Partial<WorktreeSeen>>>;
  readonly ledger?: { readonly memory: Memory['ledger']; readonly seen: Snapshot['ledger'] };
  readonly strays?: Readonly<Record<number, string>>;
  readonly mendable?: readonly number[];
  readonly lost?: Lost;
  /** Null: nobody looked. */
  readonly host?: HostSeen | null;
  readonly isShortOfRoom?: boolean;
  readonly traces?: Snapshot['traces'];
  readonly shuttingDown?: boolean;
}

/** One moment. */
export const aSnapshot = (given: GivenWorld = {}): Snapshot => {
  const { acknowledgements = [], heard = null, pause = null } = given;
  const { tasks = [], refusals = [], controls = [], ownTroubles = [], lastStartAt = null } = given;
  const knownIssues = given.knownIssues ?? new Set(tasks.map(({ issue }) => issue));
  return {
    now: given.now ?? at(0),
    memory: {
      tasks,
      knownIssues,
      refusals,
      controls,
      acknowledgements,
      heard,
      pause,
      ownTroubles,
      worktreeCare: given.worktreeCare ?? noWorktreeErrors,
      lastStartAt,
      ledger: given.ledger?.memory ?? null,
      github: noStanding,
      spending: given.spending ?? noSpending,
    },
    remote: given.polledAt === null ? null : remoteOf(given),
    runs: runsOf(given),
    silences: new Map(Object.entries(given.silences ?? {})),
    logs: new Map(Object.entries(given.logs ?? {})),
    looks: new Map(Object.entries(given.looks ?? {})),
    trees: new Map(Object.entries(given.trees ?? {})),
    worktrees: new Map(tasks.map((task) => [task.issue, worktreeOf(task, given)])),
    strays: new Map(Object.entries(given.strays ?? {}).map(([issue, why]) => [Number(issue), why])),
    mendable: given.mendable ?? [],
    lost: given.lost ?? nothingLost,
    host: given.host ?? null,
    isShortOfRoom: given.isShortOfRoom ?? false,
    traces: given.traces ?? null,
    ledger: given.ledger?.seen ?? unknown('not looked at'),
    shuttingDown: given.shuttingDown ?? false,
  };
};

const seenOf = <T>(value: T | string): Seen<T> =>
  typeof value === 'string' ? unknown(value) : known(value, at(0).atMs);

const byIssue = <T>(given: Readonly<Record<number, T | string>> = {}): ReadonlyMap<number, Seen<T>> =>
  new Map(Object.entries(given).map(([issue, value]) => [Number(issue), seenOf(value)]));

const remoteOf = (given: GivenWorld): RemoteView => ({
  at: given.polledAt ?? at(-1),
  issues: seenOf(given.issues ?? (given.tasks ?? []).map(({ issue }) => anIssue({ number: issue }))),
  pulls: seenOf(given.pulls ?? []),
  labellings: byIssue(given.labellings),
  choosers: byIssue(given.choosers),
  edits: byIssue(given.edits),
  links: byIssue(given.links),
  followUps: byIssue(given.followUps),
  aheadMs: given.aheadMs ?? 0,
  confirmed: byIssue(given.confirmed),
  heard: given.comments === undefined ? unknown('not looked at') : seenOf(given.comments),
});

const runsOf = ({ tasks = [], runs = {} }: GivenWorld): Snapshot['runs'] => {
  const live = tasks.flatMap(({ attempts }) => attempts.filter(({ phase }) => phase !== 'ended'));
  const quiet = live.map((attempt): [string, RunSeen] => [
    attempt.run,
    attempt.phase === 'intent'
      ? { kind: 'unclaimed' }
      : { kind: 'live', workerPid: attempt.workerPid ?? 4242, lastOutputAtMs: at(-1).atMs },
  ]);
  const all = new Map<string, RunSeen | null>([...quiet, ...Object.entries(runs)]);
  return new Map([...all].flatMap(([run, seen]) => (seen === null ? [] : [[run, seen] as const])));
};

/** As observed: git is asked only about the work of an ended attempt. */
const worktreeOf = (
  { issue, recorded, attempts }: TaskMemory,
  { worktrees = {} }: GivenWorld,
): WorktreeSeen => {
  const isJudged = attempts.at(-1)?.phase !== 'ended' || isTerminal(recorded.state);
  const work = isJudged ? null : someWork();
  return { exists: true, stopFile: null, blockedFile: null, work, ...worktrees[issue] };
};

/** Where new tasks go. */
export const placing = (issue: number) => ({
  branch: `rpi/gh-${issue}`,
  worktreePath: `/repository/trees/gh-${issue}`,
});

/** What is planned. */
export const planOf = (world: GivenWorld, settings: Settings = settingsOf()): Plan =>
  decidePlan(aSnapshot(world), { settings, placing });

const tellingKinds: readonly Action['kind'][] = ['greet-issue', 'set-label', 'write-comment'];

/** What is planned, without what is told on GitHub. */
export const stepsOf = (world: GivenWorld, settings?: Settings): readonly Action[] =>
  planOf(world, settings).actions.filter(({ kind }) => !tellingKinds.includes(kind));
