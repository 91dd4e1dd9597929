import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/model/action.ts';
import type { Attempt, RunSeen, StopCause } from '../../src/model/attempt.ts';
import { unknown } from '../../src/model/seen.ts';
import type { TaskState, Trouble } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  anAttempt,
  anEndedAttempt,
  aStop,
  aTaskWith,
  aTrouble,
  at,
  aWish,
  exitOf,
  type GivenTask,
  runOf,
} from '../support/remembered.ts';
import { anIssue, aPull, aStopFile, type GivenWorld, someWork, stepsOf } from '../support/snapshots.ts';

const run = runOf(7, 1);
type Ending = 'stopping' | 'timing_out' | 'zombie';
const live = (state: Ending, attempt: Partial<Attempt> = {}, given: GivenTask = {}) =>
  aTaskWith(anAttempt({ stop: aStop(state === 'stopping' ? 'stop' : 'timeout'), ...attempt }), {
    state,
    ...given,
  });
const ended = (state: Ending, cause: StopCause, given: GivenTask = {}) =>
  aTaskWith(anEndedAttempt({ code: 143, stop: aStop(cause) }), { state, ...given });
const tell = (level: 'term' | 'kill', cause: StopCause = 'stop') => [
  { kind: 'stop-worker', issue: 7, run, cause, level },
];
const sweep = [{ kind: 'sweep-worker', issue: 7, run }];
const statesIn = (actions: readonly Action[]) =>
  actions.map((action) => (action.kind === 'record-change' ? action.change.to : action.kind));

describe('the runner is told to end its tree', () => {
  it('at once, again when nothing happens, and not between', () => {
    const sent = (sentAt: Attempt['startedAt'] | null) =>
      stepsOf({ tasks: [live('stopping', { stop: aStop('stop', { sentAt }) })] });
    expect(sent(null)).toEqual(tell('term'));
    expect(sent(at(-4.9))).toEqual([]);
    expect(sent(at(-5))).toEqual(tell('term'));
  });

  it('also when it runs into a limit', () => {
    const tasks = [live('timing_out', { stop: aStop('stalled', { sentAt: null }) })];
    expect(stepsOf({ tasks })).toEqual(tell('term', 'stalled'));
  });

  it('to kill when it has not done so half a minute after both its graces', () => {
    const asked = (seconds: number) =>
      stepsOf(
        { tasks: [live('stopping', { stop: aStop('stop', { at: at(-seconds), sentAt: at(-6) }) })] },
        settingsOf({ workers: { graceMs: 10_000 } }),
      );
    expect(asked(45)).toEqual(tell('term'));
    expect(asked(45.1)).toEqual(tell('kill'));
  });

  it('to kill at once when a person asks for it, also while it is stopping', () => {
    const kill = aStop('kill', { sentAt: null });
    expect(stepsOf({ tasks: [live('stopping', { stop: kill })] })).toEqual(tell('kill', 'kill'));
    const tasks = [live('stopping', {}, { wish: aWish('kill') })];
    expect(stepsOf({ tasks })).toEqual(tell('kill'));
    const told = live('stopping', { stop: aStop('stop', { sentAt: at(1) }) }, { wish: aWish('kill') });
    expect(stepsOf({ tasks: [told], now: at(2) })).toEqual([]);
  });

  it('not before there is one, nor while its run cannot be read', () => {
    const tasks = [live('stopping', { startedAt: at(-9), stop: aStop('stop', { sentAt: null }) })];
    const seen = (one: RunSeen | null) => stepsOf({ tasks, runs: { [run]: one } });
    expect(seen({ kind: 'claimed' })).toEqual([]);
    expect(seen(null)).toEqual([]);
    expect(seen({ kind: 'draining', exit: exitOf(0), runnerAlive: true })).toEqual(tell('term'));
  });

  it('or is called off when it has not begun', () => {
    const tasks = [live('stopping', { stop: aStop('stop', { sentAt: null }) })];
    expect(stepsOf({ tasks, runs: { [run]: { kind: 'unclaimed' } } })).toEqual([
      { kind: 'resolve-intent', issue: 7, run },
    ]);
  });
});

describe.each(['stopping', 'timing_out'] as const)('%s', (state) => {
  it('sweeps what lost its runner', () => {
    const seen: readonly RunSeen[] = [
      { kind: 'orphaned', pids: [9] },
      { kind: 'draining', exit: exitOf(0), runnerAlive: false },
    ];
    for (const one of seen) expect(stepsOf({ tasks: [live(state)], runs: { [run]: one } })).toEqual(sweep);
  });

  it('remembers the end', () => {
    const seen: RunSeen = { kind: 'ended', exit: exitOf(143, 'term') };
    expect(stepsOf({ tasks: [live(state)], runs: { [run]: seen } })).toMatchObject([
      { kind: 'record-facts', attempt: { run, patch: { phase: 'ended', end: { kind: 'exited' } } } },
    ]);
  });
});

