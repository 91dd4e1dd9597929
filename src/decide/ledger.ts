/**
 * `tasks.md` both ways: a person's edits become wishes first; only then is the file brought up to date.
 */
import { type Action, laneOf } from '../model/action.ts';
import type { Instant } from '../model/instant.ts';
import type { LedgerEdit, LedgerEntry, LedgerSeen, LedgerView } from '../model/ledger.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import { mayTryAgain } from './backoff.ts';
import type { Context } from './context.ts';
import { factsOf } from './facts.ts';
import { ledgerEditsOf } from './ledger-edits.ts';
import { ledgerViewOf } from './ledger-view.ts';
import { acceptLedger } from './rebuild-ledger.ts';
import { requeue } from './requeue.ts';
import { remember, saw } from './steps.ts';

/** What the ledger asks for, and what it should become. Never both at once: an edit is taken in before a write. */
export const decideLedger = (context: Context): readonly Action[] => {
  const { memory, now } = context.snapshot;
  const mayWrite = memory.ownTroubles
    .filter(({ action }) => action === 'write-ledger' || action === 'restore-ledger')
    .every((trouble) => mayTryAgain(trouble, now, context.settings.workers.backoff));
  return wantedOf(context).filter((action) => mayWrite || laneOf(action) !== 'ledger');
};

const wantedOf = ({ snapshot, settings }: Context): readonly Action[] => {
  if (snapshot.ledger.kind === 'unknown') return [];
  const seen = snapshot.ledger.value;
  const { tasks, ledger } = snapshot.memory;
  const view = ledgerViewOf(tasks, settings);
  if (ledger === null) return firstOf(seen, view, snapshot);
  // Taken over from a memory that was lost: what a person made of it since then has not been read yet.
  const isUnread = ledger.viewKey === '';
  if (seen.text === ledger.text && !isUnread)
    return JSON.stringify(view) === ledger.viewKey
      ? []
      : [{ kind: 'write-ledger', view, expectedText: seen.text }];
  return decideEdited({ seen, baseline: ledger.entries, view }, { snapshot, settings });
};

/** No ledger was ever written by this memory: one that is there already is taken over, never just replaced. */
const firstOf = (seen: LedgerSeen, view: LedgerView, snapshot: Snapshot): readonly Action[] => {
  if (seen.parse.kind === 'damaged') return [{ kind: 'restore-ledger', view, why: seen.parse.why }];
  const accepted = acceptLedger(seen, snapshot);
  return accepted === null ? [{ kind: 'write-ledger', view, expectedText: seen.text }] : [accepted];
};

const decideEdited = (
  input: {
    readonly seen: LedgerSeen;
    readonly baseline: readonly LedgerEntry[];
    readonly view: LedgerView;
  },
  context: Context,
): readonly Action[] => {
  const { seen, baseline, view } = input;
  const { tasks } = context.snapshot.memory;
  const liveIssues = tasks.filter((task) => !isTerminal(task.recorded.state)).map(({ issue }) => issue);
  const found = ledgerEditsOf({ seen: seen.parse, baseline, liveIssues });
  if (found.kind === 'reject') return [{ kind: 'restore-ledger', view, why: found.why }];
  const wishes = found.edits.flatMap((edit) => wishesOf(edit, context));
  return wishes.length > 0 ? wishes : [{ kind: 'write-ledger', view, expectedText: seen.text }];
};

/** Nothing when the edit is satisfied already, or means nothing in the task's state. */
const wishesOf = (edit: LedgerEdit, context: Context): readonly Action[] => {
  const { memory, now } = context.snapshot;
  const { tasks } = memory;
  if (edit.kind === 'order') return orderWishes(edit.issues, tasks);
  const task = tasks.find(({ issue }) => issue === edit.issue);
  if (task === undefined) return [];
  if (edit.kind === 'priority')
    return task.ledgerPriority === edit.priority ? [] : [remember(task, { ledgerPriority: edit.priority })];
  return edit.kind === 'cancel' ? cancelWish(task, edit.reason, now) : retryWish(task, context);
};

const cancelWish = (task: TaskMemory, reason: string, at: Instant): readonly Action[] => {
  const isAsked = task.wish?.kind === 'cancel';
  if (isTerminal(task.recorded.state) || isAsked) return [];
  return [remember(task, { wish: { kind: 'cancel', by: 'tasks.md', reason, at } })];
};

const retryWish = (task: TaskMemory, { snapshot, settings }: Context): readonly Action[] => {
  const { now } = snapshot;
  if (!isTerminal(task.recorded.state) && task.recorded.state !== 'blocked') return [];
  // It would be cancelled at once, and taken up again, for as long as the file says so.
  const { listing } = factsOf(task, snapshot, settings.github.label);
  if (listing !== 'listed' && listing !== 'unknown') return [];
  const evidence = [saw('ledger', now.atMs, 'moved back in tasks.md')];
  const patch = { stopOverruledAtMs: now.atMs };
  return [requeue(task, { reason: 'retry in tasks.md', evidence, patch })];
};

const orderWishes = (issues: readonly number[], tasks: readonly TaskMemory[]): readonly Action[] =>
  issues.flatMap((issue, order) => {
    const task = tasks.find((candidate) => candidate.issue === issue);
    return task === undefined || task.order === order ? [] : [remember(task, { order })];
  });
