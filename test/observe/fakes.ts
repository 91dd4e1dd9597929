/**
 * Doors that a test turns by hand: a clock that stands still, and runs that are as the test says.
 */
import type { Attempt, RunSeen } from '../../src/model/attempt.ts';
import { noStanding } from '../../src/model/github.ts';
import type { RunId } from '../../src/model/ids.ts';
import { freshAttempt } from '../../src/model/new-attempt.ts';
import { firstMemoryOf } from '../../src/model/new-task.ts';
import type { Memory } from '../../src/model/snapshot.ts';
import { noSpending } from '../../src/model/spending.ts';
import { noWorktreeErrors } from '../../src/model/worktree-care.ts';
import type { Clock, Processes } from '../../src/world/world.ts';

/** Times in milliseconds; `jump` moves the wall clock alone, `pass` both. */
export const createHandClock = () => {
  let atMs = 1_800_000_000_000;
  let uptimeMs = 5_000_000;
  return {
    now: () => ({ atMs, uptimeMs, boot: 'boot-1' }),
    after: () => () => {},
    newRunId: () => 'unused',
    pass: (ms: number): void => {
      atMs += ms;
      uptimeMs += ms;
    },
    jump: (ms: number): void => {
      atMs += ms;
    },
  };
};

const unused = (): never => {
  throw new Error('a look changes nothing');
};

/** `readRun` answers what `runs` says; an Error is thrown. `paths`: where a run works. */
export const createHandProcesses = (
  runs: ReadonlyMap<RunId, RunSeen | Error>,
  paths: ReadonlyMap<RunId, string> = new Map(),
): Processes => ({
  startRun: unused,
  fenceRun: unused,
  stopRun: unused,
  sweepRun: unused,
  readSelf: unused,
  runThrough: unused,
  readTree: unused,
  readSupervision: unused,
  listRuns: () => [...runs.keys()],
  readRunPath: (run) => paths.get(run) ?? null,
  readRunAbout: () => null,
  readRun: (run) => {
    const seen = runs.get(run) ?? { kind: 'absent' };
    if (seen instanceof Error) throw seen;
    return seen;
  },
});

/** Memory of one running task per run. */
export const memoryOf = (
  clock: Pick<Clock, 'now'>,
  ...attempts: readonly (Pick<Attempt, 'run'> & Partial<Attempt>)[]
): Memory => ({
  tasks: attempts.map((given, index) => {
    const issue = index + 1;
    const change = { issue, from: null, to: 'running', reason: '', evidence: [] } as const;
    const attempt: Attempt = {
      ...freshAttempt,
      issue,
      number: 1,
      round: 1,
      agent: 'sample',
      slot: 0,
      phase: 'running',
      startedAt: clock.now(),
      priorPull: null,
      logPath: '/nowhere',
      ...given,
    };
    const task = {
      issue,
      title: 'T',
      url: 'u',
      createdAtMs: 1,
      branch: `rpi/gh-${issue}`,
      worktreePath: `/nowhere/gh-${issue}`,
      approval: { login: 'mona', atMs: 1 },
      approvedText: null,
      labelPriority: 2,
      pullRequest: null,
    } as const;
    return { ...firstMemoryOf(task, change, 1), attempts: [attempt] };
  }),
  knownIssues: new Set(attempts.map((_, index) => index + 1)),
  refusals: [],
  controls: [],
  acknowledgements: [],
  heard: null,
  pause: null,
  ledger: null,
  ownTroubles: [],
  lastStartAt: null,
  github: noStanding,
  spending: noSpending,
  worktreeCare: noWorktreeErrors,
});
