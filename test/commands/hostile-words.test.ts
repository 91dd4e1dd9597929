import { join } from 'node:path';
import { expect, test } from 'vitest';
import { showHistory } from '../../src/commands/history.ts';
import { waitForTask } from '../../src/commands/one-task.ts';
import { makeRepository } from '../support/git-repository.ts';
import { change, instant } from '../world/store/nouns.ts';
import { openWithTask } from '../world/store/stage.ts';

const hostile = 'Which\u001b]0;pwned\u0007\u001b[2J\u202e one?\u009b31m';
const acting = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u;

test('words of a worker do nothing to a terminal, whatever asks for them', async () => {
  using repository = makeRepository();
  const store = openWithTask(join(repository.rootPath, '.coordinator', 'state.db'));
  store.recordChange(change(1, 'queued', 'blocked', hostile), instant(6000));
  store.close();
  const told: string[] = [];
  const tell = (text: string): void => void told.push(text);
  const terminal = {
    answer: tell,
    say: tell,
    paint: (_: string, text: string) => text,
    link: (text: string) => text,
    width: null,
  };
  const request = { cwd: repository.rootPath, env: {}, issue: '1', terminal };
  for (const json of [false, true]) {
    await waitForTask({ ...request, json, timeout: '0' });
    await showHistory({ ...request, json });
  }
  expect(told.join('\n').match(/Which/g)?.length).toBeGreaterThan(5);
  expect(told.filter((text) => acting.test(text))).toEqual([]);
  expect(JSON.parse(told.at(-1) ?? '')).toMatchObject({ changes: [{}, { reason: hostile }] });
});
