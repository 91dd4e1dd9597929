import { spawnSync } from 'node:child_process';
import { expect, it, vi } from 'vitest';
import { openClock } from '../../src/world/clock.ts';

it('tells wall clock, uptime and boot', async () => {
  const clock = openClock();
  const first = clock.now();
  expect(Math.abs(first.atMs - Date.now())).toBeLessThan(1_000);
  expect(first.boot).toMatch(/^[\w-]{8,}$/);
  const passed = await vi.waitUntil(() => clock.now().uptimeMs - first.uptimeMs, { interval: 5 });
  expect(passed).toBeGreaterThan(0);
  expect(clock.now().boot).toBe(first.boot);
  expect(openClock().now().boot).toBe(first.boot);
});

const asleep = ['--user', '--map-root-user', '--time', '--boottime', '10800', '--fork', '--'];
const canSleep = spawnSync('unshare', [...asleep, 'true']).status === 0;

/** A time namespace in which the machine seems to have slept for three hours since its boot. */
it.runIf(canSleep)('does not count time asleep', () => {
  const url = new URL('../../src/world/clock.ts', import.meta.url).href;
  const script = `import { openClock } from '${url}'; process.stdout.write(String(openClock().now().uptimeMs))`;
  const words = [process.execPath, '--input-type=module', '--eval', script];
  const before = openClock().now().uptimeMs;
  const seen = Number(spawnSync('unshare', [...asleep, ...words], { encoding: 'utf8' }).stdout);
  expect(seen).toBeGreaterThanOrEqual(before);
  expect(seen).toBeLessThanOrEqual(openClock().now().uptimeMs);
});

it('calls once, unless called off', async () => {
  const clock = openClock();
  const called: string[] = [];
  const callOff = clock.after(5, () => called.push('called off'));
  clock.after(5, () => called.push('first'));
  callOff();
  await new Promise<void>((resolve) => {
    clock.after(30, resolve);
  });
  callOff();
  expect(called).toEqual(['first']);
});

it('makes run ids that differ', () => {
  const clock = openClock();
  const ids = Array.from({ length: 100 }, () => clock.newRunId());
  expect(new Set(ids).size).toBe(100);
  for (const id of ids)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});
