/** Lets at most so many tasks run at once; the others wait in order of arrival. */
export interface Queue {
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Tasks running now. */
  runningCount(): number;
}

/** Makes a queue of the given width; width 1 is a mutex. A task that fails does not disturb the next. */
export const openQueue = (width: number): Queue => {
  const waiting: (() => void)[] = [];
  let running = 0;
  const enter = async (): Promise<void> => {
    if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
  };
  // The place is handed to the next in line, so a newcomer cannot slip in between.
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return {
    runningCount: () => running,
    run: async (task) => {
      await enter();
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
};

/** Runs tasks of the same key one after another, tasks of different keys side by side. */
export const openLanes = (): (<T>(key: string, task: () => Promise<T>) => Promise<T>) => {
  const lanes = new Map<string, { readonly queue: Queue; users: number }>();
  return async (key, task) => {
    const lane = lanes.get(key) ?? { queue: openQueue(1), users: 0 };
    lanes.set(key, lane);
    lane.users += 1;
    try {
      return await lane.queue.run(task);
    } finally {
      lane.users -= 1;
      if (lane.users === 0) lanes.delete(key);
    }
  };
};

/** Callers share a run of the task that had not begun when they asked; `begun` is for the task to call. */
export const openShared = (task: (begun: () => void) => Promise<void>): (() => Promise<void>) => {
  let waiting: Promise<void> | null = null;
  const start = (): Promise<void> => {
    const begun = (): void => {
      if (waiting === own) waiting = null;
    };
    // Never begun within this call: until it returns, nobody can wait for it.
    const own = Promise.resolve().then(() => task(begun).finally(begun));
    return own;
  };
  return () => {
    waiting ??= start();
    return waiting;
  };
};
