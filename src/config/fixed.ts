import type { Settings } from '../model/settings.ts';

/** What a coordinator goes on with, and the keys whose change waits for the next start. */
export interface Reloaded {
  readonly settings: Settings;
  readonly waitingKeys: readonly string[];
}

/** Where the work lies is fixed from start to end: those settings stay as they were, all others are the new ones. */
export const withFixedKept = (start: Settings, next: Settings): Reloaded => {
  const { dir, branch, base } = start.worktrees;
  const settings = {
    ...next,
    repository: start.repository,
    worktrees: { ...next.worktrees, dir, branch, base },
  };
  const waitingKeys = [
    ...(isSame(start.repository, next.repository) ? [] : ['repository']),
    ...(['dir', 'branch', 'base'] as const)
      .filter((key) => start.worktrees[key] !== next.worktrees[key])
      .map((key) => `worktrees.${key}`),
  ];
  return { settings, waitingKeys };
};

const isSame = (one: Settings['repository'], other: Settings['repository']): boolean =>
  one?.owner === other?.owner && one?.name === other?.name;
