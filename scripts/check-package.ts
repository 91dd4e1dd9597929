/**
 * Checks what a user would get: the packed tarball is looked over by publint and attw, its bill of materials is made, it is
 * installed into an empty folder with install scripts off, and its command is run: by this Node, and by the next one.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { billOfPackage } from './sbom.ts';

const root = resolve(import.meta.dirname, '..');
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const nextNode = 26;

const run = (directory: string, argv: readonly [string, ...string[]]): void => {
  console.log(`\n$ ${argv.join(' ')}`);
  execFileSync(argv[0], argv.slice(1), { cwd: directory, stdio: 'inherit' });
};

const ask = (directory: string, argv: readonly [string, ...string[]]): string =>
  execFileSync(argv[0], argv.slice(1), {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

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

const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'] as const;

/** Every file under `src/` that is not TypeScript must have come along, and every chunk with its source map. */
const checkFiles = (installed: string): void => {
  const packed = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  const others = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))
    .map((entry) => join('dist', entry.parentPath.slice(join(root, 'src').length), entry.name));
  const documents = ['LICENSE', 'README.md', 'CHANGELOG.md', 'ARCHITECTURE.md', 'dist/THIRD-PARTY.md'];
  for (const path of [...others, ...documents, 'dist/chunks/sample-worker.js', 'dist/chunks/cli.js.map'])
    insist(packed.includes(path), `${path} is in the package`);
  const strays = packed.filter((path) => /^(?:src|test|scripts|bench|\.)/.test(path));
  insist(strays.length === 0, 'nothing but what users need is in the package');
  insist((statSync(join(installed, 'dist/main.js')).mode & 0o111) !== 0, 'dist/main.js is executable');
};

const scriptsOf = (path: string): readonly string[] => {
  const { scripts = {}, gypfile } = JSON.parse(readFileSync(path, 'utf8'));
  const found = ['preinstall', 'install', 'postinstall'].filter((script) => script in scripts);
  return gypfile === true ? [...found, 'gypfile'] : found;
};

const checkInstallScripts = (directory: string): void => {
  const manifests = globSync('node_modules/**/package.json', { cwd: directory });
  const withScripts = manifests.filter((path) => scriptsOf(join(directory, path)).length > 0);
  insist(
    withScripts.length === 0,
    `none of the packages installed along has an install script (${withScripts})`,
  );
};

/** The command as a user runs it, by one Node. */
const checkCommand = (directory: string, node: string): void => {
  const main = join(directory, 'node_modules', name, 'dist/main.js');
  const by = ask(directory, [node, '--version']).trim();
  insist(
    ask(directory, [node, main, '--version']).trim() === version,
    `Node ${by}: --version says ${version}`,
  );
  insist(
    ask(directory, [node, main, '--help']).includes('coordinator'),
    `Node ${by}: --help explains itself`,
  );
  const started = spawnSync(node, [main, 'demo'], { cwd: directory, encoding: 'utf8', timeout: 180_000 });
  if (started.status !== 0) console.error(started.stdout, started.stderr);
  insist(started.status === 0, `Node ${by}: the demo runs to its end`);
};

const install = (directory: string, packages: readonly string[]): void => {
  mkdirSync(directory);
  writeFileSync(join(directory, 'package.json'), '{ "private": true }\n');
  run(directory, ['npm', 'install', ...quietly, ...packages]);
};

const checkInstalled = (directory: string, tarball: string): void => {
  install(directory, [tarball]);
  checkFiles(join(directory, 'node_modules', name));
  checkInstallScripts(directory);
  const asked = ask(directory, ['npx', '--no-install', name, '--version']).trim();
  insist(asked === version, `npx ${name} runs the command`);
  checkCommand(directory, process.execPath);
};

/** npm's packages of the binaries have no install script, unlike the one that chooses among them. */
const checkNextNode = (directory: string, installed: string): void => {
  const binary = `node-${process.platform}-${process.arch}`;
  try {
    install(directory, [`${binary}@${nextNode}`]);
  } catch {
    console.log(
      `skipped: Node ${nextNode} could not be had (${binary}@${nextNode}), so the package was not run by it`,
    );
    return;
  }
  checkCommand(installed, join(directory, 'node_modules', binary, 'bin/node'));
};

const checkBill = (): void => {
  const { components } = billOfPackage();
  const unlicensed = components.filter((component) => !('licenses' in component));
  insist(components.length > 50, `the bill of materials lists ${components.length} packages`);
  insist(unlicensed.length === 0, `each of them has a licence (${unlicensed.map((one) => one.name)})`);
};

const scratch = mkdtempSync(join(tmpdir(), 'check-package-'));
try {
  const tarball = pack(scratch);
  run(root, ['publint', 'run', tarball, '--strict']);
  run(root, ['attw', tarball, '--profile', 'esm-only', '--no-emoji']);
  checkBill();
  const installed = join(scratch, 'empty');
  checkInstalled(installed, tarball);
  checkNextNode(join(scratch, 'next'), installed);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
