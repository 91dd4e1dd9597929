import { expect, test } from 'vitest';
import { setLabel } from '../../src/act/set-label.ts';
import { actTwice } from '../support/picture.ts';
import { openStage } from '../support/stage.ts';

test('our label goes on, with its colour; then another takes its place; then none; a person’s stay', async () => {
  const stage = await openStage();
  const issue = await stage.openIssue({ labels: ['rpi-auto', 'bug'] });
  stage.remember(issue);
  await actTwice(stage, { kind: 'set-label', issue, label: 'rpi-working' });
  expect(stage.github.read.labelsOf(issue)).toEqual(['rpi-auto', 'bug', 'rpi-working']);
  expect(stage.github.read.issue(issue)?.labels.at(-1)).toMatchObject({ color: '1d76db' });
  await actTwice(stage, { kind: 'set-label', issue, label: 'rpi-review' });
  expect(stage.github.read.labelsOf(issue)).toEqual(['rpi-auto', 'bug', 'rpi-review']);
  expect(stage.task(issue).stateLabel).toBe('rpi-review');
  await actTwice(stage, { kind: 'set-label', issue, label: null });
  expect(stage.github.read.labelsOf(issue)).toEqual(['rpi-auto', 'bug']);
});

test('a label that a person took off meanwhile is no trouble', async () => {
  const stage = await openStage();
  const issue = await stage.openIssue();
  stage.remember(issue);
  await stage.act({ kind: 'set-label', issue, label: 'rpi-working' });
  await stage.github.as('mona').unlabel(issue, 'rpi-working');
  expect(await stage.act({ kind: 'set-label', issue, label: null })).toEqual({ kind: 'done' });
});

test('a coordinator that dies right after the write leaves word that the label is not known', async () => {
  const stage = await openStage();
  const issue = await stage.openIssue();
  stage.remember(issue);
  const { store } = stage.world;
  const dead = (): never => {
    throw new Error('dead');
  };
  const dying = { ...store, patchTask: dead };
  const hands = { ...stage.hands, world: { ...stage.world, store: dying } };
  await expect(setLabel({ kind: 'set-label', issue, label: 'rpi-working' }, hands)).rejects.toThrow('dead');
  expect(stage.github.read.labelsOf(issue)).toContain('rpi-working');
  expect(stage.task(issue)).toMatchObject({
    stateLabel: null,
    troubles: [{ action: 'set-label', tries: 0 }],
  });
  await stage.act({ kind: 'set-label', issue, label: null });
  expect(stage.github.read.labelsOf(issue)).toEqual(['rpi-auto']);
  expect(stage.task(issue).troubles).toEqual([]);
});

test('a token that may not is a permanent trouble that says what to do', async () => {
  const stage = await openStage();
  const issue = await stage.openIssue();
  stage.remember(issue);
  stage.github.changeRole('mona', 'read');
  expect(await stage.act({ kind: 'set-label', issue, label: 'rpi-working' })).toMatchObject({
    class: 'permanent',
  });
  expect(stage.task(issue).troubles[0]?.fix).toContain('write access');
});
