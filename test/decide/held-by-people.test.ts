import { expect, test } from 'vitest';
import { heldByPeople } from '../../src/decide/held-by-people.ts';
import type { LinkedIssue } from '../../src/model/links.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { aTask, at } from '../support/remembered.ts';
import { anIssue, aSnapshot, aStopFile, type GivenWorld } from '../support/snapshots.ts';

const heldIn = (world: GivenWorld): readonly number[] =>
  [...heldByPeople(aSnapshot(world), settingsOf())].toSorted((a, b) => a - b);

const ours = (number: number): LinkedIssue => ({ repository: null, number });

/** Queued tasks, each with the one it waits for. */
const waiting = (blockers: Readonly<Record<number, LinkedIssue | null>>): GivenWorld => {
  const each = Object.entries(blockers).map(([number, blocker]) => ({ number: Number(number), blocker }));
  return {
    tasks: each.map(({ number }) => aTask({ issue: number })),
    issues: each.map(({ number, blocker }) =>
      anIssue({ number, openBlockerCount: blocker === null ? 0 : 1 }),
    ),
    links: Object.fromEntries(
      each.flatMap(({ number, blocker }) =>
        blocker ? [[number, { blockers: [blocker], children: [] }]] : [],
      ),
    ),
  };
};

test('who waits for a circle, over others too; who waits for what may end does not', () => {
  const world = waiting({ 1: ours(2), 2: ours(1), 3: ours(1), 4: ours(3), 5: ours(9), 6: null });
  expect(heldIn(world)).toEqual([1, 2, 3, 4]);
});

test('a STOP file holds its own task only', () => {
  const world = waiting({ 1: null, 2: null });
  expect(heldIn({ ...world, worktrees: { 2: { stopFile: aStopFile() } } })).toEqual([2]);
});

test('a pause holds all that is queued, until it is over', () => {
  const world = waiting({ 1: null, 2: null });
  const pause = { by: 'mona', reason: '', at: at(-60), untilMs: null };
  expect(heldIn({ ...world, pause })).toEqual([1, 2]);
  expect(heldIn({ ...world, pause: { ...pause, untilMs: at(-1).atMs } })).toEqual([]);
});
