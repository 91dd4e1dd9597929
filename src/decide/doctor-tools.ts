/**
 * The judgement of `coordinator doctor`: facts in (model/examined.ts), findings out, each with what to do. One function
 * for each check; none of them looks at anything itself. A fact that could not be had is never well.
 */
import type { ProgramSeen, RemoteSeen, TemplateSeen } from '../model/examined.ts';
import { type Finding, failed, passed, untold, warned } from '../model/finding.ts';
import type { RepositoryName } from '../model/settings.ts';

/** What runs us, and may run us. */
const leastNodeMajor = 24;

/** Oldest git whose worktrees are used as they are here. */
const leastGit = [2, 30] as const;

/** `version`: of Node, `24.21.0`. */
export const nodeFindings = (version: string): readonly Finding[] =>
  Number.parseInt(version, 10) >= leastNodeMajor
    ? [passed('node', `Node ${version}`)]
    : [
        failed(
          'node',
          `Node ${version} is too old`,
          `Install Node ${leastNodeMajor} or newer: https://nodejs.org`,
        ),
      ];

export interface GitSeen {
  readonly version: ProgramSeen;
  readonly worktrees: ProgramSeen;
}

const numbersIn = (text: string): readonly [number, number] | null => {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined || minor === undefined ? null : [Number(major), Number(minor)];
};

/** Its version, and whether worktrees work in this clone. */
export const gitFindings = ({ version, worktrees }: GitSeen): readonly Finding[] => {
  if (version.kind === 'missing')
    return [failed('git', `git cannot be run: ${version.why}`, 'Install git 2.30 or newer.')];
  if (version.kind === 'silent')
    return [untold('git', `git --version did not end in ${version.afterMs / 1000} s`, 'git --version')];
  const text = version.stdout.replace(/^git version /, '').trim();
  const numbers = numbersIn(text);
  if (numbers === null)
    return [untold('git', `its version cannot be read from "${text.slice(0, 80)}"`, 'git --version')];
  const [major, minor] = numbers;
  const isOld = major < leastGit[0] || (major === leastGit[0] && minor < leastGit[1]);
  if (isOld) return [failed('git', `git ${text} is too old`, 'Install git 2.30 or newer.')];
  if (worktrees.kind === 'ended' && worktrees.code === 0)
    return [passed('git', `git ${text}, worktrees supported`)];
  const why = worktrees.kind === 'ended' ? worktrees.stderr.trim().split('\n')[0] : 'git did not answer';
  return [failed('git', `git ${text} cannot list the worktrees here: ${why}`, 'git worktree list')];
};

/** Whether what a worker may be told can be made. */
export const templateFindings = (templates: readonly TemplateSeen[]): readonly Finding[] => {
  const faults = templates.flatMap(({ fault }) => fault ?? []);
  if (faults.length > 0) return faults.map(({ message, fix }) => failed('templates', message, fix));
  const own = templates.flatMap(({ place }) => (place?.startsWith('.github/') === true ? place : []));
  const whose = own.length === 0 ? '' : `; of your own: ${own.join(', ')}`;
  return [passed('templates', `${templates.map(({ name }) => name).join(', ')} can be filled${whose}`)];
};

/** Whether `origin` answers, and takes a push. */
export const remoteFindings = (seen: RemoteSeen): readonly Finding[] => {
  switch (seen.kind) {
    case 'writable':
      return [
        passed('remote', 'origin answers'),
        passed(
          'push',
          'origin would take a push (dry run; rules of its own for branches only show in a real one)',
        ),
      ];
    case 'read-only':
      return [
        passed('remote', 'origin answers'),
        failed('push', `origin takes no push: ${seen.why}`, seen.fix),
      ];
    case 'unreachable':
      return [
        failed('remote', `origin does not answer: ${seen.why}`, seen.fix),
        untold('push', 'origin does not answer', 'See the finding remote.'),
      ];
    case 'unknown':
      return [passed('remote', 'origin answers'), untold('push', seen.why, 'git push --dry-run origin HEAD')];
  }
};

/** `origin`: the repository that its address names; null = it names none of GitHub's. Branches go to the one, pull requests to the other. */
export const originFindings = (
  origin: RepositoryName | null,
  watched: RepositoryName,
): readonly Finding[] => {
  const nameOf = ({ owner, name }: RepositoryName): string => `${owner}/${name}`;
  if (origin === null || nameOf(origin).toLowerCase() === nameOf(watched).toLowerCase()) return [];
  const text = `origin is ${nameOf(origin)}, but ${nameOf(watched)} is watched: branches would go to the first`;
  return [
    warned('origin', text, { fix: `git remote set-url origin https://github.com/${nameOf(watched)}.git` }),
  ];
};

/** `missing`: patterns that should stand in git's `info/exclude`. */
export const excludeFindings = (missing: readonly string[]): readonly Finding[] =>
  missing.length === 0
    ? [passed('exclude', "git ignores the coordinator's files")]
    : [
        warned('exclude', `git does not ignore ${missing.join(' ')} yet; the next run sees to it`, {
          fix: 'coordinator doctor --fix',
          repair: 'exclude',
        }),
      ];
