/**
 * One look about one task fails, and goes on failing: the others are taken in, started, judged and delivered all the same, and
 * once the look works again so is the task itself. Nothing of it counts as a worker that still works.
 */
import { describe, expect, test } from 'vitest';
import { PermanentError, TransientError } from '../../src/model/failures.ts';
import type { World } from '../../src/world/world.ts';
import type { Command } from './commands.ts';
import { branchOf, treeOf } from './ground.ts';
import { carryOut } from './history.ts';
import { createSimulation, type Simulation } from './simulation.ts';
import { on, one, settle, wait } from './story.ts';

/** The look: its door, its name, and whether this one is about the first task; `again`: with a refusal for good, too. */
type Check = readonly [door: keyof World, look: string, isIts: (first: unknown, second: unknown) => boolean];

const ofIssue = (issue: unknown): boolean => issue === 1;
const ofBranch = (branch: unknown): boolean => branch === branchOf(1);
const ofTree = (path: unknown): boolean => typeof path === 'string' && path.startsWith(treeOf(1));
const ofLog = (path: unknown): boolean => typeof path === 'string' && path.startsWith('/repo/logs/gh-1/');
const ofAll = (): boolean => true;

const runsOf = ({ ground }: Simulation): ReadonlySet<unknown> =>
  new Set([...ground.processes.runs.values()].filter(({ issue }) => issue === 1).map(({ run }) => run));

const asyncDoors: readonly (keyof World)[] = ['github', 'git'];

/** The world with that look failing as long as `isBroken` says so. */
const broken =
  ([door, look, isIts]: Check, source: { readonly isBroken: () => boolean; readonly error: () => Error }) =>
  (world: World): World => {
    const methods = world[door] as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
    const plain = methods[look];
    if (plain === undefined) throw new Error(`${door} has no ${look}`);
    const failing = (...args: readonly unknown[]): unknown => {
      if (!source.isBroken() || !isIts(args[0], args[1])) return plain(...args);
      if (asyncDoors.includes(door)) return Promise.reject(source.error());
      throw source.error();
    };
    return { ...world, [door]: { ...methods, [look]: failing } };
  };

/** What becomes of the others while it fails, and of the task itself afterwards. */
const statesAfter = async (
  check: (simulation: Simulation) => Check,
  {
    isLate,
    error = () => new TransientError('simulated: no answer'),
  }: { readonly isLate: boolean; readonly error?: () => Error },
): Promise<readonly string[]> => {
  const simulation = createSimulation({ seed: 1, isOrderly: true });
  const { ground } = simulation;
  let isBroken = !isLate;
  const play = async (...commands: readonly Command[]): Promise<void> => {
    for (const command of commands) await carryOut(command, simulation);
  };
  const stateOf = (issue: number): string => {
    const task = simulation
      .store()
      .readMemory()
      .tasks.find((candidate) => candidate.issue === issue);
    return task === undefined ? 'unknown' : task.recorded.state;
  };
  try {
    ground.through = broken(check(simulation), { isBroken: () => isBroken, error });
    simulation.kill();
    await play(one.label, settle, one.work);
    isBroken = true;
    await play(one.exit0, settle, on(2).label, settle, on(2).work, on(2).exit0, settle);
    await play(on(3).label, settle, on(3).work, on(3).exit0, settle, wait(100), settle);
    const others = [stateOf(2), stateOf(3)];
    isBroken = false;
    for (let round = 0; round < 4; round += 1) await play(wait(60), settle, one.work, one.exit0, settle);
    expect(ground.witness.breaches).toEqual([]);
    return [...others, stateOf(1)];
  } finally {
    simulation.close();
  }
};

const delivered = ['completed', 'completed', 'completed'];

describe('a look about one task fails', () => {
  test.for([
    ['github', 'fetchIssue', ofIssue],
    ['github', 'fetchLabelEvent', ofIssue],
    ['github', 'fetchBlockers', ofIssue],
    ['github', 'fetchPullOf', ofBranch],
    ['github', 'fetchComments', ofIssue],
    ['github', 'fetchNewComments', ofAll],
    ['git', 'readMendable', ofAll],
    ['files', 'isPresent', ofTree],
    ['files', 'readText', ofTree],
    ['processes', 'readRunAbout', ofAll],
  ] as const satisfies readonly Check[])('from the start: %s.%s', async (check) => {
    expect(await statesAfter(() => check, { isLate: false })).toEqual(delivered);
  });

  test.for([
    ['github', 'fetchIssue', ofIssue],
    ['github', 'fetchEdits', ofIssue],
    ['github', 'fetchPullOf', ofBranch],
    ['github', 'fetchComments', ofIssue],
    ['github', 'fetchNewComments', ofAll],
    ['git', 'readTree', ofTree],
    ['git', 'readMessages', ofTree],
    ['files', 'readText', ofTree],
    ['files', 'readModifiedAtMs', ofTree],
    ['files', 'isPresent', ofTree],
    ['files', 'readPiece', ofLog],
    ['processes', 'readTree', ofAll],
  ] as const satisfies readonly Check[])('once its worker runs: %s.%s', async (check) => {
    expect(await statesAfter(() => check, { isLate: true })).toEqual(delivered);
  });

  test('once its worker runs: processes.readRun', async () => {
    const check = (simulation: Simulation): Check => [
      ...(['processes', 'readRun'] as const),
      (run) => runsOf(simulation).has(run),
    ];
    expect(await statesAfter(check, { isLate: true })).toEqual(delivered);
  });

  test('git.readWork: after a while the attempt counts as failed, so that the task has an end', async () => {
    const check = (): Check => ['git', 'readWork', ofTree];
    expect(await statesAfter(check, { isLate: true })).toEqual(['completed', 'completed', 'failed']);
  });

  test.for(['fetchIssue', 'fetchLabelEvent'])('GitHub refuses it for good: %s', async (look) => {
    const error = (): Error => new PermanentError('simulated: refused');
    const states = await statesAfter(() => ['github', look, ofIssue], { isLate: false, error });
    expect(states.slice(0, 2)).toEqual(['completed', 'completed']);
  });
});
