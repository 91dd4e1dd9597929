import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { BugError, UsageError } from '../../../src/model/failures.ts';
import { classify, classifyAtOpen } from '../../../src/world/store/classify.ts';
import { openStoreForControls, openStoreForReading } from '../../../src/world/store/visit-store.ts';
import { attempt, change, instant, task } from './nouns.ts';
import { open, openWithTask, stateFile, temporaryDirectory } from './stage.ts';

const tamper = (file: string, sql: string): void => {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
};

/** A closed store that knows gh-1 to gh-40. */
const writtenStore = (): string => {
  const file = stateFile();
  const store = openWithTask(file);
  for (let issue = 2; issue <= 40; issue += 1)
    store.rememberTask(task(issue), change(issue, null, 'queued'), instant(1));
  store.close();
  return file;
};

const namesBeside = (file: string): readonly string[] => readdirSync(path.dirname(file)).sort();

describe('a database that cannot be used', () => {
  const damages: readonly [string, (file: string) => void][] = [
    ['is no database', (file) => writeFileSync(file, 'not a database, '.repeat(1_000))],
    ['was cut', (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    [
      'has zeroed pages',
      (file) => {
        const bytes = readFileSync(file);
        writeFileSync(file, bytes.fill(0, 4096, bytes.length - 4096));
      },
    ],
    [
      'is somebody else’s',
      (file) => {
        rmSync(file);
        tamper(file, 'CREATE TABLE theirs (a)');
      },
    ],
    ['lacks a table', (file) => tamper(file, 'DROP TABLE attempts')],
    ['lacks a column', (file) => tamper(file, 'ALTER TABLE tasks DROP COLUMN document')],
    [
      'is gone but for its write-ahead log',
      (file) => {
        copyFileSync(file, `${file}-wal`);
        rmSync(file);
      },
    ],
  ];

  it.each(damages)('is kept aside, and told, when it %s', (_, damage) => {
    const file = writtenStore();
    damage(file);
    const kept = existsSync(file) ? readFileSync(file) : null;
    const names = namesBeside(file);
    for (const visit of [openStoreForReading, openStoreForControls])
      try {
        visit({ path: file })?.close();
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    expect(namesBeside(file).filter((name) => !/-(wal|shm)$/.test(name))).toEqual(
      names.filter((name) => !/-(wal|shm)$/.test(name)),
    );
    const { store, notices } = open(file);
    expect(notices).toHaveLength(1);
    const [notice] = notices;
    const aside = `${file}.corrupt-20270115T080000Z`;
    expect(notice).toContain(aside);
    if (kept) expect(readFileSync(aside).equals(kept)).toBe(true);
    else expect(existsSync(`${aside}-wal`)).toBe(true);
    expect(store.readMemory().tasks).toEqual([]);
    store.rememberTask(task(1), change(1, null, 'queued'), instant(1));
    store.close();
    expect(open(file).notices).toEqual([]);
  });

  it('never replaces one that was kept aside in the same second', () => {
    const file = writtenStore();
    for (const text of ['first', 'second']) {
      writeFileSync(file, text.repeat(1_000));
      open(file).store.close();
    }
    const asides = namesBeside(file).filter((name) => name.includes('.corrupt-'));
    expect(asides).toHaveLength(2);
  });
});

describe('damaged rows', () => {
  it('are set aside and told; attempts stay, with their time started anew', () => {
    const file = writtenStore();
    const { store: before } = open(file);
    for (const issue of [1, 2]) before.openAttempt(attempt(issue, 1));
    before.patchAttempt('run-2-1', { phase: 'ended' });
    const control = before.addControl({ kind: 'stop', issue: 1, reason: null, at: instant(1) });
    before.saveLedger({ viewKey: 'k', text: '', entries: [] });
    before.addRefusal({ issue: 9, title: 't', login: 'eve', labelledAtMs: 1, ground: 'g' });
    before.close();
    tamper(
      file,
      `UPDATE tasks SET document = substr(document, 1, 40) WHERE issue = 3;
       UPDATE tasks SET state = 'dreaming' WHERE issue = 4;
       UPDATE tasks SET document = json_remove(document, '$.branch') WHERE issue = 5;
       UPDATE attempts SET document = 'x';
       UPDATE controls SET document = '[]';
       UPDATE refusals SET document = '';
       UPDATE notes SET document = 'null';`,
    );
    const reader = openStoreForReading({ path: file });
    expect(reader?.readMemory().tasks).toHaveLength(37);
    reader?.close();

    const { store, notices } = open(file);
    expect(notices).toHaveLength(8);
    expect(notices[0]).toContain('gh-3');
    const { tasks, controls, ledger, refusals } = store.readMemory();
    expect(tasks).toHaveLength(37);
    expect([controls, ledger, refusals]).toEqual([[], null, []]);
    const now = instant(1_800_000_000_000);
    expect(tasks[0]?.attempts).toMatchObject([
      { run: 'run-1-1', number: 1, phase: 'intent', startedAt: now },
    ]);
    expect(tasks[1]?.attempts).toMatchObject([{ run: 'run-2-1', phase: 'ended', end: { kind: 'lost' } }]);
    expect(() => store.openAttempt(attempt(1, 2))).toThrow(BugError);
    expect(store.readControlAnswer(control)).toBeNull();
    store.rememberTask(task(3), change(3, null, 'queued'), instant(1));
    store.close();
    expect(open(file).notices).toEqual([]);
  });

  it('lacking a field that came later get its default', () => {
    const file = writtenStore();
    tamper(
      file,
      "UPDATE tasks SET document = json_remove(document, '$.stateLabel', '$.wish') WHERE issue = 1",
    );
    const { store, notices } = open(file);
    expect(notices).toEqual([]);
    expect(store.readMemory().tasks[0]).toMatchObject({ stateLabel: null, wish: null });
  });
});

describe('opening', () => {
  it('says that the file was emptied', () => {
    const file = writtenStore();
    truncateSync(file, 0);
    expect(openStoreForReading({ path: file })).toBeNull();
    expect(open(file).notices).toEqual([expect.stringContaining('was empty')]);
  });

  it('refuses a newer version and leaves it as it is', () => {
    const file = writtenStore();
    tamper(file, 'PRAGMA user_version = 999');
    const bytes = readFileSync(file);
    const openings = [
      () => open(file),
      () => openStoreForReading({ path: file }),
      () => openStoreForControls({ path: file }),
    ];
    for (const opening of openings) expect(opening).toThrow(UsageError);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(namesBeside(file).filter((name) => name.includes('corrupt'))).toEqual([]);
  });

  it('says what to do when the place cannot be written', () => {
    const directory = temporaryDirectory();
    writeFileSync(path.join(directory, 'file'), '');
    mkdirSync(path.join(directory, 'state.db'));
    for (const file of [path.join(directory, 'file', 'state.db'), path.join(directory, 'state.db')])
      expect(() => open(file)).toThrow(
        expect.objectContaining({ name: 'UsageError', fix: expect.stringContaining('writable') }),
      );
  });

  it('keeps the file to its owner', () => {
    const file = writtenStore();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('makes one database when several programs start at once', async () => {
    const file = stateFile();
    const script = path.join(import.meta.dirname, '../../fixtures/store-visitor.ts');
    const children = Array.from({ length: 4 }, () => fork(script, [file]));
    const exits = await Promise.all(children.map((child) => once(child, 'exit')));
    expect(exits).toEqual(children.map(() => [0, null]));
    const { store, notices } = open(file);
    expect(notices).toEqual([]);
    expect(store.countControls()).toBe(80);
  });

  it.each<[string, (file: string) => void]>([
    ['taken away', (file) => rmSync(path.dirname(file), { recursive: true })],
    [
      'replaced by another',
      (file) => {
        rmSync(file);
        writeFileSync(file, '');
      },
    ],
  ])('notices that the file was %s, before it writes or believes what it read', (_, damage) => {
    const file = stateFile();
    const store = openWithTask(file);
    damage(file);
    expect(() => store.patchTask(1, { hold: 'x' })).toThrow(UsageError);
    expect(() => store.readMemory()).toThrow(expect.objectContaining({ exitCode: 1 }));
  });
});

describe('errors of SQLite', () => {
  const sqliteError = (errcode: number) => Object.assign(new Error('as SQLite says'), { errcode });

  it.each([
    [13, 'TransientError', 'TransientError'],
    [10 | (12 << 8), 'TransientError', 'TransientError'],
    [5, 'TransientError', 'TransientError'],
    [8, 'TransientError', 'UsageError'],
    [14, 'TransientError', 'UsageError'],
    [11, 'BugError', 'BugError'],
    [19 | (8 << 8), 'BugError', 'BugError'],
  ])('%i is a %s in use, a %s at start', (code, inUse, atOpen) => {
    const error = sqliteError(code);
    expect(classify(error, '/repo/state.db')).toMatchObject({ name: inUse, cause: error });
    expect(classifyAtOpen(error, '/repo/state.db')).toMatchObject({ name: atOpen, cause: error });
  });

  it('leaves other errors alone', () => {
    const error = new Error('other');
    expect(classify(error, '/repo/state.db')).toBe(error);
  });
});
