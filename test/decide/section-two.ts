/** The table of SPEC section 2 as worlds: in each, exactly this change of state is recorded, for this reason. */
import type { EvidenceKind } from '../../src/model/evidence.ts';
import type { FollowUpMemory } from '../../src/model/follow-up.ts';
import type { Settings } from '../../src/model/settings.ts';
import type { TaskState } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  aControl,
  anAttempt,
  anEndedAttempt,
  aStop,
  aTask,
  aTaskWith,
  aTrouble,
  at,
  aWish,
  type GivenTask,
} from '../support/remembered.ts';
import { aLabelling, anIssue, aPull, aStopFile, type GivenWorld } from '../support/snapshots.ts';

export interface Row {
  readonly from: TaskState | null;
  readonly to: TaskState;
  readonly when: string;
  readonly world: GivenWorld;
  readonly reason: RegExp;
  readonly evidence: EvidenceKind;
  readonly settings?: Settings;
}

const live = (given: GivenTask = {}) =>
  aTaskWith(anAttempt({ stop: given.state ? aStop('stop') : null }), given);
const ended = (given: GivenTask = {}, code = 1) => aTaskWith(anEndedAttempt({ code }), given);

const aRound: FollowUpMemory = {
  pull: 70,
  rounds: 1,
  answered: ['k'],
  told: [{ kind: 'check', key: 'k', title: 'check build failed', text: '', jobId: null, saidAtMs: null }],
  unmoved: [],
  headSha: 'a'.repeat(40),
  left: null,
};

const starts: readonly Row[] = [
  {
    from: null,
    to: 'queued',
    when: 'an eligible issue is seen',
    world: { issues: [anIssue()], labellings: { 7: aLabelling() } },
    reason: /^labelled by mona \(permission: write\)$/,
    evidence: 'label',
  },
  {
    from: null,
    to: 'completed',
    when: 'its branch has an open pull request already',
    world: { issues: [anIssue()], pulls: [aPull()], labellings: { 7: aLabelling() } },
    reason: /^PR #70 was there already$/,
    evidence: 'pull-request',
  },
  {
    from: 'queued',
    to: 'preparing',
    when: 'a slot is free and nothing blocks it',
    world: { tasks: [aTask()] },
    reason: /^attempt 1 of 3$/,
    evidence: 'label',
  },
  {
    from: 'preparing',
    to: 'running',
    when: 'the worker is started and known',
    world: { tasks: [live({ state: 'preparing' })] },
    reason: /^attempt 1 of 3, sample$/,
    evidence: 'process',
  },
  {
    from: 'preparing',
    to: 'queued',
    when: 'preparation failed for now',
    world: { tasks: [aTask({ state: 'preparing', slot: 0, troubles: [aTrouble('create-worktree')] })] },
    reason: /^it did not work$/,
    evidence: 'failure',
  },
  {
    from: 'preparing',
    to: 'queued',
    when: 'a STOP file holds it back',
    world: { tasks: [aTask({ state: 'preparing', slot: 0 })], worktrees: { 7: { stopFile: aStopFile() } } },
    reason: /STOP file/,
    evidence: 'stop-file',
  },
  {
    from: 'preparing',
    to: 'failed',
    when: 'preparation failed for good, with what to do',
    world: {
      tasks: [
        aTask({
          state: 'preparing',
          troubles: [aTrouble('start-worker', { class: 'permanent', message: 'no agent x', fix: 'Set it' })],
        }),
      ],
    },
    reason: /^no agent x\. Set it$/,
    evidence: 'failure',
  },
];

const offList = (labels: readonly string[]): Pick<GivenWorld, 'issues' | 'confirmed'> => ({
  issues: [],
  confirmed: { 7: { kind: 'present', row: anIssue({ labels }) } },
});

const stranger = { login: 'mallory', trusted: false, ground: 'permission: read' };

const edited: readonly Row[] = [
  {
    from: 'queued',
    to: 'blocked',
    when: 'somebody untrusted changed the approved text',
    world: {
      tasks: [aTask({ state: 'queued' })],
      issues: [anIssue({ textKey: 'another' })],
      edits: { 7: stranger },
    },
    reason: /^edited by mallory \(permission: read\) after mona had approved it: .*label on again/,
    evidence: 'issue',
  },
  {
    from: 'blocked',
    to: 'queued',
    when: 'the text is the approved one again',
    world: { tasks: [aTask({ state: 'blocked', question: null })] },
    reason: /^the text of the issue is approved by mona$/,
    evidence: 'issue',
  },
];

