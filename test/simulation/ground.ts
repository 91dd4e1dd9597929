/**
 * The world that all daemons of one simulation live in, one after the other, and that people and workers act on.
 */
import type { Placing } from '../../src/decide/intake.ts';
import { keyOf } from '../../src/model/ids.ts';
import { type Settings, unbounded } from '../../src/model/settings.ts';
import type { Site } from '../../src/model/site.ts';
import type { World } from '../../src/world/world.ts';
import { noOptions } from '../support/no-options.ts';
import { type Chance, createChance } from './chance.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createDisk, type Disk } from './fake-disk.ts';
import { createFakeGit, type FakeGit } from './fake-git.ts';
import { createFakeGitHub, type FakeGitHub } from './fake-github.ts';
import { createFakeProcesses, type FakeProcesses, type Run, simulatedModel } from './fake-processes.ts';
import { createFaults, type Faults } from './faults.ts';
import { createGate, type Gate } from './gate.ts';
import { createWitness, type Witness } from './witness.ts';

/** The issues of the simulation. */
export const issueNumbers = [1, 2, 3] as const;

export const treeOf = (issue: number): string => `/repo/trees/${keyOf(issue)}`;
export const branchOf = (issue: number): string => `rpi/${keyOf(issue)}`;
export const ledgerPath = '/repo/tasks.md';

export const placing: Placing = (issue) => ({ branch: branchOf(issue), worktreePath: treeOf(issue) });

export const site: Site = {
  repository: { owner: 'acme', name: 'api' },
  baseBranch: 'main',
  apiUrl: 'https://api.github.test',
  token: 'ghp_simulated',
  rootPath: '/repo',
  treesPath: '/repo/trees',
  logsPath: '/repo/logs',
  ownPath: '/repo/.coordinator',
  ledgerPath,
  templatePaths: ['/repo/.github/coordinator'],
  hostEnv: { PATH: '/bin' },
  builtInAgents: {},
};

/** Small limits, so that every one of them is met. */
const settingsOf = (shutdown: Settings['shutdown']): Settings => ({
  repository: site.repository,
  github: {
    label: 'rpi-auto',
    pollIntervalMs: 15_000,
    stateLabels: true,
    webhook: { port: null },
    app: null,
  },
  trust: { permission: 'write', users: [], bots: [] },
  intake: { subIssues: 'wait' },
  workers: {
    max: 2,
    agent: 'simulated',
    template: 'worker',
    timeoutMs: 600_000,
    stallTimeoutMs: 180_000,
    maxExtensions: 1,
    graceMs: 10_000,
    phantomGraceMs: 900_000,
    startupDelayMs: 0,
    startTimeoutMs: 120_000,
    attempts: 2,
    backoff: { initialMs: 30_000, factor: 2, maxMs: 300_000, jitter: 0.2 },
    env: [],
    githubToken: false,
    resume: true,
    limits: {
      memoryBytes: 1000,
      processCount: null,
      cpuMs: null,
      openFileCount: null,
      fileSizeBytes: null,
    },
    ports: { base: 20_000, perWorker: 10 },
  },
  host: { minDiskBytes: 2 ** 31, minMemoryBytes: 2 ** 30, maxLoad: 8 },
  breaker: { failures: 3, windowMs: 1_800_000, cooldownMs: 900_000 },
  budget: {
    perTask: { unit: 'usd', amount: 5 },
    perDay: null,
    total: { unit: 'usd', amount: 9 },
    mode: 'block',
    prices: { [simulatedModel]: { input: 1e-6, cacheRead: 0, cacheWrite: 1e-6, output: 1e-6 } },
  },
  worktrees: {
    dir: 'trees',
    branch: 'rpi/gh-{{ issue.number }}',
    base: null,
    cleanup: 'merged',
    saveOnStop: true,
    setup: null,
    teardown: null,
  },
  pullRequests: { open: 'missing', draft: false },
  completion: { waitForExit: true },
  followUp: { checks: true, reviews: true, maxRounds: 2 },
  shutdown,
  agents: { simulated: { command: ['agent'], prompt: 'file', log: 'claude', env: {}, ...noOptions } },
  byLabel: [],
  bounds: unbounded,
});

export interface Ground {
  readonly chance: Chance;
  readonly witness: Witness;
  readonly clock: FakeClock;
  readonly faults: Faults;
  readonly counter: { writes: number };
  readonly gate: Gate;
  readonly disk: Disk;
  readonly github: FakeGitHub;
  readonly git: FakeGit;
  readonly processes: FakeProcesses;
  /** Pieces of work that must be somewhere, by issue. */
  readonly work: Map<number, Set<string>>;
  /** Cancels that a person wrote into the ledger and that the coordinator has not overwritten yet. */
  readonly ledgerCancels: Set<number>;
  /** What the ledger rules know of the text as a person left it. */
  readonly ledger: { mustKeep: string | null; wasWritten: boolean };
  /** Since when (uptime) a daemon watches; what was before it has not seen. */
  readonly watch: { sinceMs: number };
  /** What the machine has left; the same object all the time. */
  readonly room: { freeDiskBytes: number; isKnown: boolean };
  settings: Settings;
  /** Stands between every daemon that starts from now on and its doors. */
  through: (world: World) => World;
}

export interface GroundSource {
  readonly seed: number;
  readonly isOrderly: boolean;
  readonly onExecute: (run: Run) => void;
}

/** A world in which nothing has happened. */
export const createGround = ({ seed, isOrderly, onExecute }: GroundSource): Ground => {
  const chance = createChance(seed);
  const witness = createWitness();
  const clock = createFakeClock();
  const disk = createDisk(clock);
  disk.makeDirectory('/repo');
  disk.write('/repo/.github/coordinator/worker.md', 'Work on {{ issue.number }}: {{ issue.title }}\n');
  disk.write('/repo/.github/coordinator/retry.md', '{{ attempt.previous.result }} {{ work.commits }}\n');
  disk.write(
    '/repo/.github/coordinator/answer.md',
    '{% for answer in answers %}{{ answer.text }}\n{% endfor %}',
  );
  disk.write(
    '/repo/.github/coordinator/follow-up.md',
    '{% for one in followUp.feedback %}{{ one.title }} {{ one.text }} {{ one.log }}\n{% endfor %}',
  );
  const git = createFakeGit({ disk, clock }, () => github);
  const github: FakeGitHub = createFakeGitHub({
    clock,
    witness,
    remoteHeadOf: (branch) => git.remotes.get(branch)?.at(-1)?.sha ?? null,
  });
  return {
    chance,
    witness,
    clock,
    faults: createFaults(),
    counter: { writes: 0 },
    gate: createGate(chance, isOrderly),
    disk,
    github,
    git,
    processes: createFakeProcesses({ clock, chance, step: witness.step, onExecute }),
    work: new Map(),
    ledgerCancels: new Set(),
    ledger: { mustKeep: null, wasWritten: false },
    watch: { sinceMs: 0 },
    room: { freeDiskBytes: 2 ** 40, isKnown: true },
    settings: settingsOf('stop'),
    through: (world) => world,
  };
};
