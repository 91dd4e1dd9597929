/**
 * Tasks that ended too long ago to be read with the rest of Memory: known all the same.
 */
import { expect, onTestFinished, test } from 'vitest';
import { startDaemon } from '../../src/daemon/daemon.ts';
import { createLanes } from '../../src/daemon/lanes.ts';
import { tick } from '../../src/daemon/tick.ts';
import { BugError } from '../../src/model/failures.ts';
import type { Memory } from '../../src/model/snapshot.ts';
import { createObserver, type Observer } from '../../src/observe/observe.ts';
import { createRemoteReader } from '../../src/observe/remote.ts';
import { rememberGiven } from '../support/given.ts';
import { placing } from '../support/snapshots.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { until } from '../support/until.ts';

/** A stage whose memory shows what `view` makes of it. */
const staged = (view: (memory: Memory) => Memory): Promise<Stage> =>
  openStage({
    settings: { github: { pollIntervalMs: 200 } },
    doors: ({ store }) => ({ store: { ...store, readMemory: () => view(store.readMemory()) } }),
  });

test('while their issue is open and labelled nothing is done, again and again, for them', async () => {
  let lookCount = 0;
  const stage = await staged((memory) => {
    lookCount += 1;
    // A daemon that spins leaves no turn to a deadline.
    if (lookCount > 100) throw new BugError('it spins');
    return { ...memory, tasks: [] };
  });
  const issue = await stage.openIssue();
  rememberGiven(issue, { state: 'completed' }, stage.hands);
  const { world, site, settings } = stage;
  const daemon = startDaemon({ world, site, placing, mode: 'forever', readSettings: () => settings });
  onTestFinished(async () => {
    daemon.shutDown();
    await daemon.ended.catch(() => {});
  });
  const polls = () =>
    stage.github.journal().filter(({ route }) => route === '/repos/{owner}/{repo}/issues').length;
  await Promise.race([until(() => polls() >= 5), daemon.ended]);
  expect(stage.told).toEqual([]);
  expect(stage.github.journal().some(({ route }) => route.includes('/events'))).toBe(false);
});

/** One tick; what is remembered is only known from the moment that it was looked at. */
const tickOn = async ({ world, site, settings }: Stage, onLooked: () => void) => {
  const lanes = createLanes({ perform: async () => ({ kind: 'done' }), onDone: () => {}, onBug: () => {} });
  const remote = await createRemoteReader(world).readRemote(world.store.readMemory(), settings);
  const { observe, ...rest } = createObserver(world, site);
  const observer: Observer = {
    ...rest,
    observe: async (...input) => {
      const snapshot = await observe(...input);
      onLooked();
      return snapshot;
    },
  };
  return tick({ world, site, settings, observer, lanes, placing }, { remote, shuttingDown: false });
};

test('a record that finds nothing to do is no reason for another tick, one that does is', async () => {
  let isLooked = false;
  const unknown = { tasks: [], knownIssues: new Set<number>() };
  const stage = await staged((memory) => (isLooked ? memory : { ...memory, ...unknown }));
  // Noting where comments begin would be a record that does something.
  stage.world.store.hearComments({ newestId: 0, waiting: [] }, []);
  const issue = await stage.openIssue();
  rememberGiven(issue, { state: 'completed' }, stage.hands);
  const ticked = await tickOn(stage, () => {
    isLooked = true;
  });
  expect(ticked.plan.actions.map(({ kind }) => kind)).toContain('remember-task');
  expect(ticked.hasRecorded).toBe(false);
  await stage.openIssue();
  expect((await tickOn(stage, () => {})).hasRecorded).toBe(true);
});
