/**
 * What removing a task's worktree would lose or disturb. Everything is looked at, nothing is changed; what cannot be
 * looked at is an error, never "nothing there".
 */
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { RemovalTarget, Risk } from '../../model/removal.ts';
import { readMountsBelow } from '../mounts.ts';
import { type Registration, readAdminLink } from './admin.ts';
import { isThere } from './aside.ts';
import type { Clone } from './clone.ts';
import { isCutOff, isUnlinked } from './cut-off.ts';
import { readFullStatus } from './full-status.ts';
import { readHiddenChanges } from './hidden-changes.ts';
import { type Occupant, readOccupants } from './occupants.ts';
import { readOperation } from './operation.ts';
import { holdsOwnWork } from './own-work.ts';
import { findPrecious, isCopyOf } from './precious.ts';
import { countUnpublished, readBranchSha } from './published.ts';
import { runGit } from './run-git.ts';

/** A worktree as it was found. */
export type Assessed =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'present';
      readonly risks: readonly Risk[];
      readonly headSha: string | null;
      /** Null when it is not proven to be a worktree of this clone. */
      readonly adminPath: string | null;
      /** Absolute, symbolic links resolved, as git registers it. */
      readonly path: string;
      /** Secrets in no commit and ignored data that may not go, relative to the worktree. */
      readonly preciousPaths: readonly string[];
    };

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const listed = (names: readonly string[]): string =>
  `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''}`;

const risk = (kind: Risk['kind'], text: string, fix: string): Risk => ({
  kind,
  text,
  fix,
  canBeSaved: ['changes', 'commits', 'precious', 'operation', 'branch'].includes(kind),
});

/** Says what is at risk; the worktree has to lie right below `treesPath` to be looked at at all. */
export const assessTree = async (clone: Clone, target: RemovalTarget): Promise<Assessed> => {
  if (!isThere(target.path)) return { kind: 'absent' };
  const path = join(realpathSync(dirname(target.path)), basename(target.path));
  const mountedPaths = await readMountsBelow(path);
  const mounted = mountRisks(path, mountedPaths);
  const own = clone.readRegistrations().find((each) => each.path === path);
  // Git cannot be asked there; the removal that finishes it looks at everything.
  if (own !== undefined && isUnlinked(own, path))
    return {
      kind: 'present',
      risks: mounted,
      headSha: null,
      adminPath: own.adminPath,
      path,
      preciousPaths: [],
    };
  const foreign = foreignBecause(own, path, target);
  if (own === undefined || foreign !== null) {
    const risks = [...mounted, risk('foreign', foreign ?? '', `Look at ${path}, and remove it yourself.`)];
    return { kind: 'present', risks, headSha: null, adminPath: null, path, preciousPaths: [] };
  }
  if (own.lock !== null || !own.hasIndex)
    return {
      ...{ kind: 'present', headSha: null, adminPath: own.adminPath, path, preciousPaths: [] },
      risks: [...mounted, lockRisk(own, path)],
    };
  return assessOwn(clone, { own, path, target, mountedPaths });
};

const foreignBecause = (
  own: Registration | undefined,
  path: string,
  { treesPath }: RemovalTarget,
): string | null => {
  if (!existsSync(treesPath) || dirname(path) !== realpathSync(treesPath))
    return `it does not lie in ${treesPath}`;
  const isOwn = own !== undefined && lstatSync(path).isDirectory() && readAdminLink(path) === own.adminPath;
  return isOwn ? null : 'it is no worktree of this clone';
};

const lockRisk = ({ lock }: Registration, path: string): Risk =>
  lock === null || lock === 'initializing'
    ? risk('unfinished', 'it was never completed', `git worktree remove --force --force ${path}`)
    : risk('locked', `somebody locked it${lock === '' ? '' : `: ${lock}`}`, `git worktree unlock ${path}`);

interface Own {
  readonly own: Registration;
  readonly path: string;
  readonly target: RemovalTarget;
  /** Where something is mounted in it; absolute. */
  readonly mountedPaths: readonly string[];
}

