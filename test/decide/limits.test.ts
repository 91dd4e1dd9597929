import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt, Extension, RunSeen } from '../../src/model/attempt.ts';
import type { Look, TreeChange, TreeSeen } from '../../src/model/look.ts';
import { known, unknown } from '../../src/model/seen.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAttempt, aTaskWith, at, runOf } from '../support/remembered.ts';
import { aLook, aTree, type GivenWorld, planOf, stepsOf } from '../support/snapshots.ts';

const run = runOf(7, 1);
const path = '/repository/trees/gh-7';
const hours = (count: number) => at(-count * 3_600 - 1);
const baseSha = 'a'.repeat(40);

interface Given {
  readonly attempt?: Partial<Attempt>;
  readonly silentS?: number;
  readonly look?: Partial<Look>;
  readonly seen?: RunSeen;
  readonly now?: GivenWorld['now'];
}

const worldOf = ({ attempt = {}, silentS = 0, look, seen, now }: Given): GivenWorld => ({
  tasks: [aTaskWith(anAttempt(attempt), { baseSha })],
  silences: { [run]: silentS * 1000 },
  ...(look === undefined ? {} : { looks: { [run]: aLook(look) } }),
  ...(seen === undefined ? {} : { runs: { [run]: seen } }),
  ...(now === undefined ? {} : { now }),
});

/** What becomes of it: why it ends, why it is extended, `look`, or nothing. */
const fate = (given: Given, settings = settingsOf()): string => {
  const { actions, looks } = planOf(worldOf(given), settings);
  const change = actions.find(({ kind }) => kind === 'record-change');
  if (change?.kind === 'record-change') return change.change.reason;
  const facts = actions.find(({ kind }) => kind === 'record-facts');
  if (facts?.kind === 'record-facts') return facts.told?.text ?? 'noted';
  return looks.length > 0 ? 'look' : 'goes on';
};

const seenAs = (after: Partial<TreeSeen>, given: Partial<TreeChange> = {}): Partial<Look> => {
  const tree = aTree(after);
  return {
    tree: known(tree, at(0).atMs),
    change: { since: at(-450), at: at(0), before: aTree(), after: tree, ...given },
  };
};
const commits = seenAs({ headSha: 'b'.repeat(40), commitCount: 2 });
const extended = (seconds: number, addedTimeouts = 0): Extension => ({
  at: at(seconds),
  addedTimeouts,
  text: 'as given',
});

describe('the wall clock', () => {
  const late = (hour: number, extensions = 0) => ({
    attempt: { startedAt: hours(hour), extensions },
    look: {},
  });

  it('is not reached at its last moment', () => {
    expect(fate({ attempt: { startedAt: at(-7_200) }, look: {} })).toBe('goes on');
  });

  it('does not concern what has ended', () => {
    const seen: RunSeen = {
      kind: 'draining',
      exit: { code: 0, why: 'self', durationMs: 1 },
      runnerAlive: true,
    };
    expect(fate({ ...late(3), seen })).toBe('goes on');
  });

  it('is put off while there is fresh output, at most workers.maxExtensions times', () => {
    expect(fate(late(2))).toBe('extended 1 of 3: it wrote within the last 5m, or was not watched');
    expect(fate(late(2, 1))).toBe('goes on');
    expect(fate(late(4, 1))).toBe('extended 2 of 3: it wrote within the last 5m, or was not watched');
    expect(fate(late(6, 2))).toBe('extended 3 of 3: it wrote within the last 5m, or was not watched');
    expect(fate(late(8, 3))).toBe('timeout: 120m and 3 extensions used up');
    expect(fate(late(2), settingsOf({ workers: { maxExtensions: 0 } }))).toBe('timeout: 120m used up');
  });

  it.each([
    [299, {}, 'extended 1 of 3: it wrote within the last 5m, or was not watched'],
    [300, {}, 'timeout: 120m used up; lately no output, no commit and no changed file'],
    [300, commits, 'extended 1 of 3: 2 commits since 13:52 UTC'],
  ])('after %i s of silence', (silentS, look, expected) => {
    expect(fate({ ...late(2), silentS, look })).toBe(expected);
  });

  it('is put off by as many timeouts as a coordinator that was away has missed, as one extension', () => {
    const [step] = stepsOf(worldOf(late(5)));
    expect(step).toMatchObject({ attempt: { patch: { extensions: 1, extended: { addedTimeouts: 2 } } } });
    const attempt = { startedAt: hours(5), extensions: 1, extended: extended(-60, 2) };
    expect(fate({ attempt, look: {} })).toBe('goes on');
    expect(fate(late(9))).toBe('timeout: more than 480m, which is all that extensions allow');
  });

  it('is not prolonged by an extension of silence', () => {
    const attempt = { startedAt: hours(2), extensions: 1, extended: extended(-60) };
    expect(fate({ attempt, look: {} })).toBe(
      'extended 2 of 3: it wrote within the last 5m, or was not watched',
    );
  });

  it('is neither reached by a clock that jumps ahead nor missed when it jumps back', () => {
    expect(fate({ look: {}, now: { ...at(0), atMs: at(999_999).atMs } })).toBe('goes on');
    expect(fate({ ...late(2), now: { ...at(0), atMs: at(-999_999).atMs } })).toMatch(/^extended 1 of 3/);
  });

  it('remembers why, so that the runner can be told, and what it was put off for before', () => {
    const attempt = { startedAt: hours(8), extensions: 3, extended: extended(-60, 3) };
    expect(stepsOf(worldOf({ attempt }))).toMatchObject([
      {
        change: { evidence: [{ kind: 'time' }, { kind: 'time', atMs: at(-60).atMs, text: 'as given' }] },
        attempt: { run, patch: { stop: { cause: 'timeout', at: at(0), sentAt: null } } },
      },
    ]);
  });
});

