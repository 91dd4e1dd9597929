import { expect, it } from 'vitest';
import type { Supervision } from '../../src/model/supervision.ts';
import { supervisionJsonOf, supervisionText } from '../../src/render/supervision.ts';
import { noLimits } from '../support/no-limits.ts';

const seen: Supervision = {
  tier: 'T1',
  why: 'subreaper',
  memory: 'sampled',
  processes: 'sampled',
  lowered: [],
};
const gone = "a worker's whole tree is proven gone at its end";

it.each([
  [seen, noLimits, `T1: ${gone} (subreaper)`],
  [
    seen,
    { ...noLimits, memoryBytes: 1, processCount: 1 },
    `T1: ${gone} (subreaper); memory limit looked at every 2 s; processes limit looked at every 2 s`,
  ],
  [
    { ...seen, tier: 'T0' as const, memory: 'scope' as const },
    { ...noLimits, memoryBytes: 1 },
    `T0: ${gone} (subreaper); memory limit kept by the kernel`,
  ],
  [
    { ...seen, tier: 'T2' as const, why: 'no perl here', processes: 'none' as const },
    { ...noLimits, processCount: 1 },
    "T2: that nothing of a worker's tree is left at its end is not proven (no perl here); processes limit not applied, this machine does not tell what a tree uses",
  ],
])('is told in one line', (supervision, limits, text) => {
  expect(supervisionText(supervision, limits)).toBe(text);
});

it('names a limit in JSON only where one is set', () => {
  const held = { tier: 'T1', isProven: true, memory: 'sampled', processes: 'sampled' } as const;
  const told = { tier: 'T1', tree: 'proven', memory: null, processes: null };
  expect(supervisionJsonOf(held, noLimits)).toEqual(told);
  expect(supervisionJsonOf({ ...held, isProven: false }, { ...noLimits, memoryBytes: 1 })).toEqual({
    ...told,
    tree: 'unproven',
    memory: 'sampled',
  });
});
