/**
 * Everything an action can change, as one value that two looks can be compared by: GitHub, git, memory, files. Left out
 * is what merely looking changes, and times that GitHub renews when a write changes nothing.
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'vitest';
import type { Action, Outcome } from '../../src/model/action.ts';
import type { Stage } from './stage.ts';

/** The world as it is now. */
export const takePicture = async (stage: Stage): Promise<unknown> => ({
  github: await pictureOfGitHub(stage),
  git: pictureOfGit(stage),
  // What is left of the rate limit is what looking itself takes.
  memory: { ...stage.world.store.readMemory(), github: null },
  journals: stage.world.store.readMemory().tasks.map(({ issue }) => stage.world.store.readJournal(issue)),
  files: Object.fromEntries(filesBelow(stage.repository.rootPath, stage.repository.rootPath)),
});

/**
 * Carries an action out twice and fails unless the second time changed nothing. Resolves to both outcomes.
 */
export const actTwice = async (stage: Stage, action: Action): Promise<readonly [Outcome, Outcome]> => {
  const first = await stage.act(action);
  const before = await takePicture(stage);
  const second = await stage.act(action);
  expect(await takePicture(stage)).toEqual(before);
  return [first, second];
};

const pictureOfGitHub = async ({ github }: Stage): Promise<unknown> => ({
  issues: github.read.issues().map(({ number, title, state }) => ({
    number,
    title,
    state,
    labels: github.read.labelsOf(number),
    comments: github.read.comments(number).map(({ id, body, user }) => ({ id, body, login: user.login })),
    reactions: github.read.reactions(number),
    events: github.read.events(number).length,
  })),
  pulls: (await github.read.pulls()).map(({ number, title, body, state, head }) => ({
    number,
    title,
    body,
    state,
    head: head.label,
    sha: head.sha,
  })),
});

const pictureOfGit = ({ repository }: Stage): unknown => {
  const refsOf = (path: string) =>
    repository.gitIn(path, 'for-each-ref', '--format=%(refname) %(objectname) %(upstream)');
  const worktrees = repository.git('worktree', 'list', '--porcelain').split('\n');
  const paths = worktrees.filter((line) => line.startsWith('worktree ')).map((line) => line.slice(9));
  return {
    origin: refsOf(repository.originPath),
    clone: refsOf(repository.rootPath),
    worktrees,
    changes: paths.map((path) => repository.gitIn(path, 'status', '--porcelain')),
  };
};

/** Files that change by being looked at, or belong to git and the store, which are looked at through their doors. */
const SKIPPED = new Set(['.git', 'state.db', 'state.db-wal', 'state.db-shm']);

const filesBelow = (path: string, rootPath: string): readonly (readonly [string, string])[] =>
  readdirSync(path)
    .filter((name) => !SKIPPED.has(name))
    .flatMap((name) => {
      const at = join(path, name);
      const stat = lstatSync(at);
      if (stat.isDirectory()) return filesBelow(at, rootPath);
      const text = stat.isSymbolicLink() ? `-> ${readlinkSync(at)}` : readFileSync(at, 'latin1');
      return [[relative(rootPath, at), text] as const];
    });
