import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isActive } from '../../src/decide/admission.ts';
import { foresee } from '../../src/decide/foresee.ts';
import { decidePlan } from '../../src/decide/plan.ts';
import { isAllowed } from '../../src/decide/transitions.ts';
import type { Action } from '../../src/model/action.ts';
import type { LedgerEntry } from '../../src/model/ledger.ts';
import { unknown } from '../../src/model/seen.ts';
import type { Settings } from '../../src/model/settings.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { isTerminal } from '../../src/model/task.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAttempt, anEndedAttempt, aTask, aTaskWith } from '../support/remembered.ts';
import { anIssue, aSnapshot, placing } from '../support/snapshots.ts';
import { ledgerOf } from '../support/written-ledger.ts';
import { anySettings } from './any-settings.ts';
import { anyWorld } from './any-world.ts';
import { settle } from './settle.ts';

const runs = { numRuns: 150 };
const plan = (snapshot: Snapshot, settings: Settings) => decidePlan(snapshot, { settings, placing }).actions;
const changesIn = (actions: readonly Action[]) =>
  actions.flatMap((action) => (action.kind === 'record-change' ? [action.change] : []));

/** What ends a worker, gives a task up, or takes a finished one up again; not the end of a stop that was decided. */
const isDrastic = (action: Action): boolean => {
  if (action.kind !== 'record-change')
    return ['stop-worker', 'sweep-worker', 'lift-stop'].includes(action.kind);
  const { from, to } = action.change;
  const isRevival = to === 'queued' && from !== null && (isTerminal(from) || from === 'blocked');
  const isEnd = ['stopping', 'cancelled', 'timing_out', 'zombie'].includes(to) && from !== 'stopping';
  return isRevival || isEnd;
};
const drasticIssues = (actions: readonly Action[]): ReadonlySet<number> =>
  new Set(
    actions
      .filter(isDrastic)
      .flatMap((action) =>
        action.kind === 'record-change' ? [action.change.issue] : 'issue' in action ? [action.issue] : [],
      ),
  );

/** Frozen all the way down; a map cannot be, and is compared instead. */
const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of value instanceof Map ? value.values() : Object.values(value)) frozen(part);
  return Object.freeze(value);
};

