import { expect, test } from 'vitest';
import { createGapTeller } from '../../src/daemon/gap-teller.ts';
import type { World } from '../../src/world/world.ts';
import { at } from '../support/remembered.ts';

/** What is told at moments given as [seconds of the wall clock, seconds awake]. */
const toldAt = (...moments: readonly (readonly [number, number])[]): readonly string[] => {
  const told: string[] = [];
  const narrator = { tell: ({ text }: { readonly text: string }) => void told.push(text) };
  const tell = createGapTeller({ narrator } as unknown as World);
  for (const [wallS, awakeS] of moments) tell({ ...at(awakeS), atMs: at(wallS).atMs });
  return told;
};

test('time asleep, or a clock that was set, is told once', () => {
  expect(toldAt([0, 0], [1, 1], [10_801, 1], [10_802, 2])).toEqual([
    'the machine slept for 180 min, or its clock was set ahead; no limit counts that',
  ]);
  expect(toldAt([0, 0], [-86_400, 1], [-86_399, 2])).toEqual([
    'the clock was set back by 1440 min; no limit counts that',
  ]);
});

test('a coordinator that was stopped, and a clock that is a little off, are no gaps', () => {
  expect(toldAt([0, 0], [7_200, 7_200], [7_230, 7_260])).toEqual([]);
});
