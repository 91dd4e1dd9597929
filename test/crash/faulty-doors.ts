/**
 * Doors that lack one guard each: the harness must notice when a coordinator works through them.
 */
import type { Memory } from '../../src/model/snapshot.ts';
import type { World } from '../../src/world/world.ts';

/** What each of them does not do. */
export const faultyDoors = {
  /** Posts without looking whether the comment is there already. */
  'no-look-before-comment': (world: World): World => ({
    ...world,
    github: { ...world.github, fetchComments: async () => [] },
  }),
  /** Calls an attempt off without making sure that it never starts. */
  'no-fence': (world: World): World => ({
    ...world,
    processes: { ...world.processes, fenceRun: () => 'fenced' },
  }),
  /** Forgets at the start what was begun and not finished. */
  'forgets-intents': (world: World): World => {
    const { tasks } = world.store.readMemory();
    const intents = tasks.flatMap(({ attempts }) => attempts.filter(({ phase }) => phase === 'intent'));
    const forgotten = new Set(intents.map(({ run }) => run));
    return { ...world, store: { ...world.store, readMemory: () => without(forgotten, world) } };
  },
} as const satisfies Record<string, (world: World) => World>;

export type FaultyDoor = keyof typeof faultyDoors;

const without = (runs: ReadonlySet<string>, { store }: World): Memory => {
  const memory = store.readMemory();
  const tasks = memory.tasks.map((task) => ({
    ...task,
    attempts: task.attempts.filter(({ run }) => !runs.has(run)),
  }));
  return { ...memory, tasks };
};
