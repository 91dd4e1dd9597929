import { expect, test } from 'vitest';
import { perform } from '../../src/act/perform.ts';
import { decideAcknowledging } from '../../src/decide/acknowledging.ts';
import { TransientError } from '../../src/model/failures.ts';
import type { Instant } from '../../src/model/instant.ts';
import { actTwice } from '../support/picture.ts';
import { at } from '../support/remembered.ts';
import { aSnapshot } from '../support/snapshots.ts';
import { openStage, type Stage } from '../support/stage.ts';

/** Mona has written a comment that is answered in memory. */
const asked = async (stage: Stage, accepted: boolean) => {
  const issue = await stage.openIssue();
  stage.remember(issue);
  const commentId = await stage.github.as('mona').comment(issue, '/rpi stop');
  const from = { commentId, login: 'mona', atMs: 1, textKey: null };
  const control = stage.world.store.addControl({ kind: 'stop', issue, reason: null, at: at(0), from });
  const answer = { accepted, answer: 'gh-1 is @queued' };
  stage.world.store.answerControl(control, answer, at(0));
  return { kind: 'acknowledge-comment', control, issue, commentId, ...answer } as const;
};

const reactionsTo = (stage: Stage, comment: number) =>
  stage.github.read.commentReactions(comment).map(({ content }) => content);

test('👀 for what was taken up, and no word', async () => {
  const stage = await openStage();
  const action = await asked(stage, true);
  await actTwice(stage, action);
  expect(reactionsTo(stage, action.commentId)).toEqual(['eyes']);
  expect(stage.github.read.comments(action.issue)).toHaveLength(1);
  expect(stage.world.store.readMemory().acknowledgements).toEqual([]);
});

test('😕 and one reply for what was refused, escaped', async () => {
  const stage = await openStage();
  const action = await asked(stage, false);
  await actTwice(stage, action);
  expect(reactionsTo(stage, action.commentId)).toEqual(['confused']);
  const [, reply, ...others] = stage.github.read.comments(action.issue);
  expect(reply?.body).toBe(
    `<!-- coordinator:reply ${action.commentId} -->\n😕 gh-\u200b1 is @\u200bqueued\n`,
  );
  expect(others).toEqual([]);
});

test('what GitHub refuses for good is told on the console, and over', async () => {
  const stage = await openStage();
  const action = await asked(stage, false);
  stage.github.faults.add({
    match: { method: 'POST', path: /comments/ },
    when: 'before',
    act: { status: 403 },
  });
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  expect(stage.told).toMatchObject([{ word: 'trouble', text: expect.stringContaining('cannot be shown') }]);
  expect(stage.world.store.readMemory().acknowledgements).toEqual([]);
});

test('on an issue that is no task a failed answer waits like any other, until it is given', async () => {
  const stage = await openStage();
  const issue = await stage.openIssue();
  const commentId = await stage.github.as('mona').comment(issue, '/rpi stop');
  const from = { commentId, login: 'mona', atMs: 1, textKey: null };
  const control = stage.world.store.addControl({ kind: 'stop', issue, reason: null, at: at(0), from });
  const answer = { accepted: false, answer: 'there is no task gh-1' };
  stage.world.store.answerControl(control, answer, at(0));
  const action = { kind: 'acknowledge-comment', control, issue, commentId, ...answer } as const;
  const { github } = stage.world;
  const broken = { ...github, addCommentReaction: () => Promise.reject(new TransientError('502')) };
  const hands = { ...stage.hands, world: { ...stage.world, github: broken } };
  expect(await perform(action, hands)).toMatchObject({ kind: 'failed' });
  const memory = stage.world.store.readMemory();
  expect(memory.ownTroubles).toMatchObject([{ action: 'acknowledge-comment', tries: 1 }]);
  const now = memory.ownTroubles[0]?.at ?? at(0);
  const planned = (at: Instant) =>
    decideAcknowledging({ snapshot: { ...aSnapshot({}), memory, now: at }, settings: stage.settings });
  expect(planned(now)).toEqual([]);
  expect(planned({ ...now, uptimeMs: now.uptimeMs + 3_600_000 })).toEqual([action]);
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  expect(stage.world.store.readMemory().ownTroubles).toEqual([]);
});
