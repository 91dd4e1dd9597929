/**
 * A queued task: the gates of its start, one by one, and its place in the queue.
 */
import type { Condition } from '../model/explanation.ts';
import { keyOf } from '../model/ids.ts';
import type { IssueRow } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import {
  type Gate,
  type GeneralGate,
  generalGates,
  isActive,
  type OwnGate,
  openBreakers,
  ownGates,
  providerHolds,
  waitsForWorker,
} from './admission.ts';
import { attemptsUsed } from './conclude.ts';
import type { Explaining, Part } from './explaining.ts';
import type { TaskFacts } from './facts.ts';
import { linkHoldOf, linkWaitsOf } from './links.ts';
import { byTurn, priorityOf } from './order.ts';
import { placeOf } from './place.ts';
import { editedBecause, stillWorks } from './queued.ts';
import { cancelAskedOf } from './wishes.ts';

type AnyGate = OwnGate | GeneralGate | 'breaker';

/** What is said of a gate that is open, and what to do about one that holds. */
interface Words {
  readonly open: string;
  readonly fix: (task: TaskMemory) => string | null;
}

const ownWords: Readonly<Record<Exclude<OwnGate, 'issue' | 'text'>, Words>> = {
  selection: {
    open: 'this run looks after it',
    fix: () => 'Start without --issues, or with this one among them.',
  },
  stray: {
    open: 'no forgotten worker works on it',
    fix: () => 'It is waited for; see: coordinator recover diagnostics',
  },
  'stop file': {
    open: 'there is none in its worktree',
    fix: (task) => `rm ${placeOf(task)}/STOP, or coordinator retry ${task.issue}`,
  },
  budget: {
    open: 'money is left for it, or no budget is set',
    fix: ({ issue }) => `Raise budget.perTask in coordinator.yml, then: coordinator retry ${issue}`,
  },
  provider: {
    open: 'no limit of its agent’s provider lasts',
    fix: ({ issue }) => `Wait until it is over; a try at once: coordinator retry ${issue}`,
  },
  'chosen label': {
    open: 'what its labels choose is known',
    fix: ({ issue }) =>
      `It is asked again with each poll. Not to wait: gh issue edit ${issue} --remove-label LABEL, or take it out of agents.byLabel`,
  },
  'next try': { open: 'no backoff lasts', fix: ({ issue }) => `To try now: coordinator retry ${issue}` },
  links: {
    open: 'no open issue blocks it, no open sub-issue has the label',
    fix: () => 'Close them, or take the link away on GitHub.',
  },
};

const generalWords: Readonly<Record<Exclude<GeneralGate, 'ending'> | 'breaker', Words>> = {
  'start time': { open: 'no start time lies ahead', fix: () => 'Wait, or start without --start-at.' },
  pause: { open: 'new starts are not paused', fix: () => 'coordinator resume' },
  'shared budget': {
    open: 'money is left, or no budget is set',
    fix: () => 'Raise it in coordinator.yml (budget.perDay, budget.total); a day ends at 00:00 UTC',
  },
  host: {
    open: 'the machine has room',
    fix: () => 'Free some, or lower the limit in coordinator.yml; see: coordinator doctor',
  },
  disk: { open: 'the store could be written', fix: () => 'Free some space.' },
  'startup delay': { open: 'none is due', fix: () => null },
  breaker: {
    open: 'none is open',
    fix: () => 'Mend what fails: coordinator status tells which tasks, coordinator history tells of each why',
  },
};

/** The answer of admission, and all it looked at. */
export const explainTurn = (own: TaskFacts, context: Explaining): Part => {
  const { task } = own;
  const hold = holdOf(context);
  const cancel = cancelAskedOf(own, context);
  const gates = gatesOf(own, context).map(({ name, hold: holdBack }) => ({ name, why: holdBack() }));
  const isTold = hold === null || hold === waitsForWorker || gates.some(({ why }) => why === hold);
  return {
    answer: answerOf(own, hold, context),
    conditions: [
      ...(cancel === null ? [] : [held('cancelled', cancel.reason, cancel.evidence.at(-1)?.atMs ?? null)]),
      ...(isTold ? [] : [held('held', hold, null)]),
      ...gates.flatMap((gate) => gateCondition(gate, task, context)),
      slotsOf(context),
      turnOf(task, context),
      attemptsOf(task, context),
      ...(isAnotherHold(task, hold, context) ? [held('coordinator says', task.hold, null)] : []),
    ],
  };
};

const holdOf = ({ admission }: Explaining): string | null =>
  admission?.kind === 'start' ? null : (admission?.hold ?? stillWorks);

