import { expect, test } from 'vitest';
import type { RunSeen } from '../../src/model/attempt.ts';
import { TransientError } from '../../src/model/failures.ts';
import { known } from '../../src/model/seen.ts';
import type { RemoteView } from '../../src/model/snapshot.ts';
import { createStrayReader } from '../../src/observe/strays.ts';
import type { NarratorLine, World } from '../../src/world/world.ts';
import { createHandClock, createHandProcesses, memoryOf } from './fakes.ts';

const run = '3fa2c1d0-aaaa';
const live: RunSeen = { kind: 'live', workerPid: 123, lastOutputAtMs: null };
const exit = { code: 0, why: 'self', durationMs: 1 } as const;
const ended: RunSeen = { kind: 'ended', exit };
const why = 'a worker of a memory that was lost still runs';

const staged = (first: RunSeen | Error, path = '/repo/trees/gh-7') => {
  const clock = createHandClock();
  const told: NarratorLine[] = [];
  const runs = new Map<string, RunSeen | Error>([[run, first]]);
  const processes = createHandProcesses(runs, new Map([[run, path]]));
  const narrator = { tell: (line: NarratorLine) => void told.push(line) };
  const read = createStrayReader({ clock, processes, narrator } as unknown as World);
  const look = (remote: RemoteView | null = null, memory = memoryOf(clock)) =>
    Object.fromEntries(read(memory, remote));
  const poll = (): RemoteView => ({
    at: clock.now(),
    issues: known([], 1),
    pulls: known([], 1),
    labellings: new Map(),
    choosers: new Map(),
    links: new Map(),
    followUps: new Map(),
    edits: new Map(),
    aheadMs: 0,
    confirmed: new Map(),
    heard: known({ newestId: 0, comments: [] }, 1),
  });
  return {
    clock,
    told,
    runs,
    look,
    poll,
    texts: () => told.map(({ subject, text }) => `${subject}: ${text}`),
  };
};

test('while run records cannot be listed every issue is held, and nothing else is held up', () => {
  const { look, runs, clock } = staged(ended);
  const list = runs.keys.bind(runs);
  runs.keys = () => {
    throw new TransientError('EMFILE');
  };
  const held = 'what ran here before cannot be read (.coordinator/runs)';
  expect(look(null, memoryOf(clock, { run: 'other' }))).toEqual({ 1: held });
  runs.keys = list;
  expect(look(null, memoryOf(clock, { run: 'other' }))).toEqual({});
});

test.each<[string, RunSeen | Error, string]>([
  ['live', live, ' (pid 123)'],
  ['orphaned', { kind: 'orphaned', pids: [5, 6] }, ' (pid 5, 6)'],
  ['claimed', { kind: 'claimed' }, ''],
  ['draining', { kind: 'draining', exit, runnerAlive: true }, ''],
  ['unreadable', new TransientError('EMFILE'), ''],
])('a run that nobody remembers and that is %s holds its issue, and is told once', (_, seen, pids) => {
  const { look, poll, texts } = staged(seen);
  expect(look()).toEqual({ 7: `${why}${pids}` });
  expect(look(poll())).toEqual({ 7: `${why}${pids}` });
  expect(texts()).toEqual([`gh-7: ${why}${pids}; it is waited for`]);
});

test.each<RunSeen>([
  ended,
  { kind: 'lost', why: 'reboot' },
  { kind: 'fenced' },
  { kind: 'absent' },
  { kind: 'garbled', file: 'exit' },
])('one that is $kind holds nothing, and is not looked at again', (seen) => {
  const { look, runs, told } = staged(seen);
  expect(look()).toEqual({});
  runs.set(run, live);
  expect(look()).toEqual({});
  expect(told).toEqual([]);
});

test('a run that is remembered is no stray, nor is one that started since', () => {
  const { look, runs, clock } = staged(live);
  expect(look(null, memoryOf(clock, { run }))).toEqual({});
  runs.set('77a2c1d0-bbbb', live);
  expect(look()).toEqual({});
});

test('one whose runner has not begun yet holds nothing until it does', () => {
  const { look, runs } = staged({ kind: 'unclaimed' });
  expect(look()).toEqual({});
  runs.set(run, live);
  expect(look()).toEqual({ 7: `${why} (pid 123)` });
});

test('after its end GitHub is asked first: it may have opened a pull request', () => {
  const { look, poll, runs, clock, told } = staged(live);
  look();
  const before = poll();
  clock.pass(1000);
  runs.set(run, ended);
  expect(Object.keys(look(before))).toEqual(['7']);
  clock.pass(1000);
  expect(look(poll())).toEqual({});
  expect(told).toHaveLength(1);
});

test('where its issue is not known it is told, and holds none', () => {
  const { look, texts } = staged(live, '/elsewhere');
  expect(look()).toEqual({});
  expect(texts()).toEqual([`coordinator: ${why} (pid 123); which issue it works on cannot be read`]);
});
