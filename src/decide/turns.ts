/**
 * Whose turn it is: admission, and what a lost memory leaves unclear. The plan and its explanation both ask here.
 */
import { type Admission, admit } from './admission.ts';
import type { Context } from './context.ts';
import type { TaskFacts } from './facts.ts';
import type { Rebuild } from './rebuild.ts';

/** What admission says of every queued task, by issue; what a lost memory leaves unclear starts nothing. */
export const admissionsOf = (
  facts: readonly TaskFacts[],
  { snapshot, settings }: Context,
  rebuild: Rebuild,
): ReadonlyMap<number, Admission> => {
  const holds = new Map(facts.map(({ task }) => [task.issue, rebuild.holdOf(task)]));
  return new Map(
    [...admit(facts, snapshot, settings)].map(([issue, admission]) => {
      const hold = holds.get(issue) ?? null;
      return [issue, hold === null ? admission : { kind: 'wait' as const, hold }];
    }),
  );
};
