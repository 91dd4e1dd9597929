import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openWatcher } from '../../src/world/watcher.ts';

/** SPEC: a STOP file is seen within a second. */
const SOON = { timeout: 1_000, interval: 5 };

const inotifyWatchCount = (): number =>
  readdirSync('/proc/self/fdinfo')
    .map((name) => {
      try {
        return readFileSync(`/proc/self/fdinfo/${name}`, 'utf8').match(/^inotify /gm)?.length ?? 0;
      } catch {
        return 0;
      }
    })
    .reduce((sum, count) => sum + count, 0);

const stage = () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'coordinator-watch-'));
  const at = (...parts: string[]): string => path.join(directory, ...parts);
  const changed: string[] = [];
  const errors: Error[] = [];
  const watcher = openWatcher({
    onChange: (file) => changed.push(file),
    onError: (error) => errors.push(error),
  });
  onTestFinished(async () => {
    await watcher.close();
    rmSync(directory, { recursive: true, force: true });
    expect(errors).toEqual([]);
  });
  /** Watches, and returns when a change is sure to be seen: a canary that did not exist was created and seen. */
  const watch = async (...files: string[]): Promise<void> => {
    const canary = at(`canary-${Math.random()}`);
    watcher.watch([...files, canary]);
    await vi.waitUntil(
      () => {
        appendFileSync(canary, '');
        return changed.includes(canary) || appendFileSync(canary, 'x');
      },
      { timeout: 5_000, interval: 150 },
    );
    changed.length = 0;
  };
  const expectSeen = async (file: string, act: () => void): Promise<void> => {
    changed.length = 0;
    act();
    await vi.waitUntil(() => changed.includes(file), SOON);
    expect(new Set(changed)).toEqual(new Set([file]));
  };
  return { at, changed, watcher, watch, expectSeen };
};

it('sees a STOP file come and go, in a worktree that is there and in one that is not yet', async () => {
  const { at, watch, expectSeen } = stage();
  mkdirSync(at('trees/gh-1'), { recursive: true });
  const [one, two] = [at('trees/gh-1/STOP'), at('trees/gh-2/STOP')];
  await watch(one, two);
  await expectSeen(one, () => writeFileSync(one, ''));
  await expectSeen(one, () => rmSync(one));
  await expectSeen(two, () => {
    mkdirSync(at('trees/gh-2'));
    writeFileSync(two, 'why');
  });
});

it('sees a file several missing directories down', async () => {
  const { at, watch, expectSeen } = stage();
  const file = at('.coordinator/deep/nudge');
  await watch(file);
  await expectSeen(file, () => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
  });
});

it('sees every way to save, more than once', async () => {
  const { at, watch, expectSeen } = stage();
  const file = at('tasks.md');
  writeFileSync(file, 'a');
  await watch(file);
  for (const text of ['one', 'three', 'eleven']) {
    await expectSeen(file, () => {
      writeFileSync(at('tasks.md.tmp'), text);
      renameSync(at('tasks.md.tmp'), file);
    });
    await expectSeen(file, () => {
      rmSync(file);
      writeFileSync(file, `${text} again`);
    });
    await expectSeen(file, () => writeFileSync(file, `${text} in place`));
  }
});

it('tells of a save in several writes when it is whole', async () => {
  const { at, changed, watch } = stage();
  const file = at('tasks.md');
  writeFileSync(file, 'before');
  await watch(file);
  writeFileSync(file, 'first half, ');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(changed).toEqual([]);
  appendFileSync(file, 'second half');
  let read = '';
  await vi.waitUntil(() => {
    if (changed.length > 0) read ||= readFileSync(file, 'utf8');
    return read;
  }, SOON);
  expect(read).toBe('first half, second half');
});

it('goes on after the directory was removed and made again', async () => {
  const { at, watch, expectSeen } = stage();
  const stop = at('trees/gh-1/STOP');
  mkdirSync(path.dirname(stop), { recursive: true });
  await watch(stop);
  for (const directory of ['trees/gh-1', 'trees']) {
    rmSync(at(directory), { recursive: true });
    await expectSeen(stop, () => {
      mkdirSync(path.dirname(stop), { recursive: true });
      writeFileSync(stop, directory);
    });
  }
});

it('takes a new set of files', async () => {
  const { at, changed, watch, expectSeen } = stage();
  const [stop, tasks] = [at('STOP'), at('tasks.md')];
  await watch(stop, tasks);
  await watch(tasks);
  await expectSeen(tasks, () => {
    writeFileSync(stop, 'not watched');
    writeFileSync(tasks, 'watched');
  });
  await watch(stop);
  expect(changed).toEqual([]);
  await expectSeen(stop, () => {
    writeFileSync(tasks, 'no more watched');
    writeFileSync(stop, 'watched again');
  });
});

it('never watches what else is in a worktree', async () => {
  const { at, watch, watcher, expectSeen } = stage();
  const stop = at('trees/gh-1/STOP');
  const before = inotifyWatchCount();
  await watch(stop);
  for (let index = 0; index < 50; index += 1) {
    mkdirSync(at(`trees/gh-1/src/${index}`), { recursive: true });
    writeFileSync(at(`trees/gh-1/src/${index}/file`), '');
  }
  await expectSeen(stop, () => writeFileSync(stop, ''));
  expect(inotifyWatchCount() - before).toBeLessThan(8);
  await watcher.close();
  await vi.waitUntil(() => inotifyWatchCount() === before, SOON);
});

const fixture = (name: string): string => path.join(import.meta.dirname, '../fixtures', name);

it('does not keep a process alive, and neither does a timer', async () => {
  const file = path.join(tmpdir(), 'no-such-directory', 'STOP');
  const child = spawn(process.execPath, [fixture('idle-doors.ts'), file]);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  expect(await once(child, 'exit')).toEqual([0, null]);
});

// A user namespace has limits of its own; not every machine lets us make one.
const setLimit = 'echo 0 > /proc/sys/user/max_inotify_watches';
const inNamespace = (command: string, argv: readonly string[]) =>
  spawnSync('unshare', ['-Ur', 'sh', '-c', `${setLimit} && ${command}`, ...argv], { encoding: 'utf8' });

it.skipIf(inNamespace('true', []).status !== 0)('says once that the system has no watches left', () => {
  const files = [
    path.join(tmpdir(), 'a', 'STOP'),
    path.join(tmpdir(), 'b', 'STOP'),
    fixture('idle-doors.ts'),
  ];
  const { stdout, status } = inNamespace('exec "$0" "$@"', [
    process.execPath,
    fixture('starved-watcher.ts'),
    ...files,
  ]);
  const [told, ...rest] = stdout.trim().split('\n');
  expect(JSON.parse(told ?? '')).toMatchObject({
    name: 'TransientError',
    message: expect.stringContaining('ENOSPC'),
    fix: expect.stringContaining('max_user_watches'),
  });
  expect([rest, status]).toEqual([['closed'], 0]);
});
