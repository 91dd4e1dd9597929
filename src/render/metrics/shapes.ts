import type { Family, Sample } from '../../model/metric.ts';

/** What a family is made of. */
export interface FamilySource {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  readonly samples: readonly Sample[];
  readonly isPassing?: boolean;
}

const familyOf =
  (kind: 'counter' | 'gauge') =>
  ({ labelNames = [], isPassing = false, ...rest }: FamilySource): Family => ({
    kind,
    labelNames,
    isPassing,
    ...rest,
  });

/** A number that only grows, but for a start anew. */
export const counter = familyOf('counter');

/** A number as it is now. */
export const gauge = familyOf('gauge');

/** One sample without labels; none where the value is not known. */
export const single = (value: number | null | undefined): readonly Sample[] =>
  value === null || value === undefined ? [] : [{ labels: {}, value }];

/** One sample for each of the values of a label. */
export const labelled = (
  label: string,
  values: Iterable<readonly [value: string, count: number]>,
): readonly Sample[] => [...values].map(([name, value]) => ({ labels: { [label]: name }, value }));

/** How often each of these words comes, 0 where it does not. */
export const tally = <Word extends string>(
  words: readonly Word[],
  found: Iterable<Word>,
): ReadonlyMap<Word, number> => {
  const counts = new Map<Word, number>(words.map((word) => [word, 0]));
  for (const word of found) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
};
