import { expect, it } from 'vitest';
import { anEndedAttempt, aStop, aTask, aTaskWith, aWish } from '../support/remembered.ts';
import { anIssue, type GivenWorld, stepsOf } from '../support/snapshots.ts';

/** Its worker has ended after this was decided. */
const ended = (cause: 'cancel' | 'stop', given: object = {}) =>
  aTaskWith(anEndedAttempt({ stop: aStop(cause) }), { state: 'stopping', ...given });

it('a label that was seen to be gone is remembered as gone: one put back within the same second is a new one', () => {
  const unlabelled: GivenWorld = {
    issues: [],
    confirmed: { 7: { kind: 'present', row: anIssue({ labels: [] }) } },
  };
  const patch = { wish: null, labelGone: true };
  expect(stepsOf({ tasks: [ended('cancel')], ...unlabelled })).toMatchObject([{ patch }]);
  expect(stepsOf({ tasks: [aTask()], ...unlabelled })).toMatchObject([
    { change: { to: 'cancelled' }, patch },
  ]);
  const [wished] = stepsOf({ tasks: [ended('stop', { wish: aWish('cancel') })] });
  expect(wished).toHaveProperty('patch', expect.not.objectContaining({ labelGone: true }));
});
