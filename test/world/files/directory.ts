import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new empty directory, removed when the test is over. */
export const newDirectory = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'coordinator-files-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};
