import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createChance } from './chance.ts';
import { histories } from './histories.ts';
import { explain, type History, play } from './history.ts';

/** More of it: `COORDINATOR_SIMULATION_RUNS=5000 COORDINATOR_SIMULATION_SEED=7 npx vitest run test/simulation`. */
const runs = Number(process.env.COORDINATOR_SIMULATION_RUNS ?? 40);
const seed = Number(process.env.COORDINATOR_SIMULATION_SEED ?? 20_261_120);

const holds = async (history: History): Promise<void> => {
  expect(explain(await play(history), history)).toBe('');
};

describe('the whole loop keeps the rules of SPEC section 2', () => {
  test.for([
    ['short', 12, 0.4],
    ['middling', 30, 0.4],
    ['long', 70, 0.2],
  ] as const)('in %s histories', { timeout: 60_000 + runs * 2000 }, async ([, length, share]) => {
    await fc.assert(fc.asyncProperty(histories(length), holds), {
      seed: seed + length,
      numRuns: Math.max(1, Math.round(runs * share)),
    });
  });

  test('the same history is played the same way twice', async () => {
    const [history] = fc.sample(histories(30), { seed, numRuns: 1 });
    if (history === undefined) throw new Error('no history');
    const first = await play(history);
    const second = await play(history);
    expect(second.lines).toEqual(first.lines);
  });
});

test('chance is spread evenly enough to be chance', () => {
  const chance = createChance(1);
  const counts = [0, 0, 0, 0];
  for (let round = 0; round < 4000; round += 1) {
    const pick = chance.below(4);
    counts[pick] = (counts[pick] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(900);
});
