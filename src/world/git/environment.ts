import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * What of git's own variables is let through: how to reach and authenticate to a remote, who the author is, and
 * which configuration files count. All others (`GIT_DIR`, `GIT_INDEX_FILE`, `GIT_TRACE`, ...) would point git at
 * another repository, or change what it prints.
 */
const PASSED =
  /^(GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|ALLOW_PROTOCOL|EXEC_PATH|(PROXY_)?SSL_\w+|HTTP_\w+|LFS_\w+|(AUTHOR|COMMITTER)_(NAME|EMAIL)|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+))|SSH_ASKPASS)$/;

const GUARDED = /^(GIT_.*|EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS)$/i;

/**
 * Tokens are the coordinator's own. A hook of the repository, which a worker may have written, would see them; a
 * person's credential helper (`gh auth git-credential`, a key chain, ssh's agent) finds its own by `HOME` and the like.
 */
const SECRET = /^(GH|GITHUB|COORDINATOR)_(\w+_)?(TOKEN|PAT|SECRET|KEY|PASSWORD)$/i;

const isLetThrough = (name: string): boolean =>
  PASSED.test(name) || !(GUARDED.test(name) || SECRET.test(name));

/** Environment for a git child: no token of ours, English messages, no prompt, no search for a repository above `ceilingPath`. */
export const gitEnvironmentOf = (ceilingPath: string | null): Record<string, string> => {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && isLetThrough(name)) env[name] = value;
  }
  if (ceilingPath !== null) env.GIT_CEILING_DIRECTORIES = ceilingPath;
  return { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
};

/**
 * How git is started: in a session of its own where the machine has `setsid`. Ctrl-C at the terminal then does not
 * reach a `worktree add` half way, and ssh finds no terminal to ask for a password on.
 */
export const findGitBinary = (): [string] | [string, string] => {
  const isRunnable = (folder: string): boolean => {
    try {
      accessSync(join(folder, 'setsid'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.some(isRunnable) ? ['setsid', 'git'] : ['git'];
};
