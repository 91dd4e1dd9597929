import { expect, test } from 'vitest';
import { PermanentError, TransientError } from '../../src/model/failures.ts';
import type { RemoteView } from '../../src/model/snapshot.ts';
import type { TaskMemory } from '../../src/model/task.ts';
import { createLostReader } from '../../src/observe/lost.ts';
import type { World } from '../../src/world/world.ts';
import { aTask, at } from '../support/remembered.ts';
import { anIssue, aSnapshot } from '../support/snapshots.ts';

const hour = 3600;

/** Comments whose id is listed are there; an Error is thrown. */
const staged = (comments: readonly number[] | Error, tasks: readonly TaskMemory[]) => {
  const asked: number[] = [];
  let seconds = 0;
  const world = {
    clock: { now: () => at(seconds) },
    github: {
      fetchComment: async (id: number) => {
        asked.push(id);
        if (comments instanceof Error) throw comments;
        return comments.includes(id) ? { id } : null;
      },
    },
  } as unknown as World;
  const read = createLostReader(world);
  const look = (labels: readonly string[] = ['rpi-auto']) => {
    const issues = tasks.map(({ issue }) => anIssue({ number: issue, labels }));
    const { memory, remote } = aSnapshot({ tasks, issues, polledAt: at(seconds) });
    return read(memory, remote as RemoteView);
  };
  const pass = (by: number): void => {
    seconds += by;
  };
  return { asked, look, pass, turn: () => new Promise(setImmediate) };
};

const told = (issue: number, since: number): TaskMemory => ({
  ...aTask({ issue, state: 'blocked', since: at(since) }),
  stateLabel: 'rpi-blocked',
  comment: { id: 100 + issue, viewKey: '' },
});

test('what is missing is found at the start and once an hour, and told once', async () => {
  const { asked, look, pass, turn } = staged([107], [told(7, -600), told(8, -600)]);
  expect(look()).toEqual({ comments: [], labels: [7, 8] });
  await turn();
  expect(look()).toEqual({ comments: [8], labels: [] });
  expect(look()).toEqual({ comments: [], labels: [] });
  pass(hour - 1);
  expect(look()).toEqual({ comments: [], labels: [] });
  expect(asked).toEqual([107, 108]);
  pass(1);
  expect(look(['rpi-auto', 'rpi-blocked'])).toEqual({ comments: [], labels: [] });
  await turn();
  expect(look()).toEqual({ comments: [8], labels: [] });
});

test('a list that may be older than what was written says nothing', () => {
  expect(staged([107], [told(7, -60)]).look()).toEqual({ comments: [], labels: [] });
  expect(staged([107], [told(7, -61)]).look()).toEqual({ comments: [], labels: [7] });
});

test.for([new TransientError('502'), new PermanentError('403')])(
  '%s: nothing is concluded',
  async (error) => {
    const { look, turn } = staged(error, [told(7, -600)]);
    look();
    await turn();
    expect(look()).toEqual({ comments: [], labels: [] });
  },
);

test('at most thirty comments are asked for at a time, the others the next time', async () => {
  const tasks = Array.from({ length: 40 }, (_, index) => told(index + 1, -600));
  const { asked, look, pass, turn } = staged([], tasks);
  look();
  await turn();
  expect(asked).toHaveLength(30);
  pass(hour);
  look();
  await turn();
  expect(asked.slice(30, 40)).toEqual(tasks.slice(30).map(({ comment }) => comment?.id));
});
