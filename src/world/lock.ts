/**
 * One coordinator per repository. The lock is an exclusive SQLite transaction, held for life, on a file of its own in
 * git's common directory; a JSON file elsewhere says who holds it. The transaction decides, the JSON file only tells.
 *
 * The system frees it the moment the process is gone, never earlier: a stopped holder keeps it. It is a POSIX lock, so
 * any other open and close of that file inside this process would drop it without a sign. Hence nothing here, and
 * nothing elsewhere, reads the lock file.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ProcessIdentity } from '../model/attempt.ts';
import { UsageError } from '../model/failures.ts';
import { readBootId } from './processes/machine.ts';
import { isAlive } from './processes/process-table.ts';
import { isNullOr, isNumber, isShaped, isText, parseDocument } from './store/shape.ts';

/** Who holds the lock, as told to people. `repository` is `owner/name`; null while it is not known. */
export interface LockHolder extends ProcessIdentity {
  readonly startedAtMs: number;
  readonly version: string;
  readonly repository: string | null;
  /** Options of its command line that change the configuration, and its configuration file; absent = none. */
  readonly flags?: object;
  readonly configPath?: string;
}

/** `holder` null: somebody has it, who does not say. `warnings`: one line for a person each. */
export type Lock =
  | { readonly kind: 'held'; readonly warnings: readonly string[]; release(): void }
  | { readonly kind: 'busy'; readonly holder: LockHolder | null };

export interface LockRequest {
  /** `<git common directory>/coordinator/daemon.lock` */
  readonly path: string;
  /** Where (`.coordinator/daemon.json`) and what to tell about this process once it holds the lock. */
  readonly describe: { readonly path: string; readonly holder: LockHolder };
}

const SQLITE_BUSY = 5;

/** A refusal without a holder that lives is asked again: two that try in the same instant can refuse each other. */
const TRY_COUNT = 12;

/** A connection that nobody refers to is closed by the garbage collector, and its lock with it. */
const held = new Set<DatabaseSync>();

const isHolder = isShaped({
  pid: isNumber,
  startTicks: isText,
  boot: isText,
  startedAtMs: isNumber,
  version: isText,
  repository: isNullOr(isText),
});

/**
 * The coordinator that runs, according to the JSON file at `path` and the process table; null = none, or it cannot be
 * confirmed. Never touches the lock.
 */
export const readHolder = (path: string): LockHolder | null => {
  try {
    const holder = parseDocument(readFileSync(path, 'utf8'), isHolder) as LockHolder | null;
    return holder?.boot === readBootId() && isAlive(holder) ? holder : null;
  } catch {
    // Absent, or not to be read: nobody is confirmed.
    return null;
  }
};

const beginExclusive = (file: string): DatabaseSync => {
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

/** Null when another connection has it. @throws UsageError the file cannot be used. */
const acquire = (file: string): DatabaseSync | null => {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    return beginExclusive(file);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ('errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === SQLITE_BUSY)
      return null;
    throw new UsageError(`the lock file ${file} cannot be used: ${error.message}`, {
      fix: `make ${path.dirname(file)} writable; if no coordinator runs, the lock file may be deleted`,
      cause: error,
    });
  }
};

const pauseBriefly = (): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 + Math.random() * 30);
};

/** @see statfs(2) */
const SHARED_FILE_SYSTEMS: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB',
  16914839: '9p',
  1702057286: 'FUSE',
};

const warningsAbout = (file: string): string[] => {
  const name = SHARED_FILE_SYSTEMS[statfsSync(path.dirname(file)).type];
  return name === undefined
    ? []
    : [`${file} is on ${name}, where locks may not keep a second coordinator on another machine out`];
};

const describeHolder = ({ path: file, holder }: LockRequest['describe']): string[] => {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.tmp`, `${JSON.stringify(holder, null, 2)}\n`);
    renameSync(`${file}.tmp`, file);
    return [];
  } catch (error) {
    return [`${file} could not be written, so other commands do not see this coordinator: ${String(error)}`];
  }
};

const heldLock = (db: DatabaseSync, request: LockRequest): Lock => {
  held.add(db);
  return {
    kind: 'held',
    warnings: [...warningsAbout(request.path), ...describeHolder(request.describe)],
    release: () => {
      if (!held.delete(db)) return;
      // While the lock is still ours: afterwards the file may be that of the next holder.
      rmSync(request.describe.path, { force: true });
      db.close();
    },
  };
};

/**
 * Takes the lock, or says who has it; blocks for at most half a second.
 * @throws UsageError the lock file cannot be made or used.
 */
export const openLock = (request: LockRequest): Lock => {
  for (let tryCount = 1; ; tryCount += 1) {
    const db = acquire(request.path);
    if (db !== null) return heldLock(db, request);
    const holder = readHolder(request.describe.path);
    if (holder !== null || tryCount === TRY_COUNT) return { kind: 'busy', holder };
    pauseBriefly();
  }
};
