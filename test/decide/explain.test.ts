import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/decide/explain.ts';
import { decidePlan } from '../../src/decide/plan.ts';
import type { Explanation } from '../../src/model/explanation.ts';
import type { Settings } from '../../src/model/settings.ts';
import { settingsOf } from '../support/plain-settings.ts';
import {
  anAttempt,
  anEndedAttempt,
  aStop,
  aTask,
  aTaskWith,
  aTrouble,
  at,
  aWish,
} from '../support/remembered.ts';
import {
  aLabelling,
  anIssue,
  aPull,
  aSnapshot,
  aStopFile,
  type GivenWorld,
  placing,
} from '../support/snapshots.ts';
import { anySettings } from './any-settings.ts';
import { anyWorld } from './any-world.ts';

const coordinator = { pid: 42, startedAtMs: at(-60).atMs };
const heard = { newestId: 0, comments: [] };
const asked = (world: GivenWorld, issue = 7, settings: Settings = settingsOf()): Explanation =>
  explain(issue, { snapshot: aSnapshot({ comments: heard, ...world }), settings, placing, coordinator });

/** What speaks against the work, or is not known: name -> what was seen. */
const againstIn = ({ conditions }: Explanation): Readonly<Record<string, string>> =>
  Object.fromEntries(
    conditions.flatMap(({ name, verdict, seen }) =>
      verdict === 'holds' || verdict === 'unknown' ? [[name, seen] as const] : [],
    ),
  );
const fixOf = ({ conditions }: Explanation, name: string) => conditions.find((one) => one.name === name)?.fix;

