/**
 * A pager, as `PAGER` names it: it shows what is written to it, and has the keyboard until it ends.
 */
import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/** A pager that runs. */
export interface Pager {
  readonly input: Writable;
  /** Resolves when the person has left it. */
  readonly ended: Promise<void>;
}

/** Short texts are not paged, colours are shown, the text stays on the screen. */
const lessOptions = 'FRX';
const orCat = 'if command -v less >/dev/null 2>&1; then exec less; else exec cat; fi';

/** True when the person wants no pager. */
const isNone = (command: string): boolean => command === '' || command === 'cat';

/** Starts it on this terminal; null when there is to be none. Ctrl-C is the pager's until it ends. */
export const openPager = (env: Readonly<Record<string, string | undefined>>): Pager | null => {
  const command = env.PAGER?.trim();
  if (command !== undefined && isNone(command)) return null;
  const child = spawn('sh', ['-c', command ?? orCat], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { LESS: lessOptions, ...env },
  });
  const ignore = (): void => {};
  process.on('SIGINT', ignore);
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      process.off('SIGINT', ignore);
      resolve();
    };
    child.once('error', end);
    child.once('close', end);
  });
  return { input: child.stdin, ended };
};
