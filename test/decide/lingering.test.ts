import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/model/attempt.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAttempt, aStop, aTaskWith, at, exitOf, type GivenTask, runOf } from '../support/remembered.ts';
import { aLook, aPull, type GivenWorld, stepsOf } from '../support/snapshots.ts';

const run = runOf(7, 1);
const settings = settingsOf({ completion: { waitForExit: false } });
const behind = (attempt: Partial<Attempt> = {}, given: GivenTask = {}, world: GivenWorld = {}) =>
  stepsOf({ tasks: [aTaskWith(anAttempt(attempt), { state: 'completed', ...given })], ...world }, settings);
const attemptPatch = (patch: object) => [{ kind: 'record-facts', issue: 7, attempt: { run, patch } }];
const stop = (cause: string) => ({ cause, reason: expect.any(String), at: at(0), sentAt: null });

describe('completion.waitForExit: false', () => {
  it('completes a task when its pull request is seen, and leaves the worker alone', () => {
    const tasks = [aTaskWith(anAttempt())];
    expect(stepsOf({ tasks, pulls: [aPull()] }, settings)).toMatchObject([
      { kind: 'record-change', change: { from: 'running', to: 'completed' } },
    ]);
    expect(behind()).toEqual([]);
  });

  it('still remembers how the worker ended', () => {
    expect(behind({}, {}, { runs: { [run]: { kind: 'ended', exit: exitOf(0) } } })).toEqual(
      attemptPatch({ phase: 'ended', endedAt: at(0), end: { kind: 'exited', exit: exitOf(0) } }),
    );
  });

  it('still sweeps what lost its runner', () => {
    expect(behind({}, {}, { runs: { [run]: { kind: 'orphaned', pids: [9] } } })).toEqual([
      { kind: 'sweep-worker', issue: 7, run },
    ]);
  });

  it('keeps the limits', () => {
    const late = { startedAt: at(-7_201) };
    expect(behind(late)).toMatchObject(attemptPatch({ extensions: 1 }));
    expect(behind({ ...late, extensions: 3, startedAt: at(-99_999) })).toEqual(
      attemptPatch({ stop: stop('timeout') }),
    );
    expect(behind({}, {}, { silences: { [run]: 600_001 }, looks: { [run]: aLook() } })).toEqual(
      attemptPatch({ stop: stop('stalled') }),
    );
    expect(behind({ stop: aStop('timeout', { sentAt: null }) })).toEqual([
      { kind: 'stop-worker', issue: 7, run, cause: 'timeout', level: 'term' },
    ]);
    expect(behind({ stop: aStop('timeout') })).toEqual([]);
  });

  it('takes the worker along when the coordinator ends', () => {
    expect(behind({}, {}, { shuttingDown: true })).toEqual(attemptPatch({ stop: stop('shutdown') }));
  });

  it('lets a retry wait for the end of the worker', () => {
    const hold = 'the worker of the attempt before has not ended yet';
    expect(behind({}, { state: 'queued' })).toEqual([{ kind: 'record-facts', issue: 7, patch: { hold } }]);
    expect(behind({}, { state: 'queued', hold })).toEqual([]);
  });

  it('ends the worker of a task that was given up since', () => {
    expect(behind({}, { state: 'cancelled' })).toEqual(attemptPatch({ stop: stop('cancel') }));
  });
});
