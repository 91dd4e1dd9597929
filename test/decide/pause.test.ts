import { describe, expect, it } from 'vitest';
import { pauseHoldOf } from '../../src/decide/pause.ts';
import type { Pause } from '../../src/model/conversation.ts';
import { aTask, at } from '../support/remembered.ts';
import { stepsOf } from '../support/snapshots.ts';

const paused = (given: Partial<Pause> = {}): Pause => ({
  by: 'mona',
  reason: 'release',
  at: at(0),
  untilMs: null,
  ...given,
});

describe('a pause', () => {
  it.each([
    ['paused by mona: release', {}],
    ['paused', { by: null, reason: '' }],
    ['paused by mona: release, until 18:30 UTC', { untilMs: at(4.5 * 3600).atMs }],
    ['paused by mona: release, until 02:00 UTC on the next day', { untilMs: at(12 * 3600).atMs }],
    ['paused by mona: release, until 14:00 UTC, 3 days later', { untilMs: at(72 * 3600).atMs }],
    [null, { untilMs: at(0).atMs }],
  ])('reads %j', (text, given) => {
    expect(pauseHoldOf({ pause: paused(given) }, at(0))).toBe(text);
  });

  it('holds queued tasks back, and nothing else; the text is stable', () => {
    const hold = 'paused by mona: release';
    const tasks = [aTask(), aTask({ issue: 8, state: 'running' })];
    expect(stepsOf({ tasks, pause: paused() })).toEqual([
      { kind: 'record-facts', issue: 7, patch: { hold } },
    ]);
    expect(stepsOf({ tasks: [aTask({ hold })], pause: paused() })).toEqual([]);
  });

  it('ends by itself', () => {
    expect(stepsOf({ tasks: [aTask()], pause: paused({ untilMs: at(-1).atMs }) })).toMatchObject([
      { kind: 'set-pause', pause: null },
      { kind: 'record-change', change: { to: 'preparing' } },
    ]);
  });
});
