/**
 * Where the coordinator may die. Every effect has a name, `git.pushBranch gh-1`, and its count, so that the same instant
 * is found again in another run although timers interleave otherwise. `CRASH_LOG`: file that gets the name of every
 * point passed. `CRASH_AT`: the point at which this process kills itself, without any last word.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

/** Passes the point with this name; does not return from the one to die at. */
export type Strike = (name: string) => void;

/** What is looked at, as it was before anything was replaced. */
const files = { openSync, writeSync, closeSync };

/** What the environment of a crash daemon says. */
export const mortalityOf = (env: Readonly<Record<string, string | undefined>>): Strike => {
  const counts = new Map<string, number>();
  const log = env.CRASH_LOG === undefined ? null : files.openSync(env.CRASH_LOG, 'a');
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const point = `${name} #${count}`;
    if (log !== null) files.writeSync(log, `${point}\n`);
    if (isAt(point, env.CRASH_AT)) process.kill(process.pid, 'SIGKILL');
  };
};

/** The whole name of a point, or its first words: then the first that begins with them. */
const isAt = (point: string, wanted: string | undefined): boolean =>
  wanted !== undefined && `${point} `.startsWith(`${wanted} `);

/** An argument as a word of a point's name: stable from run to run, or nothing. */
export const wordOf = (argument: unknown): string => {
  if (typeof argument === 'number') return String(argument);
  if (typeof argument === 'string') return tidy(argument);
  if (typeof argument !== 'object' || argument === null || 'atMs' in argument) return '';
  const fields = Object.entries(argument).filter(([name]) => told.includes(name));
  return fields.map(([name, value]) => `${name}=${tidy(String(value))}`).join();
};

/** Fields that tell one call from another and are the same in every run. */
const told: readonly string[] = ['issue', 'from', 'to', 'branch', 'number', 'phase', 'greeted', 'stateLabel'];

/** Without what differs from run to run: ids of runs and commits, process ids, times, folders. */
const tidy = (text: string): string => {
  if (text.length > 1000 || text.includes('\n')) return '...';
  const stable = text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, 'RUN')
    .replace(/\b[0-9a-f]{40}\b/g, 'SHA')
    .replace(/\d{8}-\d{6,9}(-\d+)?/g, 'TIME')
    .replace(/\d+-[0-9a-f]{8}(?=\.coordinator-tmp)/g, 'TMP')
    .replace(/(?<=\.coordinator-)\d+/g, 'PID')
    .replace(/\/\S*\/coordinator-crash-\w+\/clone\/?/g, '')
    .replace(/\/\S*\/coordinator-crash-\w+\//g, '../')
    .replace(/\b\d{10,}\b/g, 'N');
  return stable.slice(0, 100);
};
