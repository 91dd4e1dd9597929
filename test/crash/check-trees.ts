/**
 * What git holds: whole worktrees, no lock in anybody's way, nothing lost.
 */
import { globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Ground } from './ground.ts';
import type { Scenario } from './scenarios.ts';

export const checkTrees = (ground: Ground, { scenes }: Scenario): readonly string[] => {
  const { repository, issues } = ground;
  const { rootPath, originPath } = repository;
  const kept = scenes.flatMap(({ ends: { keeps } }, at) => {
    const branch = `rpi/gh-${issues[at]}`;
    const path = keeps.at === 'origin' ? originPath : rootPath;
    const files = tryGit(ground, path, 'ls-tree', '--name-only', branch).split('\n');
    const isThere = files.includes(keeps.file);
    return isThere ? [] : [`${keeps.file} is not on ${branch} in ${keeps.at}`];
  });
  const fsck = tryGit(ground, rootPath, 'fsck', '--connectivity-only', '--no-dangling', '--no-progress');
  const locks = globSync('**/*.lock', { cwd: join(rootPath, '.git') }).filter(
    (path) => path !== join('coordinator', 'daemon.lock'),
  );
  return [
    ...kept,
    ...(fsck === '' ? [] : [`git fsck: ${fsck}`]),
    ...locks.map((path) => `.git/${path} is left`),
    ...registered(ground),
    ...[...issues].flatMap((issue) => treeOf(ground, issue)),
    ...listOf(join(rootPath, 'trees', '.aside')).map((name) => `trees/.aside/${name} was moved aside`),
  ];
};

/** Every issue has its tree, registered, not locked, not prunable, and there is no other. */
const registered = (ground: Ground): readonly string[] => {
  const { rootPath } = ground.repository;
  const list = tryGit(ground, rootPath, 'worktree', 'list', '--porcelain');
  const paths = [...list.matchAll(/^worktree (.*)$/gm)].map(([, path]) => path);
  const wanted = [rootPath, ...ground.issues.map((issue) => join(rootPath, 'trees', `gh-${issue}`))];
  const isRight = paths.toSorted().join() === wanted.toSorted().join();
  return [
    ...(isRight ? [] : [`worktrees are ${paths.join(', ')}`]),
    ...(/^(locked|prunable)/m.test(list) ? [`git worktree list: ${list}`] : []),
  ];
};

/** On its branch, and nothing uncommitted in it but what people and workers put there as marks. */
const treeOf = (ground: Ground, issue: number): readonly string[] => {
  const path = join(ground.repository.rootPath, 'trees', `gh-${issue}`);
  const status = tryGit(ground, path, 'status', '--porcelain', '--branch').split('\n');
  const [branch = '', ...changes] = status;
  return [
    ...(branch.startsWith(`## rpi/gh-${issue}`) ? [] : [`trees/gh-${issue}: ${branch}`]),
    ...changes.map((change) => `trees/gh-${issue} has something uncommitted: ${change}`),
  ];
};

const tryGit = ({ repository }: Ground, path: string, ...args: readonly string[]): string => {
  try {
    return repository.gitIn(path, ...args);
  } catch (error) {
    return `failed: ${String(error).slice(0, 300)}`;
  }
};

const listOf = (path: string): readonly string[] => {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
};
