/**
 * Where a command works: the clone, its configuration, the repository on GitHub.
 */
import { join, resolve } from 'node:path';
import type { LoadedConfig } from '../config/read-config.ts';
import { UsageError } from '../model/failures.ts';
import type { RepositoryName, Settings } from '../model/settings.ts';
import { maskUserOf } from '../world/git/mask.ts';
import { openGit } from '../world/git/open-git.ts';
import { parseRepositoryOf, readOriginUrl } from '../world/git/origin.ts';
import { type AppKey, readAppKey } from '../world/github/app-key.ts';
import { readToken, runGh } from '../world/github/token.ts';
import { ownPaths } from '../world/own-paths.ts';
import type { Files, Git } from '../world/world.ts';
import { readConfigOf, readSettingsOr } from './configuration.ts';
import { keepSettings, type Place } from './place.ts';
import type { Environment, PlaceRequest } from './place-request.ts';

/** The clone and where things lie in it: all that is needed to reach what a coordinator remembers. */
export interface Clone extends Place {
  readonly git: Git;
}

/** The clone and the settings in force there. */
export interface Configured extends Clone {
  readonly config: Pick<LoadedConfig, 'settings'>;
  readonly ledgerPath: string;
}

/** The clone and its configuration; nothing of it needs the network. */
export interface Workplace extends Configured {
  readonly config: LoadedConfig;
  /** Reads the configuration anew. @throws UsageError it is wrong. */
  readonly reread: () => LoadedConfig;
  /** Keeps what was read, for those who only look. */
  readonly keep: (files: Pick<Files, 'readText' | 'writeText'>) => void;
}

/** Finds the clone, whatever its configuration says. @throws UsageError not a clone. */
export const openClone = async ({ cwd }: PlaceRequest): Promise<Clone> => {
  const git = await openGit({ startPath: cwd });
  return { git, rootPath: git.rootPath, paths: ownPaths(git.rootPath, git.commonPath) };
};

const ledgerPathOf = ({ git }: Clone): string => join(git.rootPath, 'tasks.md');

/** Finds the clone; where its configuration is wrong, `tell` hears why, and the defaults count. @throws UsageError not a clone. */
export const openConfigured = async (
  request: PlaceRequest,
  tell: (why: string) => void,
): Promise<Configured> => {
  const clone = await openClone(request);
  return {
    ...clone,
    config: { settings: readSettingsOr(clone, request, tell) },
    ledgerPath: ledgerPathOf(clone),
  };
};

/** Finds the clone and reads its configuration. @throws UsageError not a clone, or a wrong configuration. */
export const openWorkplace = async (request: PlaceRequest): Promise<Workplace> => {
  const clone = await openClone(request);
  const reread = (): LoadedConfig => readConfigOf(clone, request);
  const read = (): Settings => readConfigOf(clone, request).settings;
  const keep: Workplace['keep'] = (files) => keepSettings(clone, request, { read, files });
  return { ...clone, config: reread(), ledgerPath: ledgerPathOf(clone), reread, keep };
};

/** `owner/name` from the settings, else from the origin remote. @throws UsageError neither says. */
export const readRepository = async (
  { rootPath }: Pick<Place, 'rootPath'>,
  { repository }: Pick<Settings, 'repository'>,
): Promise<RepositoryName> => {
  if (repository !== null) return repository;
  const url = await readOriginUrl(rootPath);
  const found = parseRepositoryOf(url);
  if (found !== null) return found;
  throw new UsageError(`the remote origin (${maskUserOf(url)}) is not a GitHub repository`, {
    fix: 'Set "repository: OWNER/NAME" in coordinator.yml.',
  });
};

/** The API's address, GitHub's own unless GITHUB_API_URL says otherwise. */
export const apiUrlOf = (env: Environment): string => env.GITHUB_API_URL?.trim() || 'https://api.github.com';

/** GitHub's advice on the pace and number of writes is for GitHub; one on this machine takes them as they come. */
export const isLoopback = (apiUrl: string): boolean =>
  /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])([:/]|$)/.test(apiUrl);

/** How GitHub is asked: as an App where one is set, else with a person's token; `token` is empty for an App. */
export interface Credentials {
  readonly token: string;
  /** Undefined where it cannot change while we run: from a variable, or an App's. */
  readonly renewToken?: () => Promise<string | null>;
  readonly app: AppKey | null;
}

/** What the configuration asks for. @throws UsageError there is no token, or no key of the App. */
export const requireCredentials = async (
  { config, git }: Pick<Configured, 'config' | 'git'>,
  env: Environment,
): Promise<Credentials> => {
  const { app } = config.settings.github;
  if (app === null) return { ...(await requireToken(env)), app };
  const { id, installationId, privateKey } = app;
  return {
    token: '',
    app: { id, installationId, privateKey: readAppKey(resolve(git.rootPath, privateKey)) },
  };
};

const requireToken = async (env: Environment): Promise<Pick<Credentials, 'token' | 'renewToken'>> => {
  const found = await readToken(env, runGh);
  if (found?.origin === 'gh auth token')
    return { token: found.token, renewToken: async () => (await readToken(env, runGh))?.token ?? null };
  if (found !== null) return { token: found.token };
  throw new UsageError(
    'there is no GitHub token: GITHUB_TOKEN and GH_TOKEN are not set, and `gh auth token` gives none',
    {
      fix: 'Log in: gh auth login, or set GITHUB_TOKEN.',
    },
  );
};
