import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { UsageError } from '../../src/model/failures.ts';
import { type Lock, openLock, readHolder } from '../../src/world/lock.ts';
import { readSelf } from '../../src/world/processes/machine.ts';

const paths = () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'coordinator-lock-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return {
    directory,
    lock: path.join(directory, 'git', 'coordinator', 'daemon.lock'),
    describe: path.join(directory, '.coordinator', 'daemon.json'),
  };
};

const own = () => ({ ...readSelf(), startedAtMs: 1, version: '0.1.0', repository: 'acme/api' });

const tryLock = (at: ReturnType<typeof paths>): Lock => {
  const lock = openLock({ path: at.lock, describe: { path: at.describe, holder: own() } });
  if (lock.kind === 'held') onTestFinished(() => lock.release());
  return lock;
};

const start = (name: string, argv: readonly string[]): ChildProcess => {
  const script = path.join(import.meta.dirname, '../fixtures', name);
  const child = spawn(process.execPath, ['--expose-gc', script, ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
};

/** Another process, once it has told what came of its try. */
const otherTry = async (at: ReturnType<typeof paths>) => {
  const child = start('lock-holder.ts', [at.lock, at.describe]);
  const [line] = await once(child.stdout ?? child, 'data');
  return { child, told: JSON.parse(String(line)) };
};

const kill = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};

it('is held by one, who is named to the next, until released', async () => {
  const at = paths();
  const lock = tryLock(at);
  expect(lock).toMatchObject({ kind: 'held', warnings: [] });
  expect(readHolder(at.describe)).toEqual(own());
  const { told } = await otherTry(at);
  expect(told).toEqual({ kind: 'busy', holder: own() });
  if (lock.kind === 'held') lock.release();
  expect(readHolder(at.describe)).toBeNull();
  expect(existsSync(at.describe)).toBe(false);
  expect((await otherTry(at)).told).toMatchObject({ kind: 'held' });
});

it('is refused inside the same process, too, and that does not free it', async () => {
  const at = paths();
  tryLock(at);
  expect(tryLock(at)).toEqual({ kind: 'busy', holder: own() });
  expect((await otherTry(at)).told.kind).toBe('busy');
});

it('is free at once after kill -9, and what the dead holder left names nobody', async () => {
  const at = paths();
  const { child, told } = await otherTry(at);
  expect(told.kind).toBe('held');
  expect(readHolder(at.describe)).toMatchObject({ pid: child.pid, version: '1.2.3', repository: 'acme/api' });
  await kill(child);
  expect(existsSync(at.describe)).toBe(true);
  expect(readHolder(at.describe)).toBeNull();
  expect(tryLock(at).kind).toBe('held');
});

it('stays with a holder that is stopped', async () => {
  const at = paths();
  const { child } = await otherTry(at);
  child.kill('SIGSTOP');
  await vi.waitUntil(() => /^\d+ \(.*\) T/.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8')));
  expect(tryLock(at)).toMatchObject({ kind: 'busy', holder: { pid: child.pid } });
});

it('stays held when its description is lost, by a holder without a name', async () => {
  const at = paths();
  const { child } = await otherTry(at);
  rmSync(path.dirname(at.describe), { recursive: true });
  expect(tryLock(at)).toEqual({ kind: 'busy', holder: null });
  expect(child.exitCode).toBeNull();
});

it('is held although it cannot be described, with a warning', () => {
  const at = paths();
  mkdirSync(at.describe, { recursive: true });
  writeFileSync(path.join(at.describe, 'file'), '');
  const lock = openLock({ path: at.lock, describe: { path: at.describe, holder: own() } });
  if (lock.kind === 'busy') throw new Error('nobody has it');
  expect(lock.warnings).toEqual([expect.stringContaining(at.describe)]);
  rmSync(at.describe, { recursive: true });
  lock.release();
});

it('never has two holders while processes contend for it', async () => {
  const at = paths();
  const witness = path.join(at.directory, 'witness');
  const children = Array.from({ length: 3 }, () =>
    start('lock-contender.ts', [at.lock, at.describe, witness, '2500']),
  );
  const exits = await Promise.all(children.map((child) => once(child, 'exit')));
  expect(exits).toEqual(children.map(() => [0, null]));
  const lines = readFileSync(witness, 'utf8').trimEnd().split('\n');
  const wrong = lines.filter((line, index) =>
    index % 2 === 0 ? !line.startsWith('S ') : line !== lines[index - 1]?.replace('S ', 'E '),
  );
  expect(wrong).toEqual([]);
  expect(lines.length).toBeGreaterThan(50);
  // Who gets it how often is left to the scheduler of a busy machine.
  expect(new Set(lines.filter((line) => line.startsWith('S '))).size).toBeGreaterThan(1);
});

it('names nobody for a description that cannot be trusted', () => {
  const at = paths();
  mkdirSync(path.dirname(at.describe), { recursive: true });
  expect(readHolder(at.describe)).toBeNull();
  const lies: readonly unknown[] = [
    'half a fil',
    null,
    { ...own(), boot: 'an earlier boot' },
    { ...own(), startTicks: '1' },
    { ...own(), pid: 2 ** 22 + 1 },
    { ...own(), version: 3 },
  ];
  for (const lie of lies) {
    writeFileSync(at.describe, JSON.stringify(lie));
    expect(readHolder(at.describe), JSON.stringify(lie)).toBeNull();
  }
  writeFileSync(at.describe, JSON.stringify(own()));
  expect(readHolder(at.describe)).toEqual(own());
});

it('says what to do about a lock file that is no lock file', () => {
  const at = paths();
  mkdirSync(path.dirname(at.lock), { recursive: true });
  writeFileSync(at.lock, 'not a database, '.repeat(100));
  expect(() => tryLock(at)).toThrow(UsageError);
});
