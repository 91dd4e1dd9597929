import { describe, expect, test } from 'vitest';
import { explain, type History, play } from './history.ts';
import { stories, withDeath } from './stories.ts';

const holds = async (history: History): Promise<void> => {
  expect(explain(await play(history), history)).toBe('');
};

describe('stories', () => {
  test.for(Object.entries(stories))('%s', async ([, history]) => {
    await holds(history);
  });
});

describe('the daemon dies at each of its first writes', () => {
  const pick = stories['the worker opens its pull request, ends, and GitHub was last asked before'];

  test.for(Array.from({ length: 45 }, (_, writes) => writes))('at write %i', async (writes) => {
    if (pick === undefined) throw new Error('the story is gone');
    await holds(withDeath(pick, { writes, when: 'before' }));
    await holds(withDeath(pick, { writes, when: 'after' }));
  });
});

describe('one history, many orders', () => {
  const pick = stories['a worker with uncommitted work is stopped'];

  test.for(Array.from({ length: 10 }, (_, seed) => seed))('order %i', async (seed) => {
    if (pick === undefined) throw new Error('the story is gone');
    await holds({ ...pick, seed, isOrderly: false });
  });
});
