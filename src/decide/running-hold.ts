/**
 * What a person should know of a worker that runs: its provider makes it wait, its money runs out, or its issue
 * was edited by somebody who may not. Stable text, so that nothing is written while nothing changes.
 */
import type { Action } from '../model/action.ts';
import type { LogSeen } from '../model/agent-account.ts';
import type { TroubleClass } from '../model/agent-event.ts';
import { editNoteIn, editNoteOf } from '../model/edit-note.ts';
import { budgetText, taskBudgetOf } from './budget.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';
import { editedBecause } from './queued.ts';
import { remember } from './steps.ts';

/**
 * Brings what is shown of a running worker up to date; a budget that runs out and an edit are told at the console too,
 * once. While its log or the edits cannot be read, what was known stays.
 */
export const noteHold = (facts: TaskFacts, context: Context): readonly Action[] => {
  const { task, log } = facts;
  if (log?.kind !== 'known') return [];
  const budget = budgetNoteOf(facts, context);
  const edited = editNoteFor(facts);
  const hold = [providerNoteOf(log.value), budget, edited].filter((text) => text !== null).join('; ') || null;
  if (hold === task.hold) return [];
  const isNews = (text: string | null): text is string => text !== null && task.hold?.includes(text) !== true;
  const action = remember(task, { hold });
  if (isNews(edited)) return [{ ...action, told: { word: 'edited', text: edited.replace(/^edited /, '') } }];
  return isNews(budget)
    ? [{ ...action, told: { word: 'budget', text: budget.replace(/^budget: /, '') } }]
    : [action];
};

/** What is to be said of an edit; what was said before while nobody can tell who it was. */
export const editNoteFor = (facts: TaskFacts): string | null => {
  const who = editedBecause(facts);
  if (who !== null) return editNoteOf(who);
  return facts.text.kind === 'unknown' ? editNoteIn(facts.task.hold) : null;
};

const words: Readonly<Partial<Record<TroubleClass, string>>> = {
  quota: 'waits for its provider: the usage limit is reached',
  rate_limit: 'waits for its provider, which limits its rate',
  overloaded: 'waits for its provider, which is overloaded',
  network: 'waits for its provider, which cannot be reached',
};

/** Only while that is the last thing that its log tells. */
const providerNoteOf = ({ complaintClass }: LogSeen): string | null =>
  complaintClass === null ? null : (words[complaintClass] ?? null);

const budgetNoteOf = ({ task }: TaskFacts, { snapshot, settings }: Context): string | null => {
  const line = taskBudgetOf(task, snapshot, settings.budget);
  return line === null || line.level === 'within' ? null : budgetText(line);
};
