/**
 * Builds `dist/` from `src/`: TypeScript is compiled file by file, everything else (shell and Perl runners, pages)
 * is copied to the same relative place with its mode, so that a path that holds in `src/` holds in `dist/`.
 * The manual page is made from the commands. Nothing is left behind when the compiler finds an error.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { manPageOf } from '../src/commands/man.ts';
import { createProgram } from '../src/commands/program.ts';

const root = resolve(import.meta.dirname, '..');
const source = resolve(root, 'src');
const target = resolve(root, 'dist');

const compile = (): void => {
  const compiler = resolve(root, 'node_modules/typescript/bin/tsc');
  const argv = [compiler, '-p', resolve(root, 'tsconfig.build.json')];
  const { status } = spawnSync(process.execPath, argv, { stdio: 'inherit' });
  if (status === 0) return;
  rmSync(target, { recursive: true, force: true });
  process.exit(status ?? 1);
};

const copyTheRest = (): void => {
  const isCopied = (path: string): boolean => statSync(path).isDirectory() || extname(path) !== '.ts';
  cpSync(source, target, { recursive: true, filter: isCopied });
};

const makeExecutable = (path: string): void => {
  if (!readFileSync(path, 'utf8').startsWith('#!/usr/bin/env node\n')) {
    throw new Error(`${path} does not start with #!/usr/bin/env node. Put that line first in src/main.ts.`);
  }
  chmodSync(path, 0o755);
};

rmSync(target, { recursive: true, force: true });
compile();
copyTheRest();
makeExecutable(resolve(target, 'main.js'));
writeFileSync(resolve(target, 'coordinator.1'), manPageOf(createProgram({ code: 0, waitsForReader: true })));
