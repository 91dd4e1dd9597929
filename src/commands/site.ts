/**
 * The site of a daemon, from the workplace and from what GitHub says of the repository.
 */
import { join } from 'node:path';
import { builtInAgents } from '../agents/built-in.ts';
import type { DaemonMode } from '../daemon/endings.ts';
import type { Placing } from '../decide/intake.ts';
import { isLive } from '../model/attempt.ts';
import { PermanentError, TransientError, UsageError } from '../model/failures.ts';
import type { RepositoryFacts } from '../model/github.ts';
import { keyOf } from '../model/ids.ts';
import type { RepositoryName, Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import { renderBranch } from '../render/prompt.ts';
import { packagePath } from '../world/package.ts';
import type { GitHub, World } from '../world/world.ts';
import type { Environment } from './place-request.ts';
import type { Configured } from './workplace.ts';

/** What a site is made of. */
export interface SiteSource {
  readonly env: Environment;
  readonly place: Configured;
  readonly repository: RepositoryName;
  readonly apiUrl: string;
  readonly token: string;
}

type Named = Pick<SiteSource, 'repository' | 'apiUrl'>;

/** The repository as GitHub knows it. @throws UsageError exit code 4: refused, or not to be reached. */
export const fetchFacts = async (github: GitHub, named: Named): Promise<RepositoryFacts> => {
  try {
    return await github.fetchRepository();
  } catch (error) {
    throw unreadable(error, named);
  }
};

/**
 * The same, remembered. Where it cannot be read now, it is taken as it was known last if workers of ours run, which are
 * not left alone, or if only a limit is to be waited for. @throws UsageError exit code 4: refused, or not to be reached.
 */
export const fetchKnownFacts = async (
  world: World,
  { mode, ...named }: Named & { readonly mode: DaemonMode },
): Promise<RepositoryFacts> => {
  const { github, store, narrator, clock } = world;
  const { tasks, github: standing } = store.readMemory();
  try {
    const facts = await github.fetchRepository();
    if (JSON.stringify(facts) !== JSON.stringify(standing.facts)) store.patchGitHub({ facts });
    return facts;
  } catch (error) {
    const isWorking = tasks.some(({ attempts }) => attempts.some(isLive));
    // It ends by itself, at a time that is known; whoever wants one look only is not kept that long.
    const isLimited = github.readHold() !== null && mode !== 'once';
    const isKnown = standing.facts?.fullName.toLowerCase() === nameOf(named).toLowerCase();
    const mayGoOn = error instanceof TransientError && (isWorking || isLimited);
    if (!mayGoOn || !isKnown || standing.facts === null) throw unreadable(error, named);
    const text = `${error.message}; workers that run are taken care of, nothing new is started`;
    narrator.tell({ atMs: clock.now().atMs, subject: 'github', word: 'unknown', text });
    return standing.facts;
  }
};

const nameOf = ({ repository: { owner, name } }: Named): string => `${owner}/${name}`;

const unreadable = (error: unknown, named: Named): unknown => {
  if (!(error instanceof TransientError || error instanceof PermanentError)) return error;
  return new UsageError(`${nameOf(named)} cannot be read from ${named.apiUrl}: ${error.message}`, {
    cause: error,
    exitCode: 4,
    fix: error.fix ?? 'Check the network and GITHUB_API_URL, then start again.',
  });
};

/** Without write access every worker would be started for nothing. @throws UsageError exit code 4. */
export const requireWrite = ({ fullName, isArchived, role }: RepositoryFacts): void => {
  if (isArchived)
    throw new UsageError(`${fullName} is archived: nothing can be pushed or written to it`, {
      exitCode: 4,
      fix: 'Unarchive it in its settings on GitHub, or work in a fork.',
    });
  if (role !== 'read' && role !== 'triage') return;
  throw new UsageError(`the token may not write to ${fullName} (its role is ${role})`, {
    exitCode: 4,
    fix: 'Use a token with write access to contents, issues and pull requests.',
  });
};

/** Where templates are looked for: the repository's own win. */
export const templatePathsOf = (rootPath: string): readonly string[] => [
  join(rootPath, '.github', 'coordinator'),
  join(packagePath, 'templates'),
];

export const siteOf = (
  { env, place, repository, apiUrl, token }: SiteSource,
  facts: Pick<RepositoryFacts, 'defaultBranch'>,
): Site => {
  const { rootPath } = place.git;
  const { worktrees } = place.config.settings;
  const hostEnv = Object.entries(env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    repository,
    baseBranch: worktrees.base ?? facts.defaultBranch,
    apiUrl,
    token,
    rootPath,
    treesPath: join(rootPath, worktrees.dir),
    logsPath: join(rootPath, 'logs'),
    ownPath: place.paths.ownPath,
    ledgerPath: place.ledgerPath,
    templatePaths: templatePathsOf(rootPath),
    hostEnv: Object.fromEntries(hostEnv),
    builtInAgents,
  };
};

/** Branch and worktree of an issue; the branch template was checked when the configuration was read. */
export const placingOf =
  ({ treesPath }: Site, { worktrees }: Settings): Placing =>
  (issue) => {
    const rendered = renderBranch(worktrees.branch, { number: issue });
    if (rendered.kind === 'error')
      throw new UsageError(`worktrees.branch: ${rendered.message}`, { fix: rendered.fix });
    return { branch: rendered.text, worktreePath: join(treesPath, keyOf(issue)) };
  };
