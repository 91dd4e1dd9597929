/** What init would do. */
import { expect, test } from 'vitest';
import { type InitSeen, initStepsOf, isDrift } from '../../src/decide/init-steps.ts';

const complete: InitSeen = {
  configName: 'coordinator.yml',
  configFlaw: null,
  patterns: [],
  labels: { kind: 'known', missing: [] },
  templates: null,
};
const kinds = (change: Partial<InitSeen>) =>
  initStepsOf({ ...complete, ...change }).map(({ id, kind }) => `${id} ${kind}`);

test('each thing that is missing, or not known, is a step', () => {
  expect(kinds({})).toEqual(['config done', 'exclude done', 'labels done']);
  expect(isDrift(initStepsOf(complete))).toBe(false);
  expect(kinds({ configName: null })[0]).toBe('config todo');
  expect(kinds({ configFlaw: 'wrong' })[0]).toBe('config unknown');
  expect(kinds({ patterns: ['/trees/'] })[1]).toBe('exclude todo');
  expect(kinds({ labels: { kind: 'known', missing: ['rpi-auto'] } })[2]).toBe('labels todo');
  expect(kinds({ labels: { kind: 'unknown', why: 'no token', fix: null } })[2]).toBe('labels unknown');
  expect(kinds({ templates: ['worker.md'] })[3]).toBe('templates todo');
  expect(isDrift(initStepsOf({ ...complete, labels: { kind: 'unknown', why: '', fix: null } }))).toBe(true);
});
