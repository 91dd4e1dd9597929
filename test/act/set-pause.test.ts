import { expect, test } from 'vitest';
import { actTwice } from '../support/picture.ts';
import { at } from '../support/remembered.ts';
import { openStage } from '../support/stage.ts';

test('a pause is remembered until it is taken back', async () => {
  const stage = await openStage();
  const pause = { by: 'mona', reason: 'release', at: at(0), untilMs: null };
  await actTwice(stage, { kind: 'set-pause', pause });
  expect(stage.world.store.readMemory().pause).toEqual(pause);
  await actTwice(stage, { kind: 'set-pause', pause: null });
  expect(stage.world.store.readMemory().pause).toBe(null);
});
