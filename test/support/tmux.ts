/**
 * Real terminals of any width: a tmux server of its own, in which commands run and whose screens are read.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT_PATH } from './house-tree.ts';

/** True where there is a tmux to run tests in. */
export const hasTmux = (): boolean => spawnSync('tmux', ['-V']).status === 0;

/** One command in a terminal of its own; what it showed stays when it has ended. */
export interface Pane {
  /** The screen, lines without trailing blanks. */
  screen(): string;
  /** The screen with its escape sequences. */
  raw(): string;
  /** Types keys as tmux names them: `q`, `C-c`. */
  press(key: string): void;
  /** Exit code; null while it runs. */
  code(): number | null;
}

export interface Tmux extends Disposable {
  /** `coordinator ARGS` in a terminal of so many columns; null in `env` takes a variable away. */
  open(
    args: readonly string[],
    screen: { readonly columns: number; readonly env?: Readonly<Record<string, string | null>> },
  ): Pane;
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A server with its socket in `folderPath`, which has to be a short path. */
export const openTmux = (place: {
  readonly folderPath: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}): Tmux => {
  const env = { ...place.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' };
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-u', '-f', '/dev/null', '-S', join(place.folderPath, 'tmux'), ...args], {
      cwd: place.cwd,
      env,
      encoding: 'utf8',
    });
  let count = 0;
  const open: Tmux['open'] = (args, { columns, env: changes = {} }) => {
    const name = `p${count++}`;
    const words = [
      'env',
      ...Object.entries(changes).flatMap(([key, value]) => (value === null ? ['-u', key] : [])),
    ];
    words.push(
      ...Object.entries(changes).flatMap(([key, value]) => (value === null ? [] : [`${key}=${value}`])),
    );
    words.push(process.execPath, join(ROOT_PATH, 'dist', 'main.js'), ...args);
    const command = words.map(quoted).join(' ');
    const size = ['-x', String(columns), '-y', '40'];
    // The screen has to outlive its command, so the option comes before the command is begun.
    tmux(
      'new-session',
      '-d',
      '-s',
      name,
      ...size,
      'cat',
      ';',
      'set-option',
      '-t',
      name,
      'remain-on-exit',
      'on',
    );
    tmux('respawn-pane', '-k', '-t', name, command);
    return {
      screen: () => tmux('capture-pane', '-p', '-t', name).trimEnd(),
      raw: () => tmux('capture-pane', '-p', '-e', '-t', name),
      press: (key) => void tmux('send-keys', '-t', name, key),
      code: () => {
        const told = tmux('display-message', '-p', '-t', name, '#{pane_dead}:#{pane_dead_status}').trim();
        return told.startsWith('1:') ? Number(told.slice(2)) : null;
      },
    };
  };
  return {
    open,
    [Symbol.dispose]: () => {
      if (count > 0) tmux('kill-server');
    },
  };
};
