/**
 * Opens all doors that a daemon works with. Only commands and tests do: everybody else is handed a world.
 */
import type { Instant } from '../model/instant.ts';
import type { RepositoryName } from '../model/settings.ts';
import { openClock } from './clock.ts';
import { openFiles } from './files/open-files.ts';
import type { AppKey } from './github/app-key.ts';
import type { Holds } from './github/gate.ts';
import { openGitHub } from './github/open-github.ts';
import type { RequestTold } from './github/told-requests.ts';
import type { WriteLimits, WriteRecord } from './github/write-budget.ts';
import { openHost } from './host.ts';
import { ownPaths } from './own-paths.ts';
import { openPrices } from './prices.ts';
import { openProcesses } from './processes/open-processes.ts';
import { outlivesLogin, probeScope } from './processes/scope.ts';
import { openStore } from './store/open-store.ts';
import type { Git, GitHub, Narrator, World } from './world.ts';

/** What the world of a daemon is made of. */
export interface WorldSource {
  readonly git: Git;
  readonly narrator: Narrator;
  readonly repository: RepositoryName;
  readonly apiUrl: string;
  /** Empty where there is an App. */
  readonly token: string;
  /** Asked for another token where GitHub refuses this one. */
  readonly renewToken?: (() => Promise<string | null>) | undefined;
  readonly app?: AppKey | null;
  /** Milliseconds between two writes to GitHub; undefined = GitHub's advice. */
  readonly paceMs?: number | undefined;
  /** How much may be written to GitHub; null = as much as comes. */
  readonly writeLimits?: WriteLimits | null | undefined;
  /** Keep room that can be given up when the disk is full; for a daemon that runs for long. */
  readonly hasBallast?: boolean;
  /** Told of every exchange with GitHub. */
  readonly onRequest?: ((told: RequestTold) => void) | undefined;
}

/** The world, its notices (one line each, for a person), and how to close it. */
export interface OpenedWorld {
  readonly world: World;
  readonly notices: readonly string[];
  close(): void;
}

/**
 * Opens everything a daemon works with; the caller holds the single-instance lock.
 * @throws UsageError @throws TransientError see the doors.
 */
export const openWorld = (source: WorldSource): OpenedWorld => {
  const paths = ownPaths(source.git.rootPath, source.git.commonPath);
  const clock = openClock();
  const { store, notices } = openStore({
    path: paths.storePath,
    now: (): Instant => clock.now(),
    hasBallast: source.hasBallast ?? false,
  });
  const responses = { read: store.readResponse, save: store.saveResponse };
  const holds: Holds = {
    read: () => store.readMemory().github.hold,
    save: (hold) => store.patchGitHub({ hold }),
  };
  const writeHolds: Holds = {
    read: () => store.readMemory().github.writeHold,
    save: (writeHold) => store.patchGitHub({ writeHold }),
  };
  const writes: WriteRecord = {
    read: () => store.readMemory().github.writes,
    save: (minutes) => store.patchGitHub({ writes: minutes }),
  };
  const github: GitHub = openGitHub({ ...source, responses, holds, writeHolds, writes });
  const world: World = {
    clock,
    narrator: source.narrator,
    store,
    github,
    git: source.git,
    processes: openProcesses({
      runsPath: paths.runsPath,
      probeScope: () => probeScope({ env: process.env, outlivesLogin }),
    }),
    files: openFiles({ historyPath: paths.historyPath }),
    host: openHost(),
    prices: openPrices(),
  };
  return { world, notices, close: () => store.close() };
};
