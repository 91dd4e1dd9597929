import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tidyOwnFiles } from '../../src/world/tidy-own-files.ts';

const nowMs = Date.UTC(2026, 10, 25);
const [over, unproven, garbled] = ['a', 'b', 'c'].map(
  (letter) => `${letter.repeat(8)}-0000-4000-8000-000000000000`,
);

const given = () => {
  const folderPath = mkdtempSync(join(tmpdir(), 'coordinator-tidy-'));
  onTestFinished(() => rmSync(folderPath, { recursive: true, force: true }));
  const paths = { runsPath: join(folderPath, 'runs'), retiredPath: join(folderPath, 'retired') };
  for (const run of [over, unproven, garbled])
    mkdirSync(join(paths.runsPath, run ?? ''), { recursive: true });
  writeFileSync(join(paths.runsPath, over ?? '', 'claim'), 'called off');
  writeFileSync(join(paths.runsPath, garbled ?? '', 'owner'), 'half a rec');
  for (const name of ['gh-7-20261001T000000Z', 'gh-7-20261001T000000Z-2', 'gh-8-20261124T000000Z', 'notes'])
    mkdirSync(join(paths.retiredPath, name), { recursive: true });
  const runs = [over, unproven, garbled, 'dddddddd-0000-4000-8000-000000000000'].filter(
    (run) => run !== undefined,
  );
  return { paths, runs, nowMs };
};

test('what is proven over and old goes; what is not proven, not old, or not named by us, stays', async () => {
  const request = given();
  const counted = await tidyOwnFiles({ ...request, isDryRun: true });
  expect(readdirSync(request.paths.runsPath)).toHaveLength(3);
  expect(await tidyOwnFiles({ ...request, isDryRun: false })).toEqual(counted);
  expect(counted).toEqual({ runCount: 1, registrationCount: 2 });
  expect(readdirSync(request.paths.runsPath).toSorted()).toEqual([unproven, garbled]);
  expect(readdirSync(request.paths.retiredPath).toSorted()).toEqual(['gh-8-20261124T000000Z', 'notes']);
  expect(await tidyOwnFiles({ ...request, isDryRun: false })).toEqual({ runCount: 0, registrationCount: 0 });
});

test('where nothing was made yet there is nothing to do', async () => {
  const runsPath = join(tmpdir(), 'coordinator-none', 'runs');
  const paths = { runsPath, retiredPath: runsPath };
  expect(await tidyOwnFiles({ paths, runs: [], nowMs, isDryRun: false })).toEqual({
    runCount: 0,
    registrationCount: 0,
  });
  expect(existsSync(runsPath)).toBe(false);
});