const held = (name: string, seen: string | null, atMs: number | null): Condition => ({
  name,
  verdict: 'holds',
  seen: seen ?? '',
  atMs,
  fix: null,
});

/** The one that runs may have been given other settings, or have seen another world a moment ago. */
const isAnotherHold = (
  task: TaskMemory,
  hold: string | null,
  { coordinator }: Explaining,
): task is TaskMemory & { readonly hold: string } =>
  coordinator !== null && task.hold !== null && task.hold !== hold;

const answerOf = (own: TaskFacts, hold: string | null, context: Explaining): string => {
  const cancel = cancelAskedOf(own, context);
  if (cancel !== null) return `is about to be cancelled: ${cancel.reason}`;
  const edited = editedBecause(own);
  if (edited !== null) return `is about to wait for a person: ${edited}`;
  if (hold !== null) return `is queued: ${hold}`;
  return isAnotherHold(own.task, hold, context)
    ? `is queued: ${own.task.hold}, says the coordinator that runs; nothing seen now holds it back`
    : 'may start: nothing holds it back';
};

const gatesOf = (own: TaskFacts, { snapshot, settings }: Explaining): readonly Gate<AnyGate>[] => {
  const waits = linkWaitsOf({ snapshot, settings });
  const linkHold = (row: IssueRow): string | null => linkHoldOf(row, waits, { snapshot, settings });
  const breakers = openBreakers(snapshot, settings);
  return [
    ...ownGates(own, { snapshot, settings, linkHold, providers: providerHolds({ snapshot, settings }) }),
    ...generalGates(snapshot, settings),
    { name: 'breaker', hold: () => breakers.holdOf(own) },
  ];
};

/** Whether the issue is open, labelled and as it was approved is told of every task (explain-issue.ts). */
const gateCondition = (
  { name, why }: { readonly name: AnyGate; readonly why: string | null },
  task: TaskMemory,
  { snapshot }: Explaining,
): readonly Condition[] => {
  if (name === 'issue' || name === 'text' || name === 'ending') return [];
  const words: Words = { ...ownWords, ...generalWords }[name];
  const about = { name: name === 'budget' ? 'task budget' : name, atMs: snapshot.now.atMs };
  return why === null
    ? [{ ...about, verdict: 'met', seen: words.open, fix: null }]
    : [{ ...about, verdict: 'holds', seen: why, fix: words.fix(task) }];
};

const slotsOf = ({ facts, settings, snapshot }: Explaining): Condition => {
  const active = facts.filter(({ task }) => isActive(task)).map(({ task }) => keyOf(task.issue));
  const { max } = settings.workers;
  const seen = `${active.length} of ${max} workers in use${active.length === 0 ? '' : `: ${active.join(', ')}`}`;
  const atMs = snapshot.now.atMs;
  if (active.length < max) return { name: 'workers', verdict: 'met', seen, atMs, fix: null };
  return { name: 'workers', verdict: 'holds', seen, atMs, fix: 'Wait, or raise workers.max.' };
};

/** How many of those before it are named. */
const mostNames = 5;

const turnOf = (task: TaskMemory, { facts, snapshot }: Explaining): Condition => {
  const queue = facts
    .map((fact) => fact.task)
    .filter((one) => one.recorded.state === 'queued' && !isActive(one))
    .toSorted(byTurn);
  const place = queue.findIndex(({ issue }) => issue === task.issue);
  const before = queue.slice(0, Math.max(0, place)).map(({ issue }) => keyOf(issue));
  const more = before.length > mostNames ? ` and ${before.length - mostNames} more` : '';
  const names = before.length === 0 ? '' : `, after ${before.slice(0, mostNames).join(', ')}${more}`;
  const by = task.order === null ? `priority p${priorityOf(task)}, then age` : 'the order in tasks.md';
  return {
    name: 'turn',
    verdict: before.length === 0 ? 'met' : 'noted',
    seen: `${place + 1} of ${queue.length} in the queue${names} (by ${by})`,
    atMs: snapshot.now.atMs,
    fix: before.length === 0 ? null : 'Move its row up in tasks.md, or write {p0} into it.',
  };
};

const attemptsOf = (task: TaskMemory, { settings }: Explaining): Condition => {
  const used = attemptsUsed(task);
  const last = task.attempts.at(-1);
  const result = last?.result == null ? '' : `; the last: ${last.result}`;
  const seen = `${used} of ${settings.workers.attempts} attempts used${result}`;
  return { name: 'attempts', verdict: 'met', seen, atMs: last?.endedAt?.atMs ?? null, fix: null };
};
