/**
 * The demo checks itself: what GitHub, git, the ledger and the process table show, not what the coordinator says.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf } from '../model/ids.ts';
import { git, people, type Stage } from './stage.ts';
import type { Scene } from './story.ts';

/** One claim, and whether it is true. */
export interface Check {
  readonly claim: string;
  readonly holds: boolean;
}

const statusMark = '<!-- coordinator:status -->';

/** Looks at everything that the story promised. */
export const checkStory = async (stage: Stage, scenes: readonly Scene[]): Promise<readonly Check[]> => {
  const pulls = await stage.github.read.pulls();
  const ledger = readFileSync(join(stage.clonePath, 'tasks.md'), 'utf8');
  const own = await Promise.all(scenes.map((scene) => checkScene(stage, scene, { pulls, ledger })));
  return [...own.flat(), ...checkAll(stage)];
};

interface Seen {
  readonly pulls: Awaited<ReturnType<Stage['github']['read']['pulls']>>;
  readonly ledger: string;
}

const checkScene = async (stage: Stage, scene: Scene, seen: Seen): Promise<readonly Check[]> => {
  const key = keyOf(scene.issue);
  switch (scene.ending) {
    case 'pull-request':
      return pullChecks(stage, scene, seen);
    case 'retried':
      return [
        ...pullChecks(stage, scene, seen),
        { claim: `${key} failed once and was tried again`, holds: attemptCount(stage, scene.issue) === 2 },
      ];
    case 'stopped':
      return [
        ...noPull(scene, seen),
        {
          claim: `${key} is stopped, its half-done work is a WIP commit on rpi/${key}`,
          holds: isSaved(stage, scene),
        },
        { claim: `${key} says so on its issue`, holds: statusOf(stage, scene.issue).includes('Stopped') },
      ];
    case 'cancelled':
      return [
        ...noPull(scene, seen),
        {
          claim: `${key} stands under Cancelled in tasks.md`,
          holds: sectionOf(seen.ledger, key) === 'Cancelled',
        },
        { claim: `${key}'s half-done work is a WIP commit on rpi/${key}`, holds: isSaved(stage, scene) },
      ];
    case 'refused':
      return [
        ...noPull(scene, seen),
        {
          claim: `${key}, labelled by ${people.stranger}, was not touched: no worktree, no comment`,
          holds:
            !readNames(stage, 'trees').includes(key) && stage.github.read.comments(scene.issue).length === 0,
        },
      ];
  }
};

const pullChecks = (stage: Stage, { issue }: Scene, { pulls, ledger }: Seen): readonly Check[] => {
  const key = keyOf(issue);
  const mine = pulls.filter((pull) => pull.head.ref === `rpi/${key}`);
  const [pull] = mine;
  const isRight =
    mine.length === 1 && pull?.state === 'open' && (pull.body ?? '').includes(`Fixes #${issue}`);
  return [
    { claim: `${key} has one open pull request, which fixes #${issue}`, holds: isRight },
    {
      claim: `the branch rpi/${key} holds the work`,
      holds: git(stage.barePath, 'ls-tree', '--name-only', `rpi/${key}`).includes(`greeting-${issue}.js`),
    },
    { claim: `${key} stands under Completed in tasks.md`, holds: sectionOf(ledger, key) === 'Completed' },
    { claim: `${key} has one status comment`, holds: marksOn(stage, issue) === 1 },
  ];
};

const noPull = ({ issue }: Scene, { pulls }: Seen): readonly Check[] => [
  {
    claim: `${keyOf(issue)} has no pull request`,
    holds: !pulls.some((pull) => pull.head.ref === `rpi/gh-${issue}`),
  },
];

const checkAll = (stage: Stage): readonly Check[] => [
  {
    claim: 'the main checkout is clean',
    holds: git(stage.clonePath, 'status', '--porcelain') === '',
  },
  ...workerChecks(stage),
];

const statusOf = (stage: Stage, issue: number): string =>
  stage.github.read.comments(issue).find(({ body }) => body.startsWith(statusMark))?.body ?? '';

const marksOn = (stage: Stage, issue: number): number =>
  stage.github.read.comments(issue).filter(({ body }) => body.includes(statusMark)).length;

const attemptCount = (stage: Stage, issue: number): number =>
  readNames(stage, 'logs', keyOf(issue)).filter((name) => /^attempt-\d+\.jsonl$/.test(name)).length;

const isSaved = (stage: Stage, { issue }: Scene): boolean =>
  git(stage.clonePath, 'log', '-1', '--format=%s', `rpi/gh-${issue}`).startsWith('WIP:') &&
  git(stage.clonePath, 'ls-tree', '--name-only', `rpi/gh-${issue}`).includes('notes.md');

const readNames = (stage: Stage, ...parts: readonly string[]): readonly string[] => {
  try {
    return readdirSync(join(stage.clonePath, ...parts));
  } catch {
    return [];
  }
};

/** The heading above a row. */
const sectionOf = (ledger: string, key: string): string | undefined =>
  ledger
    .split('\n## ')
    .find((section) => section.includes(`${key}: `))
    ?.split(/[ \n]/, 1)[0];

/** Looks for workers of this stage in the process table; without one (macOS) nothing is claimed. */
const workerChecks = (stage: Stage): readonly Check[] => {
  const pids = readPids();
  if (pids.length === 0) return [];
  return [{ claim: 'no worker is left running', holds: !isAnyWorkerIn(pids, stage) }];
};

const isAnyWorkerIn = (pids: readonly string[], stage: Stage): boolean =>
  pids.some((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      return environment
        .split('\0')
        .some((entry) => entry.startsWith(`COORDINATOR_WORKTREE=${stage.clonePath}/`));
    } catch {
      return false;
    }
  });

const readPids = (): readonly string[] => {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
};
