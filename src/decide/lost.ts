/**
 * What GitHub does not show any more is not remembered as shown, so that it is told again (telling.ts).
 */
import type { Action } from '../model/action.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** One action for each thing that is missing. */
export const decideLost = ({ lost, memory }: Snapshot): readonly Action[] =>
  memory.tasks.flatMap(({ issue, stateLabel, comment }): readonly Action[] => [
    ...(lost.labels.includes(issue) && stateLabel !== null
      ? [
          {
            kind: 'record-facts',
            issue,
            patch: { stateLabel: null },
            told: { word: 'mends', text: `its label ${stateLabel} was taken off; it is put back` },
          } as const,
        ]
      : []),
    ...(lost.comments.includes(issue) && comment !== null
      ? [
          {
            kind: 'record-facts',
            issue,
            patch: { comment: null },
            told: { word: 'mends', text: 'its status comment was deleted; it is written anew' },
          } as const,
        ]
      : []),
  ]);
