import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { open, stateFile, temporaryDirectory } from './stage.ts';

const fixture = (name: string): string => path.join(import.meta.dirname, '../../fixtures', name);

/** Runs the writer, kills it `afterMs` after its first acknowledgement; resolves with all it acknowledged. */
const writeUntilKilled = (file: string, afterMs: number): Promise<readonly number[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fixture('store-writer.ts'), file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let acknowledged = '';
    let complaints = '';
    child.stderr.on('data', (chunk) => {
      complaints += chunk;
    });
    child.stdout.on('data', (chunk) => {
      if (acknowledged === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
      acknowledged += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the writer ended by itself (${code}): ${complaints}`));
      // A last line without its end was cut by the kill.
      else resolve(acknowledged.split('\n').slice(0, -1).map(Number));
    });
  });

it('loses no acknowledged transaction and tears none, killed 20 times at random', async () => {
  const file = stateFile();
  for (let round = 0; round < 20; round += 1) {
    const acknowledged = await writeUntilKilled(file, Math.random() * 60);
    const { store, notices } = open(file);
    expect(notices).toEqual([]);
    const [task] = store.readMemory().tasks;
    const last = acknowledged.at(-1) ?? Number.NaN;
    const reached = Number(task?.recorded.reason);
    expect([last, last + 1]).toContain(reached);
    // State, journal, task and attempt changed together or not at all.
    expect(task?.hold).toBe(String(reached));
    expect(store.readJournal(1).map(({ reason }) => Number(reason))).toEqual(
      Array.from({ length: reached + 1 }, (_, step) => step),
    );
    const ended = task?.attempts.filter(({ phase }) => phase === 'ended').at(-1);
    if (task?.recorded.state === 'queued') expect(ended?.result).toBe(String(reached));
    store.close();
  }
});

it('refuses a write that the disk does not take, and remembers all before it', async () => {
  const file = stateFile();
  const script = `trap '' XFSZ; ulimit -f 800; exec "$0" "$@"`;
  const output = await new Promise<string>((resolve) => {
    execFile('sh', ['-c', script, process.execPath, fixture('store-filler.ts'), file], (_, stdout) =>
      resolve(stdout),
    );
  });
  const told = JSON.parse(output);
  expect(told).toMatchObject({ name: 'TransientError', message: expect.stringContaining(file) });
  expect(Number(told.saved)).toBeGreaterThan(0);
  expect(told.remembered).toBe(told.saved);
  const { store, notices } = open(file);
  expect(notices).toEqual([]);
  expect(store.readMemory().ledger?.viewKey).toBe(told.saved);
  store.close();
  const db = new DatabaseSync(file, { readOnly: true });
  expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  db.close();
});

/** Runs the filler on a small disk of its own, with a ballast; null where the system lets nobody make one. */
const fillDisk = (): Promise<string | null> =>
  new Promise((resolve) => {
    const script =
      'mount -t tmpfs -o size=80m none "$1" || exit 99; exec "$0" "$2" "$1/own/state.db" ballast';
    const args = [
      '-rm',
      'sh',
      '-c',
      script,
      process.execPath,
      temporaryDirectory(),
      fixture('store-filler.ts'),
    ];
    execFile('unshare', args, (error, stdout) =>
      resolve(error?.code === 99 || stdout === '' ? null : stdout),
    );
  });

it('gives up its ballast when the disk is full, and can go on recording', async ({ skip }) => {
  const output = await fillDisk();
  if (output === null) return skip('no small disk can be mounted here (unshare -rm, mount -t tmpfs)');
  const told = JSON.parse(output);
  expect(told).toMatchObject({ hadBallast: true, isFilled: true, hasBallast: false, isShortOfRoom: true });
  expect(told.recorded).toBe('after the disk was full');
  expect(told).toMatchObject({ name: 'TransientError', message: expect.stringContaining('disk is full') });
  expect(told.remembered).toBe(told.saved);
  expect(told.integrity).toBe('ok');
});