describe('whatever was remembered and seen', () => {
  it('a plan is made, of changes that are allowed, one per task, from the state that is recorded', () => {
    fc.assert(
      fc.property(anyWorld, anySettings, (given, settings) => {
        const snapshot = aSnapshot(given);
        const changes = changesIn(plan(snapshot, settings));
        for (const { issue, from, to } of changes) {
          expect(isAllowed(from, to)).toBe(true);
          expect(snapshot.memory.tasks.find((task) => task.issue === issue)?.recorded.state).toBe(from);
        }
        expect(new Set(changes.map(({ issue }) => issue)).size).toBe(changes.length);
        for (const { reason } of changes) expect(reason).not.toBe('');
      }),
      runs,
    );
  });

  it('no more than workers.max get a place, and none the place of another', () => {
    fc.assert(
      fc.property(anyWorld, anySettings, (given, settings) => {
        const snapshot = aSnapshot(given);
        const active = snapshot.memory.tasks.filter(isActive);
        const slots = plan(snapshot, settings).flatMap((action) =>
          action.kind === 'record-change' && action.change.to === 'preparing' ? [action.patch?.slot] : [],
        );
        expect(slots.length).toBeLessThanOrEqual(Math.max(0, settings.workers.max - active.length));
        expect(new Set([...slots, ...active.map(({ slot }) => slot)]).size).toBe(
          slots.length + new Set(active.map(({ slot }) => slot)).size,
        );
        for (const slot of slots) expect(slot).toBeLessThan(settings.workers.max);
      }),
      runs,
    );
  });

  it('the same plan comes of it again, and nothing is changed by looking', () => {
    fc.assert(
      fc.property(anyWorld, anySettings, (given, settings) => {
        const snapshot = aSnapshot(given);
        const copy = structuredClone(snapshot);
        frozen(snapshot);
        const first = decidePlan(snapshot, { settings: frozen(settings), placing });
        expect(decidePlan(snapshot, { settings, placing })).toEqual(first);
        expect(decidePlan(copy, { settings, placing })).toEqual(first);
        expect(snapshot).toEqual(copy);
      }),
      { numRuns: 60 },
    );
  });

  it('it settles: told and remembered, a plan holds only what the world has to answer', () => {
    fc.assert(
      fc.property(anyWorld, anySettings, (given, settings) => {
        const { world, rest } = settle(aSnapshot(given), settings);
        expect(plan(world, settings)).toEqual(rest);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a read that failed', () => {
  const hidden = fc.record({
    remote: fc.boolean(),
    issues: fc.boolean(),
    pulls: fc.boolean(),
    looks: fc.boolean(),
    runs: fc.boolean(),
    work: fc.boolean(),
    ledger: fc.boolean(),
    logs: fc.boolean(),
  });
  type Hidden = typeof hidden extends fc.Arbitrary<infer T> ? T : never;
  const why = unknown('it could not be read');

  const blinded = (snapshot: Snapshot, hide: Hidden): Snapshot => ({
    ...snapshot,
    remote: hide.remote ? null : blindedRemote(snapshot.remote, hide),
    runs: hide.runs ? new Map() : snapshot.runs,
    silences: hide.runs ? new Map() : snapshot.silences,
    ledger: hide.ledger ? why : snapshot.ledger,
    logs: hide.logs ? new Map([...snapshot.logs].map(([run]) => [run, why])) : snapshot.logs,
    worktrees: new Map(
      [...snapshot.worktrees].map(([issue, seen]) => [
        issue,
        hide.work && seen.work !== null ? { ...seen, work: why } : seen,
      ]),
    ),
  });
  const blindedRemote = (remote: Snapshot['remote'], hide: Hidden): Snapshot['remote'] => {
    if (remote === null) return null;
    const unseen = <T>(map: ReadonlyMap<number, T>) => new Map([...map].map(([issue]) => [issue, why]));
    return {
      ...remote,
      issues: hide.issues ? why : remote.issues,
      pulls: hide.pulls ? why : remote.pulls,
      labellings: hide.looks ? unseen(remote.labellings) : remote.labellings,
      confirmed: hide.looks ? unseen(remote.confirmed) : remote.confirmed,
    };
  };
  const isEdited = ({ memory, ledger }: Snapshot, issue: number): boolean => {
    const parse = ledger.kind === 'known' ? ledger.value.parse : null;
    const rowIn = (entries: readonly LedgerEntry[]) =>
      JSON.stringify(entries.find((entry) => entry.issue === issue));
    return parse?.kind === 'block' && rowIn(parse.entries) !== rowIn(memory.ledger?.entries ?? []);
  };
  const isLabelledAgain = ({ memory, remote }: Snapshot, issue: number): boolean => {
    const labelling = remote?.labellings.get(issue);
    const task = memory.tasks.find((one) => one.issue === issue);
    return labelling?.kind === 'known' && labelling.value.trusted && task !== undefined;
  };
  /** A person's own word is no unknown: it counts whatever else can be seen. */
  const isAsked = (snapshot: Snapshot, issue: number): boolean => {
    const { memory, worktrees, shuttingDown } = snapshot;
    const task = memory.tasks.find((one) => one.issue === issue);
    const tree = worktrees.get(issue);
    // The question was taken away: whoever did that has answered it.
    const isAnswered = task?.question != null && tree?.exists === true && tree.blockedFile === null;
    return (
      isAnswered ||
      shuttingDown ||
      isEdited(snapshot, issue) ||
      isLabelledAgain(snapshot, issue) ||
      memory.controls.some((control) => control.issue === issue) ||
      task?.wish != null ||
      tree?.stopFile != null
    );
  };

  it('ends no worker, gives up no task and takes none up again that would have been left alone', () => {
    fc.assert(
      fc.property(anyWorld, anySettings, hidden, (given, settings, hide) => {
        const snapshot = aSnapshot(given);
        const before = drasticIssues(foresee(snapshot, { settings, placing }).actions);
        const blind = drasticIssues(plan(blinded(snapshot, hide), settings));
        const added = [...blind].filter((issue) => !before.has(issue) && !isAsked(snapshot, issue));
        expect(added).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a quiet world', () => {
  const quiet = [
    aTask({ issue: 1 }),
    aTaskWith(anAttempt({ issue: 2 })),
    aTaskWith(anEndedAttempt({ issue: 3 }), { state: 'blocked' }),
    aTaskWith(anEndedAttempt({ issue: 4, code: 1 }), { state: 'failed' }),
    aTask({ issue: 5, state: 'completed', pullRequest: { number: 9, url: 'u', state: 'open' } }),
    aTask({ issue: 6, state: 'cancelled' }),
  ];
  const start = aSnapshot({
    tasks: quiet,
    issues: quiet.map(({ issue }) => anIssue({ number: issue, openBlockerCount: issue === 1 ? 1 : 0 })),
    worktrees: { 3: { blockedFile: 'Why?' } },
    ledger: ledgerOf([]),
  });

  it('is told once; then nothing is planned, and GitHub need not be asked soon', () => {
    const settings = settingsOf();
    const first = plan(start, settings);
    expect(first.some(({ kind }) => kind === 'write-comment')).toBe(true);
    const { world, rest } = settle(start, settings);
    expect(rest).toEqual([]);
    expect(decidePlan(world, { settings, placing })).toEqual({ actions: [], pollSoon: false, looks: [] });
  });

  it('has no changes of state on the way', () => {
    const { world } = settle(start, settingsOf());
    expect(world.memory.tasks.map(({ recorded }) => recorded)).toEqual(quiet.map(({ recorded }) => recorded));
  });
});