describe('silence', () => {
  const idle = 'stalled: no output for 10m, no commit and no changed file';
  it.each([
    ['at its limit', { silentS: 600, look: {} }, 'goes on'],
    ['beyond it, and nothing was done', { silentS: 601, look: {} }, idle],
    ['beyond it, not looked at', { silentS: 601 }, 'look'],
    ['beyond it, looked at before', { silentS: 601, look: { at: at(-2) } }, 'look'],
    [
      'beyond it, with commits',
      { silentS: 601, look: commits },
      'extended 1 of 3: 2 commits since 13:52 UTC',
    ],
    [
      'beyond it, with a commit',
      { silentS: 601, look: seenAs({ headSha: 'b', commitCount: 1 }) },
      'extended 1 of 3: 1 commit since 13:52 UTC',
    ],
    [
      'beyond it, with a branch that moved back',
      { silentS: 601, look: seenAs({ headSha: 'b' }) },
      'extended 1 of 3: its branch moved since 13:52 UTC',
    ],
    [
      'beyond it, with changed files',
      { silentS: 601, look: seenAs({ newestChangeAtMs: 5 }) },
      'extended 1 of 3: changed files since 13:52 UTC',
    ],
    ['beyond it, with an old change', { silentS: 601, look: seenAs({}, { at: at(-300) }) }, idle],
    [
      'beyond it, and git cannot be read',
      { silentS: 601, look: { tree: unknown('index.lock\nexists') } },
      'extended 1 of 3: cannot be told: index.lock',
    ],
    [
      'beyond it, and looked at only once',
      { silentS: 601, look: { before: null } },
      'extended 1 of 3: cannot be told: its worktree was looked at only once',
    ],
    [
      'beyond it once more after an extension',
      { silentS: 1_300, look: {}, attempt: { extensions: 1, extended: extended(-601) } },
      idle,
    ],
    [
      'beyond it, and an extension is not that old',
      { silentS: 1_300, look: {}, attempt: { extensions: 1, extended: extended(-600) } },
      'goes on',
    ],
    [
      'beyond it, and all extensions are used up',
      { silentS: 601, look: commits, attempt: { extensions: 3, extended: extended(-601) } },
      'stalled: no output for 10m, 3 extensions used up',
    ],
  ] satisfies readonly (readonly [string, Given, string])[])('%s', (_, given, expected) => {
    expect(fate(given)).toBe(expected);
  });

  it('ends a worker without a look where there are no extensions, and is named in seconds when it is short', () => {
    const settings = settingsOf({ workers: { stallTimeoutMs: 90_000, maxExtensions: 0 } });
    expect(fate({ silentS: 91 }, settings)).toBe('stalled: no output for 90s');
  });
});

