/**
 * The runner's own clock, on a made-up `/proc/uptime`: only the functions of the script are read, nothing is started.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const runner = readFileSync(
  fileURLToPath(new URL('../../../src/world/processes/runner.sh', import.meta.url)),
  'utf8',
);

/** What the clock says, in hundredths of a second, at each of these times since boot. */
const readAt = (shell: string, uptimes: readonly string[]): number[] => {
  const folderPath = mkdtempSync(join(tmpdir(), 'runner-clock-'));
  onTestFinished(() => rmSync(folderPath, { recursive: true }));
  const uptimePath = join(folderPath, 'uptime');
  const functions = runner.replace(/\nmain "\$@"; exit\n$/, '\n').replaceAll('/proc/uptime', uptimePath);
  const looks = uptimes.map((uptime) => `echo "${uptime} 1.00" >"${uptimePath}"; clock; echo "$now"`);
  const script = [functions, 'seen_at= now=0', ...looks].join('\n');
  return execFileSync(shell, ['-c', script], { encoding: 'utf8' }).trim().split('\n').map(Number);
};

test.each(['/bin/sh', '/bin/bash'])('in %s only the time awake counts', (shell) => {
  expect(readAt(shell, ['90.08', '90.09', '91.00', '93.00'])).toEqual([0, 1, 92, 292]);
  // Asleep for a night, and then a clock that went back (where there is only the date).
  expect(readAt(shell, ['10.00', '28810.00', '28810.50', '900.00', '901.00'])).toEqual([
    0, 200, 250, 250, 350,
  ]);
});
