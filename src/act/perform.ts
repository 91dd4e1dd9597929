/**
 * Theory of operation. In: one action, as data, and the doors. Out: an outcome. Each action has a file of its own name
 * here, checks its precondition again at the moment of effect, and may be carried out twice without harm. This is the
 * one place that catches: a failure becomes the task's trouble, which the next plan takes into account, so that one bad
 * issue never stalls the rest. A BugError is not caught: the daemon stops.
 */
import { type Action, type ActionKind, isRecord, type Outcome } from '../model/action.ts';
import { adviceOf, BugError, PermanentError, TransientError, UsageError } from '../model/failures.ts';
import { keyOf } from '../model/ids.ts';
import type { Trouble } from '../model/task.ts';
import { acceptLedger } from './accept-ledger.ts';
import { acknowledgeComment } from './acknowledge-comment.ts';
import { answerControl } from './answer-control.ts';
import { createWorktree } from './create-worktree.ts';
import { greetIssue } from './greet-issue.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { hearComments } from './hear-comments.ts';
import { liftStop } from './lift-stop.ts';
import { maskedGitHub } from './masked-github.ts';
import { mendWorktrees } from './mend-worktrees.ts';
import { openPullRequest } from './open-pull-request.ts';
import { pushBranch } from './push-branch.ts';
import { rebuildTask } from './rebuild-task.ts';
import { recordChange } from './record-change.ts';
import { recordFacts } from './record-facts.ts';
import { refuseIssue } from './refuse-issue.ts';
import { rememberTask } from './remember-task.ts';
import { removeWorktree } from './remove-worktree.ts';
import { resolveIntent } from './resolve-intent.ts';
import { restoreLedger } from './restore-ledger.ts';
import { saveWork } from './save-work.ts';
import { setLabel } from './set-label.ts';
import { setPause } from './set-pause.ts';
import { startWorker } from './start-worker.ts';
import { stopWorker } from './stop-worker.ts';
import { sweepWorker } from './sweep-worker.ts';
import { writeComment } from './write-comment.ts';
import { writeLedger } from './write-ledger.ts';

type Performers = { readonly [K in ActionKind]: (action: ActionOf<K>, hands: Hands) => Skip | Promise<Skip> };

const performers: Performers = {
  'remember-task': rememberTask,
  'rebuild-task': rebuildTask,
  'accept-ledger': acceptLedger,
  'record-change': recordChange,
  'record-facts': recordFacts,
  'refuse-issue': refuseIssue,
  'hear-comments': hearComments,
  'set-pause': setPause,
  'answer-control': answerControl,
  'create-worktree': createWorktree,
  'start-worker': startWorker,
  'resolve-intent': resolveIntent,
  'stop-worker': stopWorker,
  'sweep-worker': sweepWorker,
  'save-work': saveWork,
  'push-branch': pushBranch,
  'open-pull-request': openPullRequest,
  'remove-worktree': removeWorktree,
  'lift-stop': liftStop,
  'mend-worktrees': mendWorktrees,
  'write-ledger': writeLedger,
  'restore-ledger': restoreLedger,
  'write-comment': writeComment,
  'set-label': setLabel,
  'greet-issue': greetIssue,
  'acknowledge-comment': acknowledgeComment,
};

/** Carries one action out. @throws BugError an invariant broke; all else becomes an outcome. */
export const perform = async (action: Action, hands: Hands): Promise<Outcome> => {
  try {
    const run = performers[action.kind] as (action: Action, hands: Hands) => Skip | Promise<Skip>;
    const skipped = await run(action, masked(hands));
    clearTrouble(action, hands);
    return skipped === undefined ? { kind: 'done' } : { kind: 'skipped', why: skipped };
  } catch (error) {
    return failed(action, error, hands);
  }
};

/** Whatever an action posts, and whichever: the token never is in it. */
const masked = (hands: Hands): Hands => {
  const { world, site } = hands;
  return { ...hands, world: { ...world, github: maskedGitHub(world.github, [site.token]) } };
};

const issueOfAction = (action: Action): number | null => ('issue' in action ? action.issue : null);

/** Where an action's trouble is noted: with its task, or (0) as the coordinator's own; null = nowhere. */
const troubledOf = (action: Action, { world }: Hands): number | null => {
  if (isRecord(action)) return null;
  const issue = issueOfAction(action) ?? 0;
  // A comment may be answered on an issue that is no task: memory has nothing to note it with.
  return action.kind === 'acknowledge-comment' && !world.store.readMemory().knownIssues.has(issue)
    ? 0
    : issue;
};

/** Those that this action would clear: what is done to `tasks.md` is one thing, whichever way it is brought up to date. */
const troublesOf = (action: Action, hands: Hands): readonly Trouble[] => {
  const { tasks, ownTroubles } = hands.world.store.readMemory();
  const issue = troubledOf(action, hands);
  if (issue === 0)
    return ownTroubles.filter(
      (trouble) => trouble.action === action.kind || (isLedgers(trouble.action) && isLedgers(action.kind)),
    );
  const task = tasks.find((candidate) => candidate.issue === issue);
  return task?.troubles.filter((trouble) => trouble.action === action.kind) ?? [];
};

const isLedgers = (kind: string): boolean => kind === 'write-ledger' || kind === 'restore-ledger';

const clearTrouble = (action: Action, hands: Hands): void => {
  const issue = troubledOf(action, hands);
  if (issue === null) return;
  for (const trouble of troublesOf(action, hands)) hands.world.store.clearTrouble(issue, trouble.action);
};

const failed = (action: Action, error: unknown, hands: Hands): Outcome => {
  if (!(error instanceof TransientError || error instanceof PermanentError || error instanceof UsageError))
    throw error instanceof BugError
      ? error
      : new BugError(`${action.kind} failed unexpectedly`, { cause: error });
  const kind = error instanceof PermanentError ? 'permanent' : 'transient';
  // What a whole step fails of is told by the daemon, once.
  if (!isRecord(action)) tellTrouble(action, error, hands);
  const issue = troubledOf(action, hands);
  if (issue !== null) tryToNote({ action, error, issue, kind }, hands);
  return { kind: 'failed', class: kind, error };
};

interface Noted {
  readonly action: Action;
  readonly error: TransientError | PermanentError | UsageError;
  readonly issue: number;
  readonly kind: Trouble['class'];
}

/** On a full disk the trouble itself may not be noted: it is told, and the next try meets it again. */
const tryToNote = (what: Noted, hands: Hands): void => {
  try {
    noteTrouble(what, hands);
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    tellTrouble(what.action, error, hands);
  }
};

const noteTrouble = (what: Noted, hands: Hands): void => {
  const { world } = hands;
  const { action, error, issue, kind } = what;
  const tries = Math.max(0, ...troublesOf(action, hands).map((trouble) => trouble.tries));
  world.store.saveTrouble(issue, {
    action: action.kind,
    class: kind,
    message: error.message,
    fix: error.fix ?? null,
    tries: tries + 1,
    at: world.clock.now(),
    retryAfterMs: error instanceof TransientError ? (error.retryAfterMs ?? null) : null,
  });
};

const tellTrouble = (
  action: Action,
  error: Error & { readonly fix: string | undefined },
  { world }: Hands,
): void => {
  const issue = issueOfAction(action);
  world.narrator.tell({
    atMs: world.clock.now().atMs,
    subject: issue === null ? 'coordinator' : keyOf(issue),
    word: 'trouble',
    text: `${action.kind}: ${adviceOf(error)}`,
  });
};
