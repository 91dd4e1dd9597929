import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byTurn, priorityOf, priorityOfLabels } from '../../src/decide/order.ts';
import type { Priority } from '../../src/model/task.ts';
import { aTask, at } from '../support/remembered.ts';

describe('priority from labels', () => {
  it.each([
    [['priority:P0'], 0],
    [['priority:p1'], 1],
    [['PRIORITY:P3'], 3],
    [['p0'], 0],
    [['P3'], 3],
    [[' p1 '], 1],
    [['p3', 'priority:P1', 'p2'], 1],
    [['bug'], 2],
    [[], 2],
    [['p4'], 2],
    [['p00'], 2],
    [['p'], 2],
    [['xp0'], 2],
    [['priority: P0'], 2],
    [['priority/p0'], 2],
    [['top p0'], 2],
  ] satisfies readonly (readonly [readonly string[], Priority])[])('%j is %i', (labels, priority) => {
    expect(priorityOfLabels(labels)).toBe(priority);
  });

  it('gives way to the ledger', () => {
    expect(priorityOf({ ledgerPriority: 0, labelPriority: 3 })).toBe(0);
    expect(priorityOf({ ledgerPriority: 3, labelPriority: 0 })).toBe(3);
    expect(priorityOf({ ledgerPriority: null, labelPriority: 1 })).toBe(1);
  });
});

describe('whose turn it is', () => {
  const old = { createdAtMs: at(-100).atMs };
  const young = { createdAtMs: at(-50).atMs };
  it.each([
    [
      "a person's order before priority",
      aTask({ order: 0, labelPriority: 3 }),
      aTask({ order: 1, labelPriority: 0 }),
    ],
    ['an ordered one before all others', aTask({ order: 9, labelPriority: 3 }), aTask({ labelPriority: 0 })],
    ['priority before age', aTask({ labelPriority: 1, ...young }), aTask({ labelPriority: 2, ...old })],
    ["the ledger's priority", aTask({ ledgerPriority: 0, labelPriority: 3 }), aTask({ labelPriority: 1 })],
    ['the older one', aTask({ issue: 9, ...old }), aTask({ issue: 8, ...young })],
    ['the smaller number', aTask({ issue: 8, ...old }), aTask({ issue: 9, ...old })],
  ])('%s', (_, first, second) => {
    expect([second, first].toSorted(byTurn)).toEqual([first, second]);
    expect([first, second].toSorted(byTurn)).toEqual([first, second]);
  });

  it('does not depend on the order in memory', () => {
    const anyTask = fc
      .record({
        issue: fc.integer({ min: 1, max: 99 }),
        order: fc.option(fc.nat(3)),
        labelPriority: fc.constantFrom<Priority>(0, 1, 2, 3),
        createdAtMs: fc.nat(3),
      })
      .map(aTask);
    const tasks = fc.uniqueArray(anyTask, { selector: ({ issue }) => issue, maxLength: 6 });
    fc.assert(
      fc.property(tasks, (some) => {
        expect(some.toReversed().toSorted(byTurn)).toEqual(some.toSorted(byTurn));
      }),
      { numRuns: 100 },
    );
  });
});
