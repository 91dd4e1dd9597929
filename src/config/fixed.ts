import type { Settings } from '../model/settings.ts';

/** What a coordinator goes on with, and the keys whose change waits for the next start. */
export interface Reloaded {
  readonly settings: Settings;
  readonly waitingKeys: readonly string[];
}

/**
 * Where the work lies is fixed from start to end, and so are the ports, which workers that run have been told: those
 * settings stay as they were, all others are the new ones.
 */
export const withFixedKept = (start: Settings, next: Settings): Reloaded => {
  const { dir, branch, base } = start.worktrees;
  const { ports } = start.workers;
  const mostWorkers = Math.floor((lastPort + 1 - ports.base) / ports.perWorker);
  const settings = {
    ...next,
    repository: start.repository,
    github: { ...next.github, webhook: start.github.webhook, app: start.github.app },
    workers: {
      ...next.workers,
      ports,
      max: Math.min(next.workers.max, mostWorkers),
    },
    worktrees: { ...next.worktrees, dir, branch, base },
  };
  const waitingKeys = [
    ...(isSame(start.repository, next.repository) ? [] : ['repository']),
    ...(start.github.webhook.port === next.github.webhook.port ? [] : ['github.webhook.port']),
    ...(JSON.stringify(start.github.app) === JSON.stringify(next.github.app) ? [] : ['github.app']),
    ...(['dir', 'branch', 'base'] as const)
      .filter((key) => start.worktrees[key] !== next.worktrees[key])
      .map((key) => `worktrees.${key}`),
    ...(['base', 'perWorker'] as const)
      .filter((key) => ports[key] !== next.workers.ports[key])
      .map((key) => `workers.ports.${key}`),
  ];
  return { settings, waitingKeys };
};

const lastPort = 65_535;

const isSame = (one: Settings['repository'], other: Settings['repository']): boolean =>
  one?.owner === other?.owner && one?.name === other?.name;
