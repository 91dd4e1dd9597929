import { expect, test } from 'vitest';
import { actTwice } from '../support/picture.ts';
import { at } from '../support/remembered.ts';
import { openStage } from '../support/stage.ts';

test('a comment is one request, however often it is heard; strangers are told of on the console only', async () => {
  const stage = await openStage();
  const from = { commentId: 11, login: 'mona', atMs: 1, textKey: null };
  const comment = { id: 12, issue: 7, login: 'wren', isBot: false, viaApp: null, atMs: 1, text: '/rpi stop' };
  const heard = { newestId: 13, waiting: [comment] };
  const control = { kind: 'stop', issue: 7, reason: 'wrong', at: at(0), from } as const;
  const ignored = [{ issue: 7, text: 'a command by theo' }];
  await actTwice(stage, { kind: 'hear-comments', heard, controls: [control], ignored });
  const memory = stage.world.store.readMemory();
  expect(memory.controls).toEqual([{ ...control, id: expect.any(Number) }]);
  expect(memory.heard).toEqual(heard);
  expect(stage.told).toMatchObject([{ subject: 'gh-7', word: 'ignored' }, {}]);

  const id = memory.controls[0]?.id ?? 0;
  await stage.act({ kind: 'answer-control', control: id, accepted: false, answer: 'no' });
  const untold = { control: id, issue: 7, commentId: 11, accepted: false, answer: 'no' };
  expect(stage.world.store.readMemory().acknowledgements).toEqual([untold]);
  stage.world.store.markTold(id);
  expect(stage.world.store.readMemory().acknowledgements).toEqual([]);
  await stage.act({ kind: 'hear-comments', heard, controls: [control], ignored: [] });
  expect(stage.world.store.readMemory().controls).toEqual([]);
});
