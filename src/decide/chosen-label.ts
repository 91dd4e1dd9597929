/**
 * Which label of an issue chooses how it is worked on (`agents.byLabel`). Whoever may put a label on may not be who may
 * hand over work: a label counts when somebody trusted put it on, or when it was on already when somebody trusted handed
 * the issue over, labels and all.
 */
import { type Chooser, isSameLabel } from '../model/choice.ts';
import type { Seen } from '../model/seen.ts';
import type { Settings } from '../model/settings.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';

/** The first label that counts in the order of the configuration; `note` says what was chosen, and what left aside. */
export type ChosenLabel =
  | { readonly kind: 'known'; readonly label: string | null; readonly note: string }
  | { readonly kind: 'unknown'; readonly hold: string };

const nothing: ChosenLabel = { kind: 'known', label: null, note: '' };

/** What its labels choose for the next attempt of a task. */
export const chosenLabelOf = ({ task, row }: TaskFacts, { snapshot, settings }: Context): ChosenLabel =>
  chosenAmong({
    labels: row?.labels ?? [],
    approvedAtMs: task.approval.atMs,
    choosers: snapshot.remote?.choosers.get(task.issue),
    byLabel: settings.byLabel,
  });

/** What the labels of an issue choose that was handed over at a time, by GitHub's clock. */
export const chosenAmong = (given: {
  readonly labels: readonly string[];
  readonly approvedAtMs: number;
  /** Undefined: nobody looked. */
  readonly choosers: Seen<readonly Chooser[]> | undefined;
  readonly byLabel: Settings['byLabel'];
}): ChosenLabel => {
  const labels = given.byLabel
    .map(({ label }) => label)
    .filter((label) => given.labels.some((one) => isSameLabel(one, label)));
  if (labels.length === 0) return nothing;
  const all = given.choosers?.kind === 'known' ? given.choosers.value : [];
  const choosers = labels.flatMap((label) => all.find((one) => isSameLabel(one.label, label)) ?? []);
  if (choosers.length < labels.length)
    return { kind: 'unknown', hold: `waiting for GitHub to tell who put on the label ${labels.join(', ')}` };
  const counts = ({ trusted, atMs }: Chooser): boolean => trusted || atMs < given.approvedAtMs;
  const [first, ...others] = choosers.filter(counts);
  return { kind: 'known', label: first?.label ?? null, note: noteOf({ first, others, choosers, counts }) };
};

const noteOf = (found: {
  readonly first: Chooser | undefined;
  readonly others: readonly Chooser[];
  readonly choosers: readonly Chooser[];
  readonly counts: (chooser: Chooser) => boolean;
}): string =>
  [
    ...(found.first === undefined ? [] : [`label ${found.first.label}`]),
    ...found.others.map(({ label }) => `${label} is left aside: it comes later in agents.byLabel`),
    ...found.choosers
      .filter((one) => !found.counts(one))
      .map(({ label, login, ground }) => `the label ${label} by ${login} does not count (${ground})`),
  ].join('; ');

/** Why it has to wait; null = it is known what its labels choose. */
export const chosenLabelHoldOf = (facts: TaskFacts, context: Context): string | null => {
  const chosen = chosenLabelOf(facts, context);
  return chosen.kind === 'unknown' ? chosen.hold : null;
};
