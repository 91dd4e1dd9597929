/**
 * Checks what a user would get: the packed tarball is looked over by publint and attw, installed into an empty folder
 * with install scripts off, and its command is run.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const run = (directory: string, argv: readonly [string, ...string[]]): void => {
  console.log(`\n$ ${argv.join(' ')}`);
  execFileSync(argv[0], argv.slice(1), { cwd: directory, stdio: 'inherit' });
};

const ask = (directory: string, argv: readonly [string, ...string[]]): string =>
  execFileSync(argv[0], argv.slice(1), { cwd: directory, encoding: 'utf8' });

const insist = (isTrue: boolean, what: string): void => {
  if (!isTrue) throw new Error(`The package is not as it should be: ${what}.`);
  console.log(`ok: ${what}`);
};

/** Packs (which builds first) and returns the absolute path of the tarball. */
const pack = (directory: string): string => {
  run(root, ['npm', 'pack', '--loglevel=error', '--pack-destination', directory]);
  const tarball = readdirSync(directory).find((file) => file.endsWith('.tgz'));
  if (!tarball) throw new Error(`npm pack left no tarball in ${directory}.`);
  return join(directory, tarball);
};

/** Every file under `src/` that is not TypeScript must have come along. */
const checkFiles = (installed: string): void => {
  const packed = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  const others = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))
    .map((entry) => join('dist', entry.parentPath.slice(join(root, 'src').length), entry.name));
  for (const path of [
    ...others,
    'dist/coordinator.1',
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'ARCHITECTURE.md',
  ]) {
    insist(packed.includes(path), `${path} is in the package`);
  }
  const strays = packed.filter((path) => /^(?:src|test|scripts|bench|\.)/.test(path));
  insist(strays.length === 0, 'nothing but what users need is in the package');
  insist((statSync(join(installed, 'dist/main.js')).mode & 0o111) !== 0, 'dist/main.js is executable');
};

const checkInstalled = (directory: string, tarball: string): void => {
  mkdirSync(directory);
  writeFileSync(join(directory, 'package.json'), '{ "private": true }\n');
  run(directory, [
    'npm',
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    tarball,
  ]);
  checkFiles(join(directory, 'node_modules', name));
  const command = join(directory, 'node_modules/.bin/coordinator');
  insist(ask(directory, [command, '--version']).trim() === version, `coordinator --version says ${version}`);
  insist(ask(directory, [command, '--help']).includes('coordinator'), 'coordinator --help explains itself');
};

const scratch = mkdtempSync(join(tmpdir(), 'check-package-'));
try {
  const tarball = pack(scratch);
  run(root, ['publint', 'run', tarball, '--strict']);
  run(root, ['attw', tarball, '--profile', 'esm-only', '--no-emoji']);
  checkInstalled(join(scratch, 'empty'), tarball);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
