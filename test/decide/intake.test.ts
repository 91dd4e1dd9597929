import { describe, expect, it } from 'vitest';
import { decideIntake } from '../../src/decide/intake.ts';
import type { Refusal } from '../../src/model/snapshot.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { aTask, at } from '../support/remembered.ts';
import { aLabelling, anIssue, aPull, aSnapshot, type GivenWorld, placing } from '../support/snapshots.ts';

const intakeOf = (world: GivenWorld) =>
  decideIntake(
    {
      snapshot: aSnapshot({ issues: [anIssue()], labellings: { 7: aLabelling() }, ...world }),
      settings: settingsOf(),
    },
    placing,
  );
const stranger = aLabelling({ login: 'eve', trusted: false, ground: 'permission: read' });
const refusal: Refusal = {
  issue: 7,
  title: 'Title 7',
  login: 'eve',
  labelledAtMs: stranger.atMs,
  ground: 'permission: read',
};

describe('a trusted label', () => {
  it('makes a task', () => {
    expect(intakeOf({ issues: [anIssue({ labels: ['rpi-auto', 'P1'] })] })).toEqual([
      {
        kind: 'remember-task',
        task: {
          issue: 7,
          title: 'Title 7',
          url: 'https://github.com/acme/api/issues/7',
          createdAtMs: at(-86_400).atMs + 7,
          branch: 'rpi/gh-7',
          worktreePath: '/repository/trees/gh-7',
          approval: { login: 'mona', atMs: at(-3_600).atMs },
          approvedText: 'text of 7',
          labelPriority: 1,
          pullRequest: null,
        },
        change: {
          issue: 7,
          from: null,
          to: 'queued',
          reason: 'labelled by mona (permission: write)',
          evidence: [{ kind: 'label', atMs: at(-3_600).atMs, text: 'labelled by mona (permission: write)' }],
        },
      },
    ]);
  });

  it('means nothing to an issue whose task ended too long ago to be remembered in full', () => {
    expect(intakeOf({ knownIssues: new Set([7]) })).toEqual([]);
    expect(intakeOf({ knownIssues: new Set([7]), labellings: { 7: stranger } })).toEqual([]);
  });

  it('waits for a stray of its own issue only', () => {
    expect(intakeOf({ strays: { 8: 'still runs' } })).toMatchObject([{ kind: 'remember-task' }]);
  });

  it('makes one task per new issue', () => {
    const issues = [anIssue({ number: 1 }), anIssue({ number: 2 }), anIssue({ number: 3 })];
    const labellings = { 1: aLabelling(), 2: 'no network', 3: aLabelling() };
    const actions = intakeOf({ tasks: [aTask({ issue: 3 })], issues, labellings });
    expect(actions).toMatchObject([{ kind: 'remember-task', task: { issue: 1 } }]);
  });

  it.each(['completed', 'failed', 'cancelled', 'queued'] as const)(
    'means nothing to a task that is %s',
    (state) => {
      expect(intakeOf({ tasks: [aTask({ state })] })).toEqual([]);
    },
  );
});

describe('a pull request that is there already', () => {
  it('completes the task as it is seen', () => {
    expect(intakeOf({ pulls: [aPull()] })).toMatchObject([
      { task: { pullRequest: { number: 70, state: 'open' } }, change: { from: null, to: 'completed' } },
    ]);
  });

  it.each([
    ['closed', aPull({ state: 'closed' })],
    ['merged', aPull({ state: 'merged' })],
    ['of another branch', aPull({ issue: 8 })],
  ])('%s: the task is queued', (_, pull) => {
    expect(intakeOf({ pulls: [pull] })).toMatchObject([
      { task: { pullRequest: null }, change: { from: null, to: 'queued' } },
    ]);
  });
});

describe('an untrusted label', () => {
  const labellings = { 7: stranger };
  it('is refused', () => {
    expect(intakeOf({ labellings })).toEqual([{ kind: 'refuse-issue', refusal }]);
  });

  it('is told once', () => {
    expect(intakeOf({ labellings, refusals: [refusal] })).toEqual([]);
  });

  it('is told again when the label was put on again', () => {
    const again = { 7: { ...stranger, atMs: at(-5).atMs } };
    expect(intakeOf({ labellings: again, refusals: [refusal] })).toMatchObject([
      { refusal: { labelledAtMs: at(-5).atMs } },
    ]);
  });

  it('does not stand in the way of a trusted one', () => {
    expect(intakeOf({ refusals: [refusal] })).toMatchObject([{ kind: 'remember-task' }]);
  });
});

describe('what is not known is waited for', () => {
  it.each([
    ['before the first poll', { polledAt: null }],
    ['issues cannot be listed', { issues: 'no network' }],
    ['pull requests cannot be listed', { pulls: 'no network' }],
    ['nobody looked who labelled', { labellings: {} }],
    ['who labelled cannot be read', { labellings: { 7: 'no network' } }],
    ['the coordinator ends', { shuttingDown: true }],
    ['a worker that nobody remembers is still at it', { strays: { 7: 'still runs' } }],
  ] satisfies readonly (readonly [string, GivenWorld])[])('%s', (_, world) => {
    expect(intakeOf(world)).toEqual([]);
  });
});
