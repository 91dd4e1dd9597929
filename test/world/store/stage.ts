import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore } from '../../../src/world/store/open-store.ts';
import type { Store } from '../../../src/world/world.ts';
import { change, instant, task } from './nouns.ts';

/** A directory that is gone when the test is. */
export const temporaryDirectory = (): string => {
  const directory = mkdtempSync(path.join(tmpdir(), 'coordinator-store-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

export const stateFile = (): string => path.join(temporaryDirectory(), '.coordinator', 'state.db');

/** Opens and closes with the test; `now` stands still. */
export const open = (file: string): { store: Store; notices: readonly string[] } => {
  const opened = openStore({ path: file, now: () => instant(1_800_000_000_000) });
  onTestFinished(() => {
    try {
      opened.store.close();
    } catch {
      // The test closed it.
    }
  });
  return opened;
};

/** A store that knows gh-1 as queued. */
export const openWithTask = (file = stateFile()): Store => {
  const { store } = open(file);
  store.rememberTask(task(1), change(1, null, 'queued'), instant(5_000));
  return store;
};
