import { expect, test } from 'vitest';
import { createNudge } from '../../src/daemon/nudge.ts';
import type { World } from '../../src/world/world.ts';
import { createHandClock } from '../observe/fakes.ts';

/** A clock whose timers are due when the test says. */
const nudging = () => {
  const clock = createHandClock();
  const timers: { readonly delayMs: number; readonly run: () => void }[] = [];
  const state = { hints: 0, isSlowed: false };
  const world = {
    clock: {
      ...clock,
      after: (delayMs: number, run: () => void) => {
        timers.push({ delayMs, run });
        return () => {};
      },
    },
  } as unknown as World;
  const nudge = createNudge({
    world,
    hint: () => {
      state.hints += 1;
    },
    isSlowed: () => state.isSlowed,
  });
  const due = (): number | undefined => {
    const timer = timers.shift();
    if (timer !== undefined) clock.pass(timer.delayMs);
    timer?.run();
    return timer?.delayMs;
  };
  return { nudge, due, state, clock };
};

test('the first delivery is a hint at once, a flood one in five seconds, and none is lost', () => {
  const { nudge, due, state, clock } = nudging();
  nudge();
  expect([due(), state.hints]).toEqual([0, 1]);
  clock.pass(1000);
  for (let count = 0; count < 100; count += 1) nudge();
  expect([due(), due(), state.hints]).toEqual([4000, undefined, 2]);
});

test('near a limit a delivery hurries nobody', () => {
  const { nudge, due, state } = nudging();
  state.isSlowed = true;
  nudge();
  due();
  expect(state.hints).toBe(0);
});
