import { afterAll, afterEach, expect, it, onTestFinished } from 'vitest';
import { until, untilTalking } from '../../support/until.ts';
import { endOf, openRig } from './rig.ts';

const rig = openRig();
const { processes, start } = rig;
afterEach(rig.expectClean);
afterAll(rig.close);

const mib = 2 ** 20;

it('sees the memory of a whole tree, escapees included, and shared pages once', async () => {
  const run = await start(['holds-memory', '64']);
  await until(() => rig.logOf(run).split('holding').length === 3);
  const [sum, exact] = [processes.readTree(run, Number.POSITIVE_INFINITY), processes.readTree(run, 0)];
  expect(sum?.processCount).toBe(2);
  expect(exact?.processCount).toBe(2);
  for (const usage of [sum, exact]) {
    expect(usage?.residentBytes).toBeGreaterThan(64 * mib);
    expect(usage?.residentBytes).toBeLessThan(256 * mib);
  }
  expect(exact?.residentBytes).toBeLessThan(sum?.residentBytes ?? 0);
  processes.stopRun(run, 'kill');
  expect(await endOf(processes, run)).toBe('137 kill');
});

it('counts the processes of a tree', async () => {
  const run = await start(['forks-many', '12']);
  await until(() => rig.logOf(run) !== '');
  expect(processes.readTree(run, 0)?.processCount).toBe(13);
  processes.stopRun(run, 'kill');
  expect(await endOf(processes, run)).toBe('137 kill');
  // The last of a killed tree may not be gone from the table when its end is told.
  await until(() => processes.readTree(run, 0)?.processCount === 0);
  expect(processes.readTree(run, 0)).toEqual({ processCount: 0, residentBytes: 0 });
});

it('goes by the mark where orphans are lost to the runner', async () => {
  const plain = openRig({ perlPath: null, tier: 'T2' });
  onTestFinished(plain.close);
  const run = await plain.start(['double-forks']);
  await untilTalking(plain.processes, run);
  expect(plain.processes.readTree(run, 0)?.processCount).toBe(2);
  await plain.processes.sweepRun(run);
  await plain.expectClean();
});

it('knows nothing of a run that has told nobody whom it supervises', () => {
  expect(processes.readTree(rig.specOf([]).run, 0)).toBeNull();
});
