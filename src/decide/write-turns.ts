/**
 * Whose turn it is to be written to GitHub, where not all may be. What is left for later is planned anew, from fresh
 * facts, at a later tick: so of several changes of one comment only the last is written.
 */
import type { Action } from '../model/action.ts';
import type { WriteRoom } from '../model/github.ts';

/** What may be done now, and what has to wait. Both in the order of the plan. */
export interface WriteTurns {
  readonly now: readonly Action[];
  readonly later: readonly Action[];
}

/** Actions that write nothing to GitHub are always in turn. */
export const writeTurnsOf = (actions: readonly Action[], room: WriteRoom): WriteTurns => {
  const writing = actions.filter((action) => costOf(action) > 0);
  if (writing.length === 0) return { now: actions, later: [] };
  const admitted = new Set<Action>();
  let spent = 0;
  for (const action of writing.toSorted((one, other) => rankOf(one) - rankOf(other))) {
    const left = isUrgent(action) ? room.left : room.everydayLeft;
    if (spent + costOf(action) > left) continue;
    spent += costOf(action);
    admitted.add(action);
  }
  const isNow = (action: Action): boolean => costOf(action) === 0 || admitted.has(action);
  return { now: actions.filter(isNow), later: actions.filter((action) => !isNow(action)) };
};

/** Writes that it takes at most, as a rule. */
const costOf = ({ kind }: Action): number => {
  switch (kind) {
    case 'open-pull-request':
    case 'write-comment':
    case 'greet-issue':
      return 1;
    case 'acknowledge-comment':
    case 'set-label':
      return 2;
    default:
      return 0;
  }
};

/** A person waits for it, or it is what the whole task is for. */
const isUrgent = (action: Action): boolean => rankOf(action) < 3;

/** Smallest first. */
const rankOf = (action: Action): number => {
  switch (action.kind) {
    case 'open-pull-request':
      return 0;
    case 'acknowledge-comment':
      return 1;
    case 'write-comment':
      return action.view.question === null ? 4 : 2;
    case 'set-label':
      return 3;
    default:
      return 5;
  }
};
