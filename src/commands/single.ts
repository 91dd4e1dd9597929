/**
 * One coordinator per repository: the second is told who the first is, and ends with exit code 3.
 */
import { resolve } from 'node:path';
import { settingFlagsOf } from '../config/setting-flags.ts';
import { UsageError } from '../model/failures.ts';
import type { RepositoryName } from '../model/settings.ts';
import { renderDuration } from '../render/duration.ts';
import { isoOf } from '../render/utc-time.ts';
import { openLock } from '../world/lock.ts';
import { readVersion } from '../world/package.ts';
import { readSelf } from '../world/processes/machine.ts';
import type { Narrator } from '../world/world.ts';
import type { PlaceRequest } from './place-request.ts';
import type { Clone, Workplace } from './workplace.ts';

interface Taking {
  readonly repository: RepositoryName;
  readonly narrator: Narrator;
  /** As `run` was called: other commands go by the same settings. */
  readonly request: PlaceRequest;
}

/** Takes the lock; the returned function gives it back. @throws UsageError exit code 3: somebody has it. */
export const takeLock = ({ paths }: Workplace, { repository, narrator, request }: Taking): (() => void) => {
  const startedAtMs = Date.now();
  const holder = {
    ...readSelf(),
    startedAtMs,
    version: readVersion(),
    repository: `${repository.owner}/${repository.name}`,
    flags: settingFlagsOf({ ...request.flags }),
    ...(request.configPath === undefined ? {} : { configPath: resolve(request.cwd, request.configPath) }),
  };
  const lock = openLock({ path: paths.lockPath, describe: { path: paths.holderPath, holder } });
  if (lock.kind === 'held') {
    for (const text of lock.warnings)
      narrator.tell({ atMs: startedAtMs, subject: 'coordinator', word: 'notice', text });
    return lock.release;
  }
  const who =
    lock.holder === null
      ? ''
      : ` (pid ${lock.holder.pid}, since ${isoOf(lock.holder.startedAtMs)}, up ${renderDuration(startedAtMs - lock.holder.startedAtMs)})`;
  throw new UsageError(`a coordinator already runs for ${holder.repository}${who}`, {
    exitCode: 3,
    fix: 'See it: coordinator status',
  });
};

/**
 * Takes the lock for a command that must not work beside a coordinator; other commands do not take it for one.
 * @throws UsageError exit code 1: somebody has it.
 */
export const takeVisitorLock = ({ paths }: Clone): (() => void) => {
  const holder = { ...readSelf(), startedAtMs: Date.now(), version: readVersion(), repository: null };
  const lock = openLock({ path: paths.lockPath, describe: { path: paths.visitorPath, holder } });
  if (lock.kind === 'held') return lock.release;
  throw new UsageError('a coordinator is just starting or ending, or another clean is at work', {
    exitCode: 1,
    fix: 'Try again in a moment.',
  });
};
