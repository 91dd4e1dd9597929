/**
 * What went wrong lately with one task, and what could not be read of it.
 */
import type { Condition } from '../model/explanation.ts';
import { elapsedMs } from '../model/instant.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TaskMemory, Trouble } from '../model/task.ts';
import { troubleWaitMs } from './backoff.ts';
import { clockTime } from './clock-time.ts';
import type { Context } from './context.ts';
import { unknownWaitsOf } from './unknowns.ts';

/** One condition per action that failed and is not done since. Those of `tasks.md` concern every task. */
export const explainTroubles = (
  { troubles }: TaskMemory,
  { snapshot, settings }: Context,
): readonly Condition[] =>
  [...troubles, ...snapshot.memory.ownTroubles.filter(concernsAll)].map((trouble) => ({
    name: trouble.action,
    verdict: 'noted',
    seen: `${failedText(trouble)}${nextTryText(trouble, { snapshot, settings })}`,
    atMs: trouble.at.atMs,
    fix: trouble.fix,
  }));

/** A comment that cannot be answered is on an issue that is no task. */
const concernsAll = ({ action }: Trouble): boolean => action !== 'acknowledge-comment';

const failedText = ({ tries, message }: Trouble): string => {
  if (tries === 0) return `begun, and not known to have ended: ${message}`;
  return tries === 1 ? `failed: ${message}` : `failed ${tries} times: ${message}`;
};

const nextTryText = (trouble: Trouble, { snapshot, settings }: Context): string => {
  if (trouble.class === 'permanent') return '';
  const waitMs = troubleWaitMs(trouble, settings.workers.backoff);
  if (elapsedMs(trouble.at, snapshot.now) >= waitMs) return '; it is tried again';
  return `; next try at ${clockTime(trouble.at.atMs + waitMs)} UTC`;
};

/** What this issue waits for because it could not be read, and lists that nothing is concluded from. */
export const explainUnknowns = (issue: number, { remote }: Snapshot): readonly Condition[] => {
  if (remote === null) return [];
  const own = unknownWaitsOf(remote).filter((wait) => wait.issue === issue);
  const lists = [
    ['pull requests', remote.pulls],
    ['comments', remote.heard],
  ] as const;
  return [
    ...own.map(({ text }) => text),
    ...lists.flatMap(([what, seen]) =>
      seen.kind === 'unknown' ? [`${what} could not be read: ${seen.why}`] : [],
    ),
  ].map((seen) => ({ name: 'unknown', verdict: 'unknown', seen, atMs: remote.at.atMs, fix: null }));
};
