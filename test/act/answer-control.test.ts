import { expect, test } from 'vitest';
import { actTwice } from '../support/picture.ts';
import { openStage } from '../support/stage.ts';

test('whoever asked reads the answer, and the request is no longer waiting', async () => {
  const stage = await openStage();
  const { store, clock } = stage.world;
  const ask = (issue: number) => store.addControl({ kind: 'stop', issue, reason: null, at: clock.now() });
  const [control, other] = [ask(7), ask(8)];
  await actTwice(stage, { kind: 'answer-control', control, accepted: false, answer: 'gh-7 is not running' });
  expect(store.readControlAnswer(control)).toEqual({ accepted: false, answer: 'gh-7 is not running' });
  expect(store.readControlAnswer(other)).toBe(null);
  expect(store.readMemory().controls.map(({ id }) => id)).toEqual([other]);
});

test('the first answer stands', async () => {
  const stage = await openStage();
  const { store, clock } = stage.world;
  const control = store.addControl({ kind: 'stop', issue: 7, reason: null, at: clock.now() });
  await stage.act({ kind: 'answer-control', control, accepted: true, answer: 'stopping' });
  await stage.act({ kind: 'answer-control', control, accepted: false, answer: 'no such task' });
  expect(store.readControlAnswer(control)).toEqual({ accepted: true, answer: 'stopping' });
});
