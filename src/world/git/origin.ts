import { UsageError } from '../../model/failures.ts';
import type { RepositoryName } from '../../model/settings.ts';
import { GitFailure, runGitAnywhere } from './run-git.ts';

/**
 * URL of `origin`, a person's `insteadOf` rules applied.
 * @throws UsageError when there is no such remote.
 */
export const readOriginUrl = async (rootPath: string): Promise<string> => {
  try {
    return (await runGitAnywhere(rootPath, ['remote', 'get-url', 'origin'])).trim();
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new UsageError(`${rootPath} has no remote called origin, so its GitHub repository is not known`, {
      cause: error,
      fix: 'git remote add origin https://github.com/OWNER/NAME.git, or set "repository: OWNER/NAME" in coordinator.yml.',
    });
  }
};

/** `https://host/path`, `ssh://git@host:22/path` and their kin. */
const WITH_SCHEME = /^(?:https?|ssh|git|git\+ssh):\/\/(?:[^/@]*@)?[^/@]+\/(.+)$/;
/** `git@host:path`, as scp writes it. A single letter before the colon is a drive, a slash makes it a local path. */
const LIKE_SCP = /^(?:[^/@:]+@)?[^/@:]{2,}:(?!\/\/)\/?(.+)$/;
const OWNER_AND_NAME = /^([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/;

/** `{ owner, name }` of a GitHub remote, on any host; null for local paths and anything not `owner/name`. */
export const parseRepositoryOf = (url: string): RepositoryName | null => {
  const path = (WITH_SCHEME.exec(url) ?? LIKE_SCP.exec(url))?.[1];
  const [, owner, name] = OWNER_AND_NAME.exec(path ?? '') ?? [];
  return owner === undefined || name === undefined ? null : { owner, name };
};
