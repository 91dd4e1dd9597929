/**
 * Programs that a person looks through: a browser for a page, git with its pager for a diff. They have the terminal, where
 * they need one, and go on without us where they do not.
 */
import { spawn } from 'node:child_process';
import { gitEnvironmentOf } from './git/environment.ts';

/** Hands a web address to the machine's own way of opening one. False: it is no web address, or there is no such way. */
export const openPage = (url: string): Promise<boolean> => {
  if (!/^https?:\/\/[^\s]+$/.test(url)) return Promise.resolve(false);
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [url], { detached: true, stdio: 'ignore' });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  child.once('error', () => resolve(false));
  child.once('spawn', () => {
    child.unref();
    resolve(true);
  });
  return promise;
};

/** Nothing that the repository's own files and settings name is run. */
const quiet = ['--no-optional-locks', '-c', 'core.fsmonitor=false'];

/** `git diff` in the person's terminal; resolves with its exit code. `words`: what is compared. */
export const showDiff = (cwd: string, words: readonly string[]): Promise<number> => {
  const pager = process.env.PAGER === undefined ? {} : { PAGER: process.env.PAGER };
  const child = spawn('git', [...quiet, 'diff', '--no-ext-diff', '--no-textconv', ...words], {
    cwd,
    env: { ...gitEnvironmentOf(null), ...pager },
    stdio: 'inherit',
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  child.once('error', () => resolve(1));
  child.once('close', (code) => resolve(code ?? 1));
  return promise;
};
