/** From what a person wrote to what the program assumes: names with units, nothing optional. */
import {
  type AgentSettings,
  type Amount,
  type AppSettings,
  type BudgetSettings,
  type EnvironmentEntry,
  type RepositoryName,
  type Settings,
  unbounded,
  type WorkerLimits,
  type WorkerSettings,
} from '../model/settings.ts';
import { agentsOf } from './agents.ts';
import type { CheckedConfig } from './schema.ts';
import { parseAmount } from './units.ts';

/** The settings of a checked file. Keys without effect so far have no place in them. */
export const settingsOf = (
  config: CheckedConfig,
  builtInAgents: Readonly<Record<string, AgentSettings>>,
): Settings => ({
  repository: config.repository === null ? null : repositoryOf(config.repository),
  github: {
    label: config.github.label,
    pollIntervalMs: config.github.pollInterval,
    stateLabels: config.github.stateLabels,
    webhook: config.github.webhook,
    app: appOf(config.github.app),
  },
  trust: config.trust,
  intake: config.intake,
  workers: workersOf(config.workers),
  host: {
    minDiskBytes: config.host.minDisk,
    minMemoryBytes: config.host.minMemory,
    maxLoad: config.host.maxLoad,
  },
  breaker: {
    failures: config.breaker.failures,
    windowMs: config.breaker.window,
    cooldownMs: config.breaker.cooldown,
  },
  budget: budgetOf(config.budget),
  worktrees: config.worktrees,
  pullRequests: config.pullRequests,
  completion: config.completion,
  followUp: config.followUp,
  shutdown: config.shutdown,
  ...agentsOf(config.agents, builtInAgents),
  bounds: unbounded,
});

/** Null where a part is missing; read-config.ts has refused an App in parts. */
const appOf = ({ id, installationId, privateKey }: CheckedConfig['github']['app']): AppSettings | null =>
  id === null || installationId === null || privateKey === null ? null : { id, installationId, privateKey };

const repositoryOf = (written: string): RepositoryName => {
  const [owner = '', name = ''] = written.split('/');
  return { owner, name };
};

const workersOf = (workers: CheckedConfig['workers']): WorkerSettings => ({
  max: workers.max,
  agent: workers.agent,
  template: workers.template,
  timeoutMs: workers.timeout,
  stallTimeoutMs: workers.stallTimeout,
  maxExtensions: workers.maxExtensions,
  graceMs: workers.grace,
  phantomGraceMs: workers.phantomGrace,
  startupDelayMs: workers.startupDelay,
  startTimeoutMs: workers.startTimeout,
  attempts: workers.attempts,
  backoff: {
    initialMs: workers.backoff.initial,
    factor: workers.backoff.factor,
    maxMs: workers.backoff.max,
    jitter: workers.backoff.jitter,
  },
  env: workers.env.map(entryOf),
  githubToken: workers.githubToken,
  resume: workers.resume,
  limits: limitsOf(workers.limits),
  ports: workers.ports,
});

const budgetOf = ({ perTask, perDay, total, mode, prices }: CheckedConfig['budget']): BudgetSettings => ({
  perTask: amountOf(perTask),
  perDay: amountOf(perDay),
  total: amountOf(total),
  mode,
  prices: Object.fromEntries(
    Object.entries(prices).map(([model, { input, cacheRead, cacheWrite, output }]) => [
      model,
      {
        input: input / 1e6,
        cacheRead: (cacheRead ?? input) / 1e6,
        cacheWrite: (cacheWrite ?? input) / 1e6,
        output: output / 1e6,
      },
    ]),
  ),
});

const amountOf = (written: string | null): Amount | null =>
  written === null ? null : (parseAmount(written) ?? null);

const limitsOf = (limits: CheckedConfig['workers']['limits']): WorkerLimits => ({
  memoryBytes: limits.memory,
  processCount: limits.processes,
  cpuMs: limits.cpu,
  openFileCount: limits.openFiles,
  fileSizeBytes: limits.fileSize,
});

const entryOf = (written: string): EnvironmentEntry => {
  const split = written.indexOf('=');
  return split < 0
    ? { name: written, value: null }
    : { name: written.slice(0, split), value: written.slice(split + 1) };
};
