import { describe, expect, it } from 'vitest';
import { admit } from '../../src/decide/admission.ts';
import { chosenLabelOf } from '../../src/decide/chosen-label.ts';
import { factsOf } from '../../src/decide/facts.ts';
import { limitOf } from '../../src/decide/limits.ts';
import { decidePlan } from '../../src/decide/plan.ts';
import type { Chooser } from '../../src/model/choice.ts';
import type { LabelChoice } from '../../src/model/settings.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAttempt, aTask, aTaskWith, at } from '../support/remembered.ts';
import { anIssue, aSnapshot, placing } from '../support/snapshots.ts';

const none = { agent: null, model: null, template: null, effort: null, timeoutMs: null };
const byLabel: readonly LabelChoice[] = [
  { ...none, label: 'agent:codex', agent: 'codex' },
  { ...none, label: 'agent:big', model: 'big' },
];
const settings = settingsOf({ byLabel });

/** Labelled by Mona a minute after the issue was handed over. */
const by = (label: string, given: Partial<Chooser> = {}): Chooser => ({
  label,
  login: 'mona',
  atMs: at(-3540).atMs,
  trusted: true,
  ground: 'permission: admin',
  ...given,
});

const snapshotOf = (labels: readonly string[], choosers?: readonly Chooser[] | string) =>
  aSnapshot({
    tasks: [aTask()],
    issues: [anIssue({ labels: ['rpi-auto', ...labels] })],
    ...(choosers === undefined ? {} : { choosers: { 7: choosers } }),
  });

const chosen = (labels: readonly string[], choosers?: readonly Chooser[] | string) => {
  const snapshot = snapshotOf(labels, choosers);
  return chosenLabelOf(factsOf(aTask(), snapshot, 'rpi-auto'), { snapshot, settings });
};

const stranger = { login: 'theo', trusted: false, ground: 'permission: triage' };

describe('the label that chooses', () => {
  it('is none where no label of the configuration is on', () => {
    expect(chosen(['bug'])).toEqual({ kind: 'known', label: null, note: '' });
  });

  it('is one that somebody trusted put on, in any case', () => {
    expect(chosen(['Agent:Codex'], [by('agent:codex')])).toMatchObject({ label: 'agent:codex' });
  });

  it('is of several the first of the configuration, and the others are said', () => {
    expect(chosen(['agent:big', 'agent:codex'], [by('agent:big'), by('agent:codex')])).toEqual({
      kind: 'known',
      label: 'agent:codex',
      note: 'label agent:codex; agent:big is left aside: it comes later in agents.byLabel',
    });
  });

  it('is none that somebody else put on since the issue was handed over', () => {
    expect(chosen(['agent:codex'], [by('agent:codex', stranger)])).toEqual({
      kind: 'known',
      label: null,
      note: 'the label agent:codex by theo does not count (permission: triage)',
    });
    const sameSecond = by('agent:codex', { ...stranger, atMs: aTask().approval.atMs });
    expect(chosen(['agent:codex'], [sameSecond])).toMatchObject({ label: null });
  });

  it('may be one by anybody that was on when the issue was handed over', () => {
    const before = by('agent:codex', { ...stranger, atMs: at(-3601).atMs });
    expect(chosen(['agent:codex'], [before])).toMatchObject({ label: 'agent:codex' });
  });

  it.each([
    ['nobody looked', undefined],
    ['it cannot be read', 'no network'],
    ['only another one is known', [by('agent:big')]],
  ])('is waited for where %s', (_, choosers) => {
    const snapshot = snapshotOf(['agent:codex', 'agent:big'], choosers);
    const facts = factsOf(aTask(), snapshot, 'rpi-auto');
    expect(admit([facts], snapshot, settings).get(7)).toEqual({
      kind: 'wait',
      hold: 'waiting for GitHub to tell who put on the label agent:codex, agent:big',
    });
  });

  it('is remembered with the start, and said', () => {
    const plan = decidePlan(snapshotOf(['agent:codex'], [by('agent:codex')]), { settings, placing });
    expect(plan.actions[0]).toMatchObject({
      change: { to: 'preparing', reason: 'attempt 1 of 3, label agent:codex' },
      patch: { agentLabel: 'agent:codex' },
    });
  });

  it('sets the wall clock of its attempt', () => {
    const limit = (ageS: number) => {
      const attempt = anAttempt({ startedAt: at(-ageS), timeoutMs: 60_000, extensions: 3 });
      const task = aTaskWith(attempt);
      const snapshot = aSnapshot({ tasks: [task] });
      return limitOf(factsOf(task, snapshot, 'rpi-auto'), { snapshot, settings });
    };
    expect(limit(239)).toBeNull();
    expect(limit(241)).toMatchObject({ kind: 'end', reason: 'timeout: 60s and 3 extensions used up' });
  });
});
