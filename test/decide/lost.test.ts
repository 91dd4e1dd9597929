import { expect, test } from 'vitest';
import { decideLost } from '../../src/decide/lost.ts';
import { aTask } from '../support/remembered.ts';
import { aSnapshot } from '../support/snapshots.ts';

test('what is not shown any more is not remembered as shown; what never was is left alone', () => {
  const task = { ...aTask({ state: 'failed' }), stateLabel: 'rpi-failed', comment: { id: 3, viewKey: 'x' } };
  const lost = { comments: [7, 9], labels: [7] };
  const decided = decideLost(aSnapshot({ tasks: [task], lost }));
  expect(decided).toMatchObject([
    { kind: 'record-facts', issue: 7, patch: { stateLabel: null } },
    { kind: 'record-facts', issue: 7, patch: { comment: null } },
  ]);
  const untold = { ...task, stateLabel: null, comment: null };
  expect(decideLost(aSnapshot({ tasks: [untold], lost }))).toEqual([]);
});