const cancelled: readonly Row[] = [
  ...(['queued', 'preparing', 'blocked'] as const).flatMap((from): readonly Row[] => [
    {
      from,
      to: 'cancelled',
      when: 'the label was removed',
      world: { tasks: [aTask({ state: from })], ...offList(['bug']) },
      reason: /^label rpi-auto was removed$/,
      evidence: 'label',
    },
    {
      from,
      to: 'cancelled',
      when: 'its issue is gone',
      world: { tasks: [aTask({ state: from })], issues: [], confirmed: { 7: { kind: 'gone' } } },
      reason: /deleted or moved away/,
      evidence: 'issue',
    },
    {
      from,
      to: 'cancelled',
      when: 'a person cancelled it',
      world: { tasks: [aTask({ state: from, wish: aWish('cancel') })] },
      reason: /^coordinator cancel$/,
      evidence: 'command',
    },
  ]),
];

const again: readonly Row[] = [
  {
    from: 'blocked',
    to: 'queued',
    when: 'BLOCKED.md was removed',
    world: { tasks: [ended({ state: 'blocked' })] },
    reason: /^BLOCKED\.md was removed$/,
    evidence: 'blocked-file',
  },
  ...(['blocked', 'completed', 'failed', 'stopped', 'cancelled'] as const).map(
    (from): Row => ({
      from,
      to: 'queued',
      when: 'coordinator retry',
      world: { tasks: [ended({ state: from })], controls: [aControl('retry', { reason: 'try p4' })] },
      reason: /^coordinator retry: try p4$/,
      evidence: 'command',
    }),
  ),
  ...(['completed', 'failed', 'stopped', 'cancelled'] as const).map(
    (from): Row => ({
      from,
      to: 'queued',
      when: 'the label was removed and added again',
      world: {
        tasks: [ended({ state: from, labelGone: true })],
        labellings: { 7: aLabelling({ login: 'ann', atMs: at(-700).atMs }) },
      },
      reason: /^labelled again by ann$/,
      evidence: 'label',
    }),
  ),
  ...(['queued', 'preparing', 'blocked'] as const).map(
    (from): Row => ({
      from,
      to: 'completed',
      when: 'its pull request was merged before its follow-up had a worker',
      world: {
        tasks: [aTask({ state: from, pullRequest: aPull(), followUp: aRound })],
        pulls: [aPull({ state: 'merged' })],
      },
      reason: /^PR #70 was merged$/,
      evidence: 'pull-request',
    }),
  ),
  {
    from: 'completed',
    to: 'queued',
    when: 'something came back on its pull request',
    world: {
      tasks: [aTask({ state: 'completed', pullRequest: aPull() })],
      pulls: [aPull()],
      followUps: {
        7: { pull: 70, headSha: '', round: 1, pending: [], pendingSince: null, feedback: aRound.told },
      },
    },
    settings: settingsOf({ followUp: { checks: true } }),
    reason: /^follow-up 1 of 3 of PR #70: check build failed$/,
    evidence: 'pull-request',
  },
  {
    from: 'stopped',
    to: 'queued',
    when: "the coordinator's own end had stopped it",
    world: { tasks: [aTaskWith(anEndedAttempt({ stop: aStop('shutdown') }), { state: 'stopped' })] },
    reason: /^goes on after the coordinator was stopped$/,
    evidence: 'command',
  },
  {
    from: 'stopped',
    to: 'completed',
    when: "the coordinator's own end had stopped it, and it had opened its pull request by then",
    world: {
      tasks: [aTaskWith(anEndedAttempt({ stop: aStop('shutdown') }), { state: 'stopped' })],
      pulls: [aPull()],
    },
    reason: /^PR #\d+$/,
    evidence: 'pull-request',
  },
];

/** Rows of the beginning, of giving up, and of trying again. */
export const starting: readonly Row[] = [...starts, ...edited, ...cancelled, ...again];
