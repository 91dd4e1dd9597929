/**
 * What earlier work left in the folder of worktrees and in git's directory.
 */
import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { PlaceSeen, RemainsSeen } from '../../model/examined.ts';
import { issueOf } from '../../model/ids.ts';
import type { Git } from '../world.ts';
import { createRegistrationReader, type Registration } from './admin.ts';
import { retireRegistration } from './aside.ts';
import { failureOf } from './classify.ts';
import { countLiveGit } from './live-git.ts';
import { runGit } from './run-git.ts';

type Place = Pick<Git, 'rootPath' | 'commonPath'>;

/** One look. @throws TransientError, PermanentError, UsageError as git's failures are classified. */
export const readRemains = async (place: Place, treesPath: string): Promise<RemainsSeen> => {
  try {
    const own = readOwn(place, treesPath);
    return {
      places: [...own.map((one) => placeOf(place, one)), ...straysIn(place, treesPath, own)],
      asideCount: namesIn(join(treesPath, '.aside')).length,
      savedRefCount: await countSaved(place),
      lockPaths: staleLocksOf(place, own),
    };
  } catch (error) {
    throw failureOf(error);
  }
};

/**
 * Takes registrations of these issues out of git's sight whose directory is gone; they are kept below git's directory
 * (`coordinator/retired`), as what was staged lies in them. Nothing where the folder of worktrees itself is gone: its
 * disk may be. Answers how many. @throws TransientError the file system says no.
 */
export const retireGone = (place: Place, treesPath: string, issues: readonly number[]): number => {
  if (!existsSync(treesPath)) return 0;
  try {
    const gone = readOwn(place, treesPath).filter((one) => {
      const { issue, kind, isLocked } = placeOf(place, one);
      return kind === 'gone' && !isLocked && issue !== null && issues.includes(issue);
    });
    for (const { adminPath } of gone) retireRegistration(place.commonPath, adminPath);
    return gone.length;
  } catch (error) {
    throw failureOf(error);
  }
};

const readOwn = ({ commonPath }: Place, treesPath: string): readonly Registration[] =>
  createRegistrationReader(commonPath)().filter(({ path }) => path !== null && dirname(path) === treesPath);

const countSaved = async ({ rootPath }: Place): Promise<number> => {
  const refs = await runGit(rootPath, ['for-each-ref', '--format=%(refname)', 'refs/coordinator/saved/']);
  return refs.split('\n').filter(Boolean).length;
};

const placeOf = ({ rootPath }: Place, registration: Registration): PlaceSeen => {
  const { lock, hasIndex, isSound } = registration;
  const path = registration.path ?? '';
  const isHalf = lock === 'initializing' || !isSound || !hasIndex;
  return {
    issue: issueOf(basename(path)) ?? null,
    path: relative(rootPath, path),
    kind: existsSync(path) ? (isHalf ? 'half-made' : 'whole') : 'gone',
    isLocked: lock !== null && lock !== 'initializing',
  };
};

const straysIn = (
  { rootPath }: Place,
  treesPath: string,
  own: readonly Registration[],
): readonly PlaceSeen[] => {
  const registered = new Set(own.map(({ path }) => path));
  return namesIn(treesPath)
    .filter((name) => name !== '.aside' && !registered.has(join(treesPath, name)))
    .map((name) => ({
      issue: issueOf(name) ?? null,
      path: relative(rootPath, join(treesPath, name)),
      kind: 'stray',
      isLocked: false,
    }));
};

/** Nothing where it is not a directory, or there is none. */
const namesIn = (path: string): readonly string[] =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(path) : [];

/** A lock younger than this may be that of a git we cannot see. */
const staleAgeMs = 10 * 60_000;

const sharedLocks = ['index.lock', 'HEAD.lock', 'config.lock', 'packed-refs.lock', 'shallow.lock'];

/** Locks on what all worktrees share that nobody holds: a person's git may have left them. */
export const staleSharedLocksOf = (place: Place): readonly string[] => staleLocksOf(place, []);

const staleLocksOf = ({ rootPath, commonPath }: Place, own: readonly Registration[]): readonly string[] => {
  const files = [
    ...sharedLocks.map((name) => join(commonPath, name)),
    ...own.flatMap(({ adminPath }) => ['index.lock', 'HEAD.lock'].map((name) => join(adminPath, name))),
  ];
  const old = files.filter((file) => {
    const madeAtMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    return madeAtMs !== undefined && Date.now() - madeAtMs > staleAgeMs;
  });
  return old.length > 0 && (countLiveGit([rootPath, commonPath]) ?? 0) === 0 ? old : [];
};
