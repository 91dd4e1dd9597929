/**
 * Settings for tests of decisions, as a plain value: the defaults of SPEC section 11 with the agent `sample`. Reading
 * a configuration is not their subject, and loading what reads it takes longer than all of them.
 */
import { type Settings, unbounded } from '../../src/model/settings.ts';
import { noBudget } from './no-budget.ts';
import { noLimits } from './no-limits.ts';
import { noOptions } from './no-options.ts';
import type { SettingsChange } from './settings.ts';

const sample = { command: ['sample'], prompt: 'stdin', log: 'text', env: {}, ...noOptions } as const;

const defaults: Settings = {
  repository: { owner: 'acme', name: 'api' },
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
    max: 3,
    agent: 'sample',
    template: 'worker',
    timeoutMs: 7_200_000,
    stallTimeoutMs: 600_000,
    maxExtensions: 3,
    graceMs: 10_000,
    phantomGraceMs: 900_000,
    startupDelayMs: 0,
    startTimeoutMs: 120_000,
    attempts: 3,
    backoff: { initialMs: 30_000, factor: 2, maxMs: 1_800_000, jitter: 0.2 },
    env: [],
    githubToken: false,
    resume: true,
    limits: noLimits,
    ports: { base: 20_000, perWorker: 10 },
  },
  host: { minDiskBytes: null, minMemoryBytes: null, maxLoad: null },
  breaker: { failures: 5, windowMs: 1_800_000, cooldownMs: 900_000 },
  budget: noBudget,
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
  followUp: { checks: false, reviews: false, maxRounds: 3 },
  shutdown: 'stop',
  agents: { sample },
  byLabel: [],
  bounds: unbounded,
};

/** The defaults, with some fields of some sections changed. */
export const settingsOf = (change: SettingsChange = {}): Settings => {
  const sections = Object.entries(change).map(([key, value]) => {
    const before = defaults[key as keyof Settings];
    return [
      key,
      typeof value === 'object' && typeof before === 'object' && !Array.isArray(value)
        ? { ...before, ...value }
        : value,
    ];
  });
  return { ...defaults, ...(Object.fromEntries(sections) as Partial<Settings>) };
};
