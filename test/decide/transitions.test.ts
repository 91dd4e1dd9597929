import { describe, expect, it } from 'vitest';
import { allowedChanges, isAllowed } from '../../src/decide/transitions.ts';
import { isTerminal, type TaskState } from '../../src/model/task.ts';
import { stepsOf } from '../support/snapshots.ts';
import { starting } from './section-two.ts';
import { ending, judged } from './section-two-ends.ts';

const rows = [...starting, ...judged, ...ending];

const states: readonly TaskState[] = [
  'queued',
  'preparing',
  'running',
  'timing_out',
  'stopping',
  'zombie',
  'blocked',
  'completed',
  'failed',
  'stopped',
  'cancelled',
];

/** SPEC section 2 and docs/decisions/0003-states.md, written down a second time. */
const contract: readonly string[] = [
  'new queued completed',
  'queued preparing blocked completed cancelled',
  'preparing running queued completed failed cancelled',
  'running completed queued failed blocked cancelled timing_out stopping zombie',
  'timing_out completed queued failed blocked cancelled stopping zombie',
  'stopping stopped cancelled zombie',
  'zombie completed queued failed blocked cancelled stopping',
  'blocked queued completed cancelled',
  'completed queued',
  'failed queued',
  'stopped queued completed',
  'cancelled queued',
];
const listed = contract.flatMap((line) => {
  const [from, ...tos] = line.split(' ');
  return tos.map((to) => `${from} -> ${to}`);
});

describe('which changes are allowed', () => {
  it('is what the contract lists, and no more', () => {
    expect(
      allowedChanges()
        .map(([from, to]) => `${from} -> ${to}`)
        .toSorted(),
    ).toEqual(listed.toSorted());
  });

  it.each([null, ...states].flatMap((from) => states.map((to) => [from, to] as const)))(
    '%s -> %s',
    (from, to) => {
      expect(isAllowed(from, to)).toBe(listed.includes(`${from ?? 'new'} -> ${to}`));
    },
  );

  it('leads out of a terminal state only by a new try, but for what the end of the coordinator stopped', () => {
    const others = states.filter((state) => isTerminal(state) && state !== 'stopped');
    for (const from of others) expect(states.filter((to) => isAllowed(from, to))).toEqual(['queued']);
  });

  it('leads out of every state', () => {
    for (const from of states) expect(states.some((to) => isAllowed(from, to))).toBe(true);
  });
});

describe('the table of section 2', () => {
  it.each(rows)('$from -> $to: $when', ({ world, from, to, reason, evidence, settings }) => {
    const changes = stepsOf(world, settings).flatMap((action) =>
      action.kind === 'record-change' || action.kind === 'remember-task' ? [action.change] : [],
    );
    expect(changes).toEqual([
      { issue: 7, from, to, reason: expect.stringMatching(reason), evidence: expect.any(Array) },
    ]);
    expect(changes[0]?.evidence.map(({ kind }) => kind)).toContain(evidence);
    expect(isAllowed(from, to)).toBe(true);
  });

  it('has a world for every change that is decided', () => {
    const shown = new Set(rows.map(({ from, to }) => `${from ?? 'new'} -> ${to}`));
    // A live worker is ended first, so these three are never taken at once.
    const throughStopping = ['running', 'timing_out', 'zombie'].map((from) => `${from} -> cancelled`);
    // Processes that lost their runner while they are taken down are swept without a new name for it.
    const sweptInPlace = ['timing_out', 'stopping'].map((from) => `${from} -> zombie`);
    const missing = listed.filter((change) => !shown.has(change));
    expect(missing.toSorted()).toEqual([...throughStopping, ...sweptInPlace].toSorted());
  });
});
