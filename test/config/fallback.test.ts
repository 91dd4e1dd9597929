import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readFallback } from '../../src/config/read-config.ts';

it('falls back to the defaults of the repository that a wrong configuration names', () => {
  const fallback = (text: string, env = {}) => {
    const rootPath = mkdtempSync(join(tmpdir(), 'coordinator-fallback-'));
    writeFileSync(join(rootPath, 'coordinator.yml'), text);
    const { repository, workers } = readFallback({ rootPath, configPath: undefined, env });
    rmSync(rootPath, { recursive: true });
    return [repository?.name ?? null, workers.max];
  };
  expect(fallback('repository: acme/api\nworkers: { max: no }\n')).toEqual(['api', 3]);
  expect(fallback('repository: acme/api\nworkers: [\n')).toEqual(['api', 3]);
  expect(fallback('repository: nothing\n')).toEqual([null, 3]);
  expect(fallback('nonsense: 1\n', { COORDINATOR_REPOSITORY: 'acme/web' })).toEqual(['web', 3]);
});