const assessOwn = async (clone: Clone, found: Own): Promise<Assessed> => {
  const { own, path, mountedPaths } = found;
  const status = await readFullStatus(path);
  const entries = [...status.untrackedPaths, ...status.ignoredPaths];
  const below = await findPrecious(path, { entries, mountedPaths });
  const isIgnored = (file: string): boolean =>
    status.ignoredPaths.some((entry) => file === entry || file.startsWith(entry.replace(/\/?$/, '/')));
  const ignored = below.files.filter(
    (file) => isIgnored(file) && !isCopyOf(join(path, file), join(clone.rootPath, file)),
  );
  const preciousPaths = [...ignored, ...status.secretPaths];
  const repositories = [
    ...below.repositories,
    ...(await ownOnes(path, below.rebuiltRepositories)),
    ...(await readSubmodules(path)),
  ];
  const changedPaths = isCutOff(own)
    ? status.changedPaths.filter((file) => isThere(join(path, file)))
    : status.changedPaths;
  const risks = [
    ...changeRisks([...changedPaths, ...status.untrackedPaths, ...(await readHiddenChanges(path))]),
    ...(await commitRisks(clone, found, status.headSha)),
    ...preciousRisks(preciousPaths),
    ...stateRisks(found),
    ...repositories.map((name) =>
      risk('repository', `another repository lies in it: ${name}`, 'Publish what it holds, and remove it.'),
    ),
    ...(await readOccupants(path)).map(occupantRisk),
    ...mountRisks(path, mountedPaths),
  ];
  const { adminPath } = own;
  return { kind: 'present', risks, headSha: status.headSha, adminPath, path, preciousPaths };
};

/** What a command made again and again only counts where something was done in it. */
const ownOnes = async (path: string, names: readonly string[]): Promise<readonly string[]> => {
  const own: string[] = [];
  for (const name of names) if (await holdsOwnWork(join(path, name))) own.push(name);
  return own;
};

const changeRisks = (paths: readonly string[]): readonly Risk[] =>
  paths.length === 0
    ? []
    : [risk('changes', `${plural(paths.length, 'uncommitted file')} (${listed(paths)})`, 'Commit and push.')];

const preciousRisks = (paths: readonly string[]): readonly Risk[] =>
  paths.length === 0
    ? []
    : [
        risk(
          'precious',
          `${plural(paths.length, 'file')} in no commit that nobody can make again (${listed(paths)})`,
          'Move it away or delete it.',
        ),
      ];

const commitRisks = async (
  clone: Clone,
  { target }: Own,
  headSha: string | null,
): Promise<readonly Risk[]> => {
  const branchSha = await readBranchSha(clone, target.branch);
  const tips = [headSha, branchSha].filter((sha) => sha !== null);
  const count = await countUnpublished(clone, { tips, mergedSha: target.mergedSha });
  if (count === 0) return [];
  return [
    risk('commits', `${plural(count, 'commit')} on no branch of origin`, `git push origin ${target.branch}`),
  ];
};

const stateRisks = ({ own, path, target }: Own): readonly Risk[] => {
  const operation = readOperation(own.adminPath);
  if (operation !== null)
    return [risk('operation', `a ${operation} is under way`, `Finish it: git -C ${path} status`)];
  if (own.branch === null || own.branch === target.branch) return [];
  return [risk('branch', `it is on branch ${own.branch}`, `git -C ${path} switch ${target.branch}`)];
};

const occupantRisk = ({ pid, command }: Occupant): Risk =>
  risk('occupant', `process ${pid} (${command}) works in it`, 'Leave the directory, or end the process.');

/** What a removal would enter, and empty. Worded without an order of its own: the same mounts, the same words. */
export const mountRisks = (path: string, mountedPaths: readonly string[]): readonly Risk[] => {
  if (mountedPaths.length === 0) return [];
  const places = [...new Set(mountedPaths)].toSorted();
  const names = places.map((place) => relative(path, place) || 'all of it');
  return [
    risk('mount', `something is mounted in it (${listed(names)})`, `Unmount it: umount '${places.at(-1)}'`),
  ];
};

/** Submodules that are checked out: they have a history of their own, and git removes no worktree that has one. */
const readSubmodules = async (path: string): Promise<readonly string[]> => {
  const shown = await runGit(path, ['ls-files', '--stage', '-z']);
  return shown
    .split('\0')
    .filter((line) => line.startsWith('160000 '))
    .map((line) => line.slice(line.indexOf('\t') + 1))
    .filter((name) => existsSync(join(path, name, '.git')));
};
