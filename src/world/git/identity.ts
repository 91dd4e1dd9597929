import { runGit } from './run-git.ts';

/** Used only when the person has configured none. */
const FALLBACK_IDENTITY = ['-c', 'user.name=coordinator', '-c', 'user.email=coordinator@localhost'];

/** Options that give git an author: neither a guess from the host's name nor a question, but what is configured, or the fallback. */
export const readIdentity = async (path: string): Promise<readonly string[]> => {
  try {
    await runGit(path, ['-c', 'user.useConfigOnly=true', 'var', 'GIT_COMMITTER_IDENT']);
    await runGit(path, ['-c', 'user.useConfigOnly=true', 'var', 'GIT_AUTHOR_IDENT']);
    return [];
  } catch {
    return FALLBACK_IDENTITY;
  }
};