describe('a zombie', () => {
  it('is swept until nothing of it is left', () => {
    const seen = (one: RunSeen | null) => stepsOf({ tasks: [live('zombie')], runs: { [run]: one } });
    expect(seen({ kind: 'orphaned', pids: [9] })).toEqual(sweep);
    expect(seen({ kind: 'garbled', file: 'exit' })).toEqual(sweep);
    expect(seen(null)).toEqual([]);
  });

  it('has ended when its run says so', () => {
    const runs: GivenWorld['runs'] = { [run]: { kind: 'lost', why: 'runner-died' } };
    expect(stepsOf({ tasks: [live('zombie')], runs })).toMatchObject([
      { attempt: { patch: { end: { kind: 'lost', why: 'its runner was killed' } } } },
    ]);
  });
});

describe('work is saved before the state changes', () => {
  const dirty: GivenWorld['worktrees'] = { 7: { work: someWork({ dirtyCount: 2 }) } };

  it.each(['stopping', 'timing_out', 'zombie'] as const)('when %s', (state) => {
    expect(stepsOf({ tasks: [ended(state, 'stop')], worktrees: dirty })).toEqual([
      { kind: 'save-work', issue: 7, reason: 'reason of stop' },
    ]);
  });

  it.each([
    ['nothing is to be saved', {}],
    ['there is no worktree', { worktrees: { 7: { exists: false, work: null } } }],
  ] satisfies readonly (readonly [string, GivenWorld])[])('not when %s', (_, world) => {
    expect(statesIn(stepsOf({ tasks: [ended('stopping', 'stop')], ...world }))).toEqual(['stopped']);
  });

  it('after git has said what is there, but not for ever', () => {
    const locked = { worktrees: { 7: { work: unknown('index.lock') } } };
    const task = ended('stopping', 'stop');
    expect(stepsOf({ tasks: [task], worktrees: { 7: { work: null } } })).toEqual([]);
    expect(stepsOf({ tasks: [task], ...locked, now: at(20) })).toEqual([]);
    expect(stepsOf({ tasks: [task], ...locked, now: at(20.1) })).toMatchObject([
      {
        change: {
          to: 'stopped',
          evidence: expect.arrayContaining([
            expect.objectContaining({ kind: 'failure', text: 'the worktree stays as it is: index.lock' }),
          ]),
        },
      },
    ]);
  });

  it('new secrets are no work to save: they stay, and that is said', () => {
    const worktrees = { 7: { work: someWork({ secretCount: 2 }) } };
    const text = 'secrets that git does not ignore stay there only: 2';
    expect(stepsOf({ tasks: [ended('stopping', 'stop')], worktrees })).toMatchObject([
      { change: { to: 'stopped', evidence: expect.arrayContaining([expect.objectContaining({ text })]) } },
    ]);
  });

  it('not when a person does not want it', () => {
    const settings = settingsOf({ worktrees: { saveOnStop: false } });
    const world = { tasks: [ended('stopping', 'stop')], worktrees: dirty };
    expect(statesIn(stepsOf(world, settings))).toEqual(['stopped']);
  });

  it('three times at most, then it stays where it is and that is told', () => {
    const triedBefore = (tries: number) => {
      const troubles = [aTrouble('save-work', { tries, message: 'disk full', at: at(-3600) })];
      return stepsOf({ tasks: [ended('stopping', 'stop', { troubles })], worktrees: dirty });
    };
    expect(statesIn(triedBefore(2))).toEqual(['save-work']);
    expect(triedBefore(3)).toMatchObject([
      {
        change: {
          to: 'stopped',
          evidence: expect.arrayContaining([
            {
              kind: 'failure',
              atMs: at(-3600).atMs,
              text: 'work not committed, kept in the worktree: disk full',
            },
          ]),
        },
      },
    ]);
  });
});

