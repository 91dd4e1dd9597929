import { utimesSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { startPulse } from '../../src/daemon/pulse.ts';
import { BugError, TransientError } from '../../src/model/failures.ts';
import { writeFiles } from '../support/git-repository.ts';
import { openStage, type StageOptions } from '../support/stage.ts';
import { untilSeen } from '../support/until.ts';
import { createHandClock } from './hand-clock.ts';

/** A pulse on a clock that the test turns, over real files and a real store. */
const beating = async (options: StageOptions = {}) => {
  const stage = await openStage(options);
  const clock = createHandClock();
  const seen = { rings: 0, bugs: [] as unknown[] };
  const start = () => {
    const stopPulse = startPulse({
      world: { ...stage.world, clock },
      site: stage.site,
      ring: () => {
        seen.rings += 1;
      },
      onBug: (error) => void seen.bugs.push(error),
    });
    onTestFinished(stopPulse);
    clock.pass(0);
    seen.rings = 0;
    return stopPulse;
  };
  return { stage, clock, seen, start };
};

test('with nothing to wait for it rings only when something changed', async () => {
  const { stage, clock, seen, start } = await beating();
  stage.remember(7, { state: 'completed' });
  start();
  clock.pass(60_000);
  expect(seen.rings).toBe(0);
  writeFileSync(stage.site.ledgerPath, 'edited');
  clock.pass(500);
  expect(seen.rings).toBe(1);
  clock.pass(60_000);
  expect(seen.rings).toBe(1);
});

test('an edit of tasks.md, a request and a STOP file are each seen within half a second', async () => {
  const { stage, clock, seen, start } = await beating();
  const { worktreePath } = stage.remember(7);
  writeFileSync(stage.site.ledgerPath, 'one');
  start();
  const changes = [
    () => utimesSync(stage.site.ledgerPath, 1, 1),
    () => stage.world.store.addControl({ kind: 'stop', issue: 7, reason: null, at: stage.world.clock.now() }),
    () => writeFiles(worktreePath, { STOP: '' }),
    () => utimesSync(`${worktreePath}/STOP`, 2, 2),
  ];
  for (const change of changes) {
    // Just after the beat that rings once a second while a task waits.
    while (seen.rings === 0) clock.pass(1);
    change();
    seen.rings = 0;
    clock.pass(500);
    expect([String(change), seen.rings]).toEqual([String(change), 1]);
    seen.rings = 0;
  }
});

test('while a task waits it rings once a second', async () => {
  const { stage, clock, seen, start } = await beating();
  stage.remember(7);
  start();
  clock.pass(10_000);
  expect(seen.rings).toBe(10);
});

test('the end of a worker is seen within a quarter of a second', async () => {
  const { stage, clock, seen, start } = await beating();
  const run = await stage.startWorker(7, ['writes-then-sleeps']);
  await untilSeen(stage.world.processes, run, 'live');
  start();
  expect(clock.waiting()).toEqual([250]);
  stage.world.processes.stopRun(run, 'kill');
  await untilSeen(stage.world.processes, run, 'ended');
  clock.pass(250);
  expect(seen.rings).toBe(1);
});

test('a question asked by a blocked worker, and its answer, are seen', async () => {
  const { stage, clock, seen, start } = await beating();
  const { worktreePath } = stage.remember(7, { state: 'blocked' });
  writeFiles(worktreePath, { 'BLOCKED.md': 'Which?' });
  start();
  stage.world.files.remove(`${worktreePath}/BLOCKED.md`);
  clock.pass(500);
  expect(seen.rings).toBe(1);
});

test('a look that fails is a sign too; a broken invariant is passed on and ends it', async () => {
  const failures: Error[] = [];
  const { stage, clock, seen, start } = await beating({
    doors: ({ store }) => ({
      store: {
        ...store,
        readMemory: () => {
          if (failures[0] !== undefined) throw failures[0];
          return store.readMemory();
        },
      },
    }),
  });
  stage.remember(7, { state: 'completed' });
  start();
  failures[0] = new TransientError('input/output error');
  clock.pass(500);
  expect(seen).toEqual({ rings: 1, bugs: [] });
  failures[0] = new BugError('schema');
  clock.pass(500);
  expect(seen.bugs).toEqual([failures[0]]);
  expect(clock.waiting()).toEqual([]);
});

test('once ended it looks no more', async () => {
  const { stage, clock, seen, start } = await beating();
  stage.remember(7);
  start()();
  clock.pass(60_000);
  expect(seen.rings).toBe(0);
  expect(clock.waiting()).toEqual([]);
});
