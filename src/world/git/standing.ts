import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Registration, readAdminLink } from './admin.ts';
import { isBare, isThere } from './aside.ts';

/** Lies in the admin directory from the add until the first checkout is complete. */
const UNFILLED_MARK = 'coordinator-unfilled';

/** Path of the mark; whoever completes the checkout removes it. */
export const unfilledMarkOf = (adminPath: string): string => join(adminPath, UNFILLED_MARK);

/** Lies in the admin directory from the moment a removal begins: what is found with it later is not complete. */
const REMOVING_MARK = 'coordinator-removing';

/** Path of the mark; whoever gives a removal up takes it away. */
export const removingMarkOf = (adminPath: string): string => join(adminPath, REMOVING_MARK);

/** Path of the mark that the worktree was set up: whoever makes the tree anew begins without it. */
export const setupMarkOf = (adminPath: string): string => join(adminPath, 'coordinator-set-up');

/** Notes that a tree has not been complete yet, before anything else is done to it. */
export const markUnfilled = (adminPath: string): void => writeFileSync(unfilledMarkOf(adminPath), '');

/**
 * How a registered worktree stands. `whole`: complete now or once, so never to be reset. `unfilled`: added, its first
 * checkout not complete. `gone`: nothing there worth keeping. `strange`: something else is in its place, or files
 * without an index that nothing says are ours.
 */
export type Standing = 'whole' | 'unfilled' | 'gone' | 'strange';

/** Judges by evidence on disk only. `path` is the worktree's, as `own` registers it. */
export const readStanding = (
  own: Registration,
  { path, commonPath }: { readonly path: string; readonly commonPath: string },
): Standing => {
  if (!isThere(path)) return 'gone';
  if (readAdminLink(path) !== own.adminPath) return isBare(path, commonPath) ? 'gone' : 'strange';
  // Half of it may be gone: it is made anew, and what is left moved aside.
  if (existsSync(removingMarkOf(own.adminPath))) return 'strange';
  if (own.hasIndex) return 'whole';
  const isOurs = own.lock === 'initializing' || existsSync(unfilledMarkOf(own.adminPath));
  return isOurs || readdirSync(path).length === 1 ? 'unfilled' : 'strange';
};