describe('there is no second opinion', () => {
  it('a queued task is said to start when the plan starts it, and to wait for what the plan waits for', () => {
    fc.assert(
      fc.property(anyWorld, anySettings, (given, settings) => {
        const snapshot = aSnapshot(given);
        const { actions } = decidePlan(snapshot, { settings, placing });
        const told = (issue: number) => explain(issue, { snapshot, settings, placing, coordinator: null });
        for (const action of actions) {
          if (action.kind === 'record-change' && action.change.to === 'preparing')
            expect(told(action.change.issue).answer).toContain('may start');
          const task = snapshot.memory.tasks.find(({ issue }) => 'issue' in action && issue === action.issue);
          if (action.kind === 'record-facts' && task?.recorded.state === 'queued' && action.patch?.hold)
            expect(told(action.issue).answer).toContain(action.patch.hold);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('whatever was remembered and seen, there is an answer about every issue', () => {
    fc.assert(
      fc.property(anyWorld, anySettings, (given, settings) => {
        for (const issue of [1, 2, 3, 4, 99]) {
          const { answer, conditions } = asked(given, issue, settings);
          expect(answer).toMatch(new RegExp(`^gh-${issue} `));
          expect(conditions.every(({ seen }) => seen !== '')).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a queued task', () => {
  const pause = { by: 'mona', reason: 'lunch', at: at(-60), untilMs: null };
  const host = { freeDiskBytes: { kind: 'known', value: 1000, atMs: 0 } } as const;
  const unknown = { kind: 'unknown', why: 'x' } as const;
  const rows: readonly [string, GivenWorld, Readonly<Record<string, string>>, Settings?][] = [
    ['nothing', { tasks: [aTask()] }, {}],
    ['a pause', { tasks: [aTask()], pause }, { pause: 'paused by mona: lunch' }],
    [
      'backoff and a STOP file',
      {
        tasks: [aTask({ notBefore: { from: at(-60), waitMs: 600_000 } })],
        worktrees: { 7: { stopFile: aStopFile() } },
      },
      { 'stop file': 'STOP file in the worktree of gh-7', 'next try': 'next try at 14:09 UTC' },
    ],
    [
      'blockers',
      { tasks: [aTask()], issues: [anIssue({ openBlockerCount: 2 })] },
      { links: 'waiting for 2 open issues (blocked by)' },
    ],
    [
      'no worker that is free',
      { tasks: [aTaskWith(anAttempt({ issue: 1 })), aTask()] },
      { workers: '1 of 1 workers in use: gh-1' },
      settingsOf({ workers: { max: 1 } }),
    ],
    [
      'too little disk',
      { tasks: [aTask()], host: { ...host, freeMemoryBytes: unknown, load: unknown } },
      { host: 'host: less than 2 GiB of disk free (host.minDisk)' },
      { ...settingsOf(), host: { minDiskBytes: 2 ** 31, minMemoryBytes: null, maxLoad: null } },
    ],
    [
      'an edit by somebody who may not',
      {
        tasks: [aTask({ approvedText: 'older' })],
        edits: { 7: { login: 'eve', trusted: false, ground: 'permission: read' } },
      },
      { text: 'edited by eve (permission: read) after it was approved' },
    ],
    [
      'GitHub that does not answer',
      { tasks: [aTask()], issues: 'no network' },
      {
        issue: 'the list of issues could not be read: no network',
        text: 'whether it was edited since is not known',
      },
    ],
    [
      'a label that is gone',
      { tasks: [aTask()], issues: [], confirmed: { 7: { kind: 'present', row: anIssue({ labels: [] }) } } },
      { label: 'it does not carry the label rpi-auto', cancelled: 'label rpi-auto was removed' },
    ],
    [
      'a label whose giver is not known',
      { tasks: [aTask()], issues: [anIssue({ labels: ['rpi-auto', 'big'] })], choosers: { 7: 'no network' } },
      {
        'chosen label': 'waiting for GitHub to tell who put on the label big',
        unknown: 'who put a label of agents.byLabel on is not known: no network',
      },
      settingsOf({
        byLabel: [{ label: 'big', agent: null, template: 'big', model: null, effort: null, timeoutMs: null }],
      }),
    ],
    [
      'another view of the coordinator that runs',
      { tasks: [aTask({ hold: 'waiting for a worker' })] },
      { 'coordinator says': 'waiting for a worker' },
    ],
  ];
  it.each(rows)('is held back by %s', (_, world, against, settings) => {
    expect(againstIn(asked(world, 7, settings))).toEqual(against);
  });

  it('has a place in the queue, and what to do about it', () => {
    const told = asked({ tasks: [aTask({ issue: 1 }), aTask({ issue: 2, labelPriority: 3 }), aTask()] });
    const turn = told.conditions.find(({ name }) => name === 'turn');
    expect(turn).toMatchObject({ seen: '2 of 3 in the queue, after gh-1 (by priority p2, then age)' });
    expect(turn?.fix).toContain('tasks.md');
  });

  it('shows what failed, and when it is tried again', () => {
    const trouble = aTrouble('write-comment', { tries: 2, retryAfterMs: 600_000, fix: 'Look.' });
    const told = asked({ tasks: [aTask({ troubles: [trouble] })] });
    expect(told.conditions.find(({ name }) => name === 'write-comment')).toMatchObject({
      verdict: 'noted',
      seen: 'failed 2 times: it did not work; next try at 14:09 UTC',
      fix: 'Look.',
    });
  });

  it('does not start while nothing runs', () => {
    const snapshot = aSnapshot({ tasks: [aTask()] });
    const told = explain(7, { snapshot, settings: settingsOf(), placing, coordinator: null });
    expect(told.answer).toBe('gh-7 may start: nothing holds it back, but no coordinator runs');
    expect(fixOf(told, 'coordinator')).toBe('coordinator run');
  });
});

describe('a task with a worker', () => {
  it('shows the worker and what is left of each limit', () => {
    const run = anAttempt().run;
    const live = { kind: 'live', workerPid: 4242, lastOutputAtMs: at(-30).atMs } as const;
    const told = asked({ tasks: [aTaskWith(anAttempt())], runs: { [run]: live } });
    const seen = Object.fromEntries(told.conditions.map(({ name, seen: text }) => [name, text]));
    expect(told.answer).toBe('gh-7 is running: as given');
    expect(seen).toMatchObject({
      worker: 'w-000700, attempt 1 of 3, sample: pid 4242 lives, since 13:59 UTC',
      'workers.timeout': '60s old, 119m left of 120m',
      'workers.stallTimeout': 'last output 30s ago, 10m left of 10m',
      extensions: '0 of 3 used',
    });
    expect(seen.next).toMatch(/^waits for its worker to end, until .* UTC at most, then timing_out$/);
  });

  const attempt = anAttempt({ stop: aStop('stop') });
  const orphaned = { kind: 'orphaned', pids: [5, 6] } as const;
  it.each<[string, GivenWorld, Readonly<Record<string, string>>]>([
    [
      'a wish',
      { tasks: [aTaskWith(anAttempt(), { wish: aWish('cancel', { reason: 'no' }) })] },
      { 'asked to end': 'coordinator cancel: no' },
    ],
    [
      'a stop that is under way',
      { tasks: [aTaskWith(attempt, { state: 'stopping' })] },
      { stop: 'reason of stop' },
    ],
    [
      'a runner that is gone',
      { tasks: [aTaskWith(anAttempt(), { state: 'zombie' })], runs: { [anAttempt().run]: orphaned } },
      { worker: 'w-000700, attempt 1 of 3, sample: its runner is gone, pids 5, 6 live on' },
    ],
    [
      'a run that cannot be read',
      { tasks: [aTaskWith(anAttempt())], runs: { [anAttempt().run]: null } },
      { worker: 'w-000700, attempt 1 of 3, sample: its run directory could not be read' },
    ],
  ])('shows %s', (_, world, against) => {
    expect(againstIn(asked(world))).toMatchObject(against);
  });
});

describe('a task that rests', () => {
  it('shows its evidence and how to take it up again', () => {
    const failed = aTaskWith(anEndedAttempt({ code: 1 }), { state: 'failed', reason: 'exited 1' });
    const told = asked({ tasks: [failed] });
    expect(told.answer).toBe('gh-7 is failed: exited 1');
    expect(fixOf(told, 'taken up again')).toContain('coordinator retry 7');
    expect(againstIn(told)).toEqual({});
  });

  it('shows its pull request and the question it asks', () => {
    const { number, url, state } = aPull();
    const done = asked({
      tasks: [aTask({ state: 'completed', pullRequest: { number, url, state } })],
      pulls: [aPull()],
    });
    expect(done.conditions.find(({ name }) => name === 'pull request')?.seen).toContain('#70 is open');
    const blocked = asked({ tasks: [aTaskWith(anEndedAttempt(), { state: 'blocked' })] });
    expect(fixOf(blocked, 'question')).toContain('Answer on the issue');
  });
});

describe('an issue that is no task', () => {
  const labelled = (given: Parameters<typeof aLabelling>[0]): GivenWorld => ({
    issues: [anIssue()],
    labellings: { 7: aLabelling(given) },
  });
  it.each<[string, GivenWorld, RegExp]>([
    ['about to be taken in', labelled({}), /is no task: it is taken in with the next poll/],
    [
      'refused',
      labelled({ trusted: false, ground: 'permission: read' }),
      /labelled by mona \(permission: read\)/,
    ],
    [
      'not labelled',
      { issues: [], confirmed: { 7: { kind: 'present', row: anIssue({ labels: [] }) } } },
      /does not carry/,
    ],
    [
      'closed',
      { issues: [], confirmed: { 7: { kind: 'present', row: anIssue({ state: 'closed' }) } } },
      /it is closed/,
    ],
    ['not there', { issues: [], confirmed: { 7: { kind: 'gone' } } }, /there is no such issue/],
    [
      'a pull request',
      { issues: [], confirmed: { 7: '#7 is a pull request, not an issue' } },
      /is a pull request/,
    ],
    ['not asked for', { polledAt: null }, /GitHub was not asked/],
    [
      'refused before, GitHub silent',
      {
        issues: 'no network',
        refusals: [{ issue: 7, title: 'T', login: 'eve', labelledAtMs: 1, ground: 'permission: read' }],
      },
      /refused: labelled by eve/,
    ],
    [
      'worked on by a worker that nobody remembers',
      { ...labelled({}), strays: { 7: 'a worker still runs' } },
      /a worker still runs/,
    ],
  ])('%s', (_, world, answer) => {
    expect(asked(world).answer).toMatch(answer);
  });
});