describe('no sign of life after the start', () => {
  const dumb: RunSeen = { kind: 'live', workerPid: 4242, lastOutputAtMs: null };
  const since = (look?: Partial<Look>, silentS = 121): Given => ({
    seen: dumb,
    silentS,
    attempt: { startedAt: at(-130) },
    ...(look === undefined ? {} : { look }),
  });
  const tree = (given: Partial<TreeSeen>) => ({ tree: known(aTree(given), 0), before: null });
  const end = 'no sign of life for 2m after its start (workers.startTimeout)';

  it.each([
    ['at its limit', since({}, 120), 'goes on'],
    ['beyond it', since({ before: null }), end],
    ['beyond it, not looked at', since(), 'look'],
    ['beyond it, looked at before', since({ at: at(-2) }), 'look'],
    [
      'a byte was written once',
      { ...since({ before: null }), seen: { ...dumb, lastOutputAtMs: 1 } },
      'goes on',
    ],
    ['a file was changed', since(tree({ newestChangeAtMs: at(-129).atMs })), 'goes on'],
    ['a file was changed before the start', since(tree({ newestChangeAtMs: at(-131).atMs })), end],
    ['there is a commit', since(tree({ headSha: 'b'.repeat(40) })), 'goes on'],
    ['something changed between two looks', since(seenAs({ changedCount: 1 })), 'goes on'],
    ['git cannot be read', since({ tree: unknown('locked') }), 'goes on'],
    ['git could not be read a while ago', since({ tree: unknown('locked'), at: at(-61) }, 200), 'look'],
    [
      'the clock was set back',
      { ...since({ before: null }), now: { ...at(0), atMs: at(-86_400).atMs } },
      'goes on',
    ],
    [
      'only watched for a short time after a restart',
      { ...since({}, 20), attempt: { startedAt: hours(1) } },
      'goes on',
    ],
  ] satisfies readonly (readonly [string, Given, string])[])('%s', (_, given, expected) => {
    expect(fate(given)).toBe(expected);
  });
});

describe('what is there is noted when a limit is near', () => {
  const oldLook = { at: at(-4_000) };
  it.each([
    ['not while it talks', {}, 'goes on'],
    ['silent for a quarter of the limit', { silentS: 150 }, 'goes on'],
    ['silent for more than a quarter', { silentS: 151, look: oldLook }, 'look'],
    ['noted since then', { silentS: 151, look: { at: at(-1) } }, 'goes on'],
    ['the wall clock is near', { attempt: { startedAt: at(-7_200 + 449) }, look: oldLook }, 'look'],
    ['the wall clock is not that near', { attempt: { startedAt: at(-7_200 + 450) } }, 'goes on'],
    [
      'no extension is left',
      { silentS: 400, attempt: { extensions: 3, extended: extended(-500, 0) } },
      'goes on',
    ],
    [
      'nothing was ever written',
      { silentS: 31, seen: { kind: 'live', workerPid: 4242, lastOutputAtMs: null } },
      'look',
    ],
  ] satisfies readonly (readonly [string, Given, string])[])('%s', (_, given, expected) => {
    expect(fate(given)).toBe(expected);
    if (expected === 'look') expect(planOf(worldOf(given)).looks).toEqual([{ run, path }]);
  });
});

const anyGiven: fc.Arbitrary<Given> = fc
  .record({
    ageS: fc.integer({ min: 0, max: 40_000 }),
    silentS: fc.integer({ min: 0, max: 2_000 }),
    extensions: fc.nat(3),
    extendedS: fc.option(fc.integer({ min: 0, max: 40_000 })),
    look: fc.option(
      fc.constantFrom<Partial<Look>>({}, commits, { before: null }, { tree: unknown('x') }, { at: at(-400) }),
    ),
    lastOutputAtMs: fc.constantFrom(null, 1),
  })
  .map(({ ageS, silentS, extensions, extendedS, look, lastOutputAtMs }) => ({
    attempt: {
      startedAt: at(-ageS),
      extensions,
      extended:
        extendedS === null || extensions === 0 ? null : extended(-Math.min(extendedS, ageS), extensions),
    },
    silentS: Math.min(silentS, ageS),
    ...(look === null ? {} : { look }),
    seen: { kind: 'live', workerPid: 4242, lastOutputAtMs },
  }));

describe('whatever was seen', () => {
  it('nobody is ended because of a look that failed or was not taken while extensions are left', () => {
    fc.assert(
      fc.property(anyGiven, (given) => {
        const isAllUsed =
          given.attempt?.extensions === 3 ||
          (given.attempt?.startedAt ?? at(0)).uptimeMs < at(-28_800).uptimeMs;
        const isUnseen = given.look === undefined || given.look.tree?.kind === 'unknown';
        if (!isAllUsed && isUnseen) expect(fate(given)).not.toMatch(/^(stalled|timeout|no sign)/);
      }),
    );
  });

  it('an extension always puts the limit off, and never beyond what the ceiling allows', () => {
    fc.assert(
      fc.property(anyGiven, (given) => {
        const [step] = stepsOf(worldOf(given));
        const patch = step?.kind === 'record-facts' ? step.attempt?.patch : undefined;
        if (patch?.extended == null) return;
        expect(patch.extended.addedTimeouts).toBeLessThanOrEqual(3);
        const next = { ...given, attempt: { ...given.attempt, ...patch } };
        expect(fate(next)).toMatch(/^(goes on|look|no sign)/);
      }),
    );
  });
});
