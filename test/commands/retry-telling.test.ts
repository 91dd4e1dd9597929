import { expect, test } from 'vitest';
import { retryTelling } from '../../src/commands/retry-telling.ts';
import { aTrouble } from '../support/remembered.ts';
import { openStage } from '../support/stage.ts';

const permanent = { class: 'permanent', tries: 3 } as const;

test('a new start tries again what GitHub refused to be told for good, and nothing else', async () => {
  const stage = await openStage();
  const { store } = stage.world;
  stage.remember(7);
  const kept = [aTrouble('create-worktree', permanent), aTrouble('push-branch', permanent)];
  const told = (['greet-issue', 'set-label', 'write-comment'] as const).map((kind) =>
    aTrouble(kind, permanent),
  );
  for (const trouble of [...kept, ...told]) store.saveTrouble(7, trouble);
  retryTelling(store);
  const { troubles } = stage.task(7);
  expect(troubles).toEqual(
    expect.arrayContaining([...kept, ...told.map((one) => ({ ...one, class: 'transient', tries: 1 }))]),
  );
  expect(troubles).toHaveLength(5);
});
