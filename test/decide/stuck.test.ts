import { describe, expect, it } from 'vitest';
import { type StuckSource, stuckOf } from '../../src/decide/stuck.ts';
import type { Memory } from '../../src/model/snapshot.ts';
import type { Stuck } from '../../src/model/stuck.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { aControl, anAttempt, aStop, aTask, aTaskWith, aTrouble, at } from '../support/remembered.ts';
import { aSnapshot } from '../support/snapshots.ts';

const found = (memory: Partial<Memory>, given: Partial<StuckSource> = {}): readonly Stuck[] =>
  stuckOf({
    memory: { ...aSnapshot().memory, ...memory },
    settings: settingsOf(),
    nowMs: at(0).atMs,
    isRunning: true,
    runs: new Map(),
    strays: [],
    unreadable: new Map(),
    ...given,
  });
const run = anAttempt().run;

describe('what is stuck', () => {
  it('is nothing in a world that goes on', () => {
    const tasks = [
      aTask({ issue: 1, since: at(-9_000_000), hold: 'paused' }),
      aTaskWith(anAttempt()),
      aTask({ issue: 2, state: 'failed', since: at(-9_000_000), troubles: [aTrouble('set-label')] }),
    ];
    const controls = [aControl('stop', { at: at(-5) }), aControl('reset-by-force', { id: 2, at: at(-500) })];
    expect(found({ tasks, controls })).toEqual([]);
  });

  it.each<[string, Partial<Memory>, Partial<StuckSource>, Partial<Stuck>]>([
    [
      'a task past the deadline of its state',
      { tasks: [aTaskWith(anAttempt({ stop: aStop('stop') }), { state: 'stopping', since: at(-600) })] },
      {},
      {
        kind: 'late',
        issue: 7,
        text: expect.stringMatching(/^stopping for more than \w+: waits for the processes of its worker/),
        sinceMs: at(-600).atMs,
        fix: 'coordinator explain 7, coordinator kill 7',
      },
    ],
    [
      'the same while nothing runs',
      { tasks: [aTask({ since: at(-600) })] },
      { isRunning: false },
      { kind: 'late', text: expect.stringContaining('(no coordinator runs)'), fix: 'coordinator run' },
    ],
    [
      'a worker without a runner',
      { tasks: [aTaskWith(anAttempt())] },
      { runs: new Map([[run, { kind: 'orphaned', pids: [5, 6] }]]) },
      {
        kind: 'zombie',
        text: 'worker w-000700 has no runner any more, pids 5, 6',
        fix: 'coordinator recover kill-zombie 7',
      },
    ],
    [
      'an action that fails again and again',
      { tasks: [aTask({ state: 'failed', troubles: [aTrouble('set-label', { tries: 3, fix: 'Look.' })] })] },
      {},
      { kind: 'trouble', text: 'set-label failed 3 times: it did not work', fix: 'Look.' },
    ],
    [
      'tasks.md that cannot be written',
      { ownTroubles: [aTrouble('write-ledger', { class: 'permanent' })] },
      {},
      { kind: 'trouble', issue: null, text: 'write-ledger failed for good: it did not work' },
    ],
    [
      'a worktree that git cannot read',
      {},
      { unreadable: new Map([[7, 'locked']]) },
      { kind: 'worktree', issue: 7, text: 'git cannot read its worktree: locked' },
    ],
    [
      'a worker that nobody remembers',
      {},
      { strays: [{ run, text: 'pid 5 lives' }] },
      { kind: 'zombie', issue: null, text: 'worker w-000700 of a memory that was lost: pid 5 lives' },
    ],
    [
      'a request without an answer',
      { controls: [aControl('kill', { at: at(-90) })] },
      {},
      { kind: 'request', text: 'kill of gh-7 is not answered by the coordinator that runs' },
    ],
    [
      'a request that waits for a start',
      { controls: [aControl('kill')] },
      { isRunning: false },
      { kind: 'request', text: 'kill of gh-7 waits for the next start', fix: 'coordinator run' },
    ],
  ])('is %s', (_, memory, given, finding) => {
    expect(found(memory, given)).toMatchObject([finding]);
  });
});
