import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { watchPlace } from '../../src/commands/watch-place.ts';
import type { Workplace } from '../../src/commands/workplace.ts';
import { defaultSettings } from '../../src/config/read-config.ts';
import { BugError, TransientError, UsageError } from '../../src/model/failures.ts';
import type { Settings } from '../../src/model/settings.ts';
import type { Site } from '../../src/model/site.ts';
import type { NarratorLine, World } from '../../src/world/world.ts';
import { createHandClock } from '../daemon/hand-clock.ts';
import { anAttempt, aTaskWith } from '../support/remembered.ts';
import { until } from '../support/until.ts';

/** A place that is watched, on a clock that the test turns; the files are real. */
const watching = ({ next = defaultSettings }: { readonly next?: Settings | UsageError } = {}) => {
  const rootPath = mkdtempSync(join(tmpdir(), 'coordinator-watch-'));
  const clock = createHandClock();
  const told: NarratorLine[] = [];
  const seen = { settings: defaultSettings, wakes: 0 };
  const memory: { failure: Error | null; worktreePaths: string[] } = { failure: null, worktreePaths: [] };
  const narrator = { tell: (line: NarratorLine) => void told.push(line) };
  const readMemory = () => {
    if (memory.failure !== null) throw memory.failure;
    return { tasks: memory.worktreePaths.map((worktreePath) => aTaskWith(anAttempt(), { worktreePath })) };
  };
  const end = watchPlace({
    place: {
      config: { settings: defaultSettings, filePath: null },
      reread: () => {
        if (next instanceof UsageError) throw next;
        return { settings: next, notices: [] };
      },
      keep: () => {},
    } as unknown as Workplace,
    world: { clock, narrator, store: { readMemory } } as unknown as World,
    site: { rootPath, ledgerPath: join(rootPath, 'tasks.md') } as Site,
    narrator,
    onSettings: (settings) => {
      seen.settings = settings;
    },
    wake: () => {
      seen.wakes += 1;
    },
  });
  onTestFinished(async () => {
    await end();
    rmSync(rootPath, { recursive: true, force: true });
  });
  return { rootPath, clock, seen, told, memory };
};

/** Saves a file now and then: the watch may begin after a save, and what is saved without a pause never settles. */
const savedUntil = (path: string, isMet: () => boolean): Promise<void> => {
  let savedAtMs = Number.NEGATIVE_INFINITY;
  return until(() => {
    if (performance.now() - savedAtMs > 500) {
      writeFileSync(path, '# saved\n');
      savedAtMs = performance.now();
    }
    return isMet();
  });
};

test('memory that cannot be read for a moment ends nothing; STOP files are watched once it can', async () => {
  const { rootPath, clock, memory, seen } = watching();
  memory.failure = new TransientError('input/output error');
  clock.pass(3000);
  memory.failure = null;
  memory.worktreePaths = [join(rootPath, 'gh-7')];
  mkdirSync(join(rootPath, 'gh-7'));
  clock.pass(1000);
  await savedUntil(join(rootPath, 'gh-7', 'STOP'), () => seen.wakes > 0);
});

test('anything else that memory throws is a bug', () => {
  const { clock, memory } = watching();
  memory.failure = new BugError('the store is closed');
  expect(() => clock.pass(1000)).toThrow(BugError);
});

test('a changed configuration is in force, but for what is fixed at the start', async () => {
  const { worktrees, workers } = defaultSettings;
  const next = {
    ...defaultSettings,
    workers: { ...workers, max: 9 },
    worktrees: { ...worktrees, dir: 'elsewhere' },
  };
  const { rootPath, seen, told } = watching({ next });
  await savedUntil(join(rootPath, 'coordinator.yml'), () => told.length > 0);
  expect(told[0]).toMatchObject({
    word: 'applied',
    text: 'the changed configuration is in force; takes effect at the next start: worktrees.dir',
  });
  expect(seen.settings).toEqual({ ...defaultSettings, workers: { ...workers, max: 9 } });
});

test('a wrong configuration is told on one line, and the one before stays in force', async () => {
  const flaw = 'coordinator.yml:2:3: unknown key "maxx" (did you mean "max"?)';
  const { rootPath, seen, told } = watching({
    next: new UsageError(`${flaw}\n  2 |   maxx: 3\n    |   ^^^^`),
  });
  await savedUntil(join(rootPath, 'coordinator.yml'), () => told.length > 0);
  expect(told[0]).toMatchObject({
    word: 'ignored',
    text: `${flaw}; the settings before stay in force`,
  });
  expect(seen.settings).toBe(defaultSettings);
});
