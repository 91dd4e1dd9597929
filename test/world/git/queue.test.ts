import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openLanes, openQueue, openShared } from '../../../src/world/git/queue.ts';
import { until } from '../../support/until.ts';

test.each([1, 3])('runs at most %i tasks at once, in order, whatever fails', async (width) => {
  const queue = openQueue(width);
  const order: number[] = [];
  let most = 0;
  const tasks = Array.from({ length: 12 }, (_, at) =>
    queue.run(async () => {
      order.push(at);
      most = Math.max(most, queue.runningCount());
      await turn();
      if (at % 4 === 0) throw new Error('task failed');
      return at;
    }),
  );
  const settled = await Promise.allSettled(tasks);
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(3);
  expect(order).toEqual(Array.from({ length: 12 }, (_, at) => at));
  expect(most).toBe(width);
  expect(queue.runningCount()).toBe(0);
});

test('lanes keep one key in order and do not hold up another', async () => {
  const run = openLanes();
  const done: string[] = [];
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = run('a', () => gate.then(() => done.push('a1')));
  const second = run('a', async () => done.push('a2'));
  await run('b', async () => done.push('b1'));
  open();
  await Promise.all([first, second]);
  expect(done).toEqual(['b1', 'a1', 'a2']);
});

test('a shared run serves those who asked before it began, and fails for all of them', async () => {
  const gate = Promise.withResolvers<void>();
  let count = 0;
  const ask = openShared(async (begun) => {
    await turn();
    begun();
    count += 1;
    if (count === 1) await gate.promise;
    if (count === 2) throw new Error('no network');
  });
  const early = [ask(), ask()];
  await until(() => count === 1);
  const late = [ask(), ask()].map((run) => run.catch(String));
  gate.resolve();
  await Promise.all(early);
  expect(await Promise.all(late)).toEqual(['Error: no network', 'Error: no network']);
  await ask();
  expect(count).toBe(3);
});
