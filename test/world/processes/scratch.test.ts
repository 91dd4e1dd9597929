import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const script = fileURLToPath(new URL('../../../src/world/processes/scratch.sh', import.meta.url));
const shells = ['/bin/dash', '/bin/bash'].filter((shell) => existsSync(shell));
const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;

/** A bind mount in what is to go, whose name the kernel has to escape; nothing is said on the way but what is kept. */
const commands = `
. "$1"
mkdir -p "$2/own" "$2/own-2"
mount --bind "$3" "$2/own/x y"
clear_scratch "$2/own" 2>>"$2/said"
test -e "$2/own/x y/kept" && echo "with a mount: kept"
clear_scratch "$2/own-2"
test -e "$2/own-2" || echo "beside it: gone"
umount "$2/own/x y"
clear_scratch "$2/own"
test -e "$2/own" || echo "without: gone"
`;

test.skipIf(!canMount).each(shells)('what is mounted in it is not entered (%s)', (shell) => {
  const folder = mkdtempSync(join(tmpdir(), 'coordinator-scratch-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [elsewhere, place] = [join(folder, 'elsewhere'), join(folder, String.raw`a b\c`)];
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'kept'), '');
  mkdirSync(join(place, 'own', 'x y'), { recursive: true });
  const args = ['-rm', shell, '-c', commands, shell, script, place, elsewhere];
  const said = execFileSync('unshare', args, { encoding: 'utf8' });
  expect(said).toBe('with a mount: kept\nbeside it: gone\nwithout: gone\n');
  expect(existsSync(join(elsewhere, 'kept'))).toBe(true);
  expect(readFileSync(join(place, 'said'), 'utf8')).toContain(
    `${place}/own is kept, for something is mounted`,
  );
});