describe('a save that failed', () => {
  const failed = (trouble: Partial<Trouble>, seconds: number) =>
    stepsOf(
      {
        tasks: [
          ended('stopping', 'stop', {
            troubles: [aTrouble('save-work', { ...trouble, at: at(-seconds) })],
          }),
        ],
        worktrees: { 7: { work: someWork({ dirtyCount: 2 }) } },
      },
      settingsOf({ workers: { backoff: { initialMs: 4000, factor: 2, maxMs: 60_000, jitter: 0 } } }),
    );

  it('is tried again after its backoff, not at once', () => {
    expect(failed({ tries: 1 }, 3.9)).toEqual([]);
    expect(statesIn(failed({ tries: 1 }, 4))).toEqual(['save-work']);
    expect(failed({ tries: 2 }, 7.9)).toEqual([]);
    expect(statesIn(failed({ tries: 2 }, 8))).toEqual(['save-work']);
    expect(failed({ tries: 1, retryAfterMs: 20_000 }, 19)).toEqual([]);
  });

  it('for good holds up nothing', () => {
    expect(statesIn(failed({ class: 'permanent' }, 0))).toEqual(['stopped']);
  });
});

describe('stopped or cancelled', () => {
  const closed: GivenWorld = {
    issues: [],
    confirmed: { 7: { kind: 'present', row: anIssue({ state: 'closed' }) } },
  };
  it.each([
    ['a stop', ended('stopping', 'stop'), {}, 'stopped'],
    ['a kill', ended('stopping', 'kill'), {}, 'stopped'],
    ['a shutdown', ended('stopping', 'shutdown'), {}, 'stopped'],
    ['a cancel', ended('stopping', 'cancel'), {}, 'cancelled'],
    ['a cancel, then a kill', ended('stopping', 'cancel', { wish: aWish('kill') }), {}, 'cancelled'],
    ['a stop, then a cancel', ended('stopping', 'stop', { wish: aWish('cancel') }), {}, 'cancelled'],
    ['a stop, then the issue was closed', ended('stopping', 'stop'), closed, 'cancelled'],
    ['a stop, while GitHub does not answer', ended('stopping', 'stop'), { polledAt: null }, 'stopped'],
  ] satisfies readonly (readonly [string, ReturnType<typeof ended>, GivenWorld, TaskState])[])(
    'after %s',
    (_, task, world, state) => {
      expect(stepsOf({ tasks: [task], ...world })).toMatchObject([
        { change: { to: state }, patch: { wish: null }, attempt: { run, patch: { result: state } } },
      ]);
    },
  );
});

describe('a person who asks meanwhile', () => {
  const stopFile = { worktrees: { 7: { stopFile: aStopFile() } } };

  it('is heard while a limit ends the worker', () => {
    expect(statesIn(stepsOf({ tasks: [live('timing_out')], ...stopFile }))).toEqual(['stopping']);
    expect(statesIn(stepsOf({ tasks: [ended('timing_out', 'timeout')], ...stopFile }))).toEqual(['stopping']);
  });

  it('waits a while between two sweeps that leave something, never more than a minute', () => {
    const swept = (seconds: number, tries: number) =>
      stepsOf({
        tasks: [live('zombie', {}, { troubles: [aTrouble('sweep-worker', { tries, at: at(-seconds) })] })],
      });
    expect(swept(1, 1)).toEqual([]);
    expect(swept(59, 9)).toEqual([]);
    expect(swept(60, 9)).toEqual(sweep);
  });

  it('is heard once a zombie is swept', () => {
    expect(statesIn(stepsOf({ tasks: [live('zombie')], ...stopFile }))).toEqual(['sweep-worker']);
    expect(statesIn(stepsOf({ tasks: [ended('zombie', 'timeout')], ...stopFile }))).toEqual(['stopping']);
  });
});

it('a limit does not take the proof away: what the worker finished in its grace counts', () => {
  expect(statesIn(stepsOf({ tasks: [ended('timing_out', 'timeout')], pulls: [aPull()] }))).toEqual([
    'completed',
  ]);
});

describe('work that was put aside, because no commit of the branch fitted', () => {
  const savedRef = 'refs/coordinator/saved/gh-7/20261125T034500Z';
  const worktrees = { 7: { work: someWork({ dirtyCount: 2 }) } };
  const task = (state: Ending, cause: StopCause) =>
    aTaskWith(anEndedAttempt({ code: 143, stop: aStop(cause), savedRef }), { state });

  it('is saved once, though it still lies in the worktree; where it is, is said', () => {
    const [action, ...others] = stepsOf({ tasks: [task('stopping', 'stop')], worktrees });
    expect(others).toEqual([]);
    expect(action).toMatchObject({
      change: {
        to: 'stopped',
        evidence: expect.arrayContaining([
          expect.objectContaining({
            kind: 'saved-work',
            text: `saved as ${savedRef}, get it back: git branch rescue-7 ${savedRef}`,
          }),
        ]),
      },
    });
  });

  it.each(['timing_out', 'zombie'] as const)('holds up nothing when %s', (state) => {
    expect(statesIn(stepsOf({ tasks: [task(state, 'timeout')], worktrees }))).not.toContain('save-work');
  });
});
