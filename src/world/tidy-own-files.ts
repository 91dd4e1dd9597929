/**
 * The coordinator's own files that nobody needs any more: bounded, so that a box that runs for years does not fill up.
 * Logs, what was saved, and what was moved aside stay for ever: they are people's.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunId } from '../model/ids.ts';
import { readMountsBelow } from './mounts.ts';
import type { OwnPaths } from './own-paths.ts';
import { openProcesses } from './processes/open-processes.ts';
import { clearScratch } from './processes/scratch.ts';

/** How long run records of finished tasks, and registrations that were taken out of git's sight, are kept. */
export const keptForMs = 30 * 24 * 3_600_000;

export interface TidyRequest {
  readonly paths: Pick<OwnPaths, 'runsPath' | 'retiredPath'>;
  /** Runs of tasks that are finished, whose worktree is gone; only those that ended long ago. */
  readonly runs: readonly RunId[];
  readonly nowMs: number;
  readonly isDryRun: boolean;
}

export interface Tidied {
  readonly runCount: number;
  readonly registrationCount: number;
}

/** Removes them, or only counts. A run whose processes are not proven gone stays. */
export const tidyOwnFiles = async (request: TidyRequest): Promise<Tidied> => {
  const { paths, runs, nowMs, isDryRun } = request;
  const { runsPath, retiredPath } = paths;
  const processes = openProcesses({ runsPath });
  const present = new Set(processes.listRuns());
  const over = runs.filter(
    (run) => present.has(run) && ['ended', 'lost', 'fenced'].includes(processes.readRun(run).kind),
  );
  const old = namesIn(retiredPath).filter((name) => nowMs - retiredAtMs(name) > keptForMs);
  if (!isDryRun) {
    for (const run of over) {
      await clearScratch(join(runsPath, run));
      await removeWhole(runsPath, run);
    }
    for (const name of old) await removeWhole(retiredPath, name);
    for (const folder of [runsPath, retiredPath]) await emptyBin(folder);
  }
  return { runCount: over.length, registrationCount: old.length };
};

const binOf = (folder: string): string => join(folder, '.removed');

/** Out of sight first, at one stroke: half a directory is never mistaken for a whole one. */
const removeWhole = async (folder: string, name: string): Promise<void> => {
  await emptyBin(folder);
  mkdirSync(binOf(folder), { recursive: true });
  if (!existsSync(join(binOf(folder), name))) renameSync(join(folder, name), join(binOf(folder), name));
};

/** It stays as long as something is mounted in it. */
const emptyBin = async (folder: string): Promise<void> => {
  if ((await readMountsBelow(binOf(folder))).length === 0)
    rmSync(binOf(folder), { recursive: true, force: true });
};

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** `gh-7-20261125T034500Z` says when; anything else counts as new. */
const retiredAtMs = (name: string): number => {
  const [, day = '', time = ''] = /-(\d{8})T(\d{6})Z(?:-\d+)?$/.exec(name) ?? [];
  const iso = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`;
  const atMs = Date.parse(iso);
  return Number.isNaN(atMs) ? Number.POSITIVE_INFINITY : atMs;
};
