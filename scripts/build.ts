/**
 * Builds `dist/` from `src/`, as docs/decisions/0031 argues it: the program and the packages it uses are bundled into one
 * chunk per command and per group of what commands share; shell and Perl runners are copied to the same relative place with
 * their mode. Types are not checked here (`npm run check:types`). Nothing is left behind when the bundler finds an error.
 */
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { shapeOf } from '../src/commands/command-shape.ts';
import { manPageOf } from '../src/commands/man.ts';
import { createProgram } from '../src/commands/program.ts';
import { shapeFile } from '../src/commands/quick.ts';
import { bundledPackages, licencesOf } from './bundled-packages.ts';

const root = resolve(import.meta.dirname, '..');
const source = resolve(root, 'src');
const target = resolve(root, 'dist');
const { dependencies, engines } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));

/**
 * commander could start programs of its own, which it never does here: `node:child_process` is loaded when it does, instead of
 * with every command.
 */
const lateChildProcess: Plugin = {
  name: 'late-child-process',
  resolveId: (id, importer) =>
    id === 'node:child_process' && importer?.includes('/node_modules/commander/') ? '\0late' : null,
  load: (id) =>
    id === '\0late'
      ? `export default { spawn: (...words) => process.getBuiltinModule('node:child_process').spawn(...words) };`
      : null,
};

/** What these need as soon as they are loaded is loaded together; what more than one of them needs, at the start. */
const together = { start: 'main.ts', parser: 'commands/parse.ts', look: 'commands/status.ts' };

const groupOf = new Map<string, string>();

const rememberGroups: Plugin = {
  name: 'remember-groups',
  buildEnd() {
    const gather = (id: string, all: Set<string>): Set<string> => {
      if (all.has(id)) return all;
      all.add(id);
      for (const next of this.getModuleInfo(id)?.importedIds ?? []) gather(next, all);
      return all;
    };
    for (const [group, path] of Object.entries(together))
      for (const id of gather(resolve(source, path), new Set()))
        groupOf.set(id, groupOf.has(id) ? 'start' : group);
  },
};

/** Two levels deep like `src/world/package.ts`, so that the package is found from both. Files keep their names for stack traces. */
const bundle = async (name: string, input: string): Promise<readonly OutputChunk[]> => {
  const build = await rolldown({
    cwd: root,
    input: { [name]: input },
    platform: 'node',
    preserveEntrySignatures: false,
    plugins: [lateChildProcess, rememberGroups],
    external: Object.keys(dependencies),
    onLog: (level, log, tell) => {
      // An import that another one makes needless costs nothing; what a command loads is a matter of test/e2e/start-up.test.ts.
      if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') tell(level === 'warn' ? 'error' : level, log);
    },
  });
  const { output } = await build.write({
    dir: target,
    // ECMAScript modules make Node build a view of every built-in module they import, which costs more than all else.
    format: 'cjs',
    sourcemap: true,
    entryFileNames: 'chunks/[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Each file costs a quarter of a millisecond.
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: Object.keys(together).map((name) => ({ name, test: (id) => groupOf.get(id) === name })),
    },
  });
  return output.filter((file) => file.type === 'chunk');
};

const copyTheRest = (): void => {
  for (const path of globSync('**/*', { cwd: source, exclude: ['**/*.ts'] }))
    if (statSync(resolve(source, path)).isFile()) cpSync(resolve(source, path), resolve(target, path));
};

/** Chunks are scripts; `build` stands for the whole of them. */
const describe = (chunks: readonly OutputChunk[]): string => {
  const hash = createHash('sha256');
  for (const { code } of chunks) hash.update(code);
  return `${JSON.stringify({ type: 'commonjs', build: hash.digest('hex').slice(0, 16) })}\n`;
};

/** The bin. Compiled code is kept in the user's own folder: whoever can write there can run what they like as this user. */
const launcher = `#!/usr/bin/env node
'use strict';
const needed = ${Number(/\d+/.exec(engines.node)?.[0])};
if (Number.parseInt(process.versions.node, 10) < needed) {
  console.error('This is Node ' + process.versions.node + ', and coordinator needs ' + needed + ' or newer: https://nodejs.org');
  process.exit(2);
}
const { env, argv } = process;
const cache = env.XDG_CACHE_HOME || (env.HOME && env.HOME + '/.cache');
if (env.NODE_COMPILE_CACHE || cache)
  require('node:module').enableCompileCache(env.NODE_COMPILE_CACHE || cache + '/worktree-coordinator/compiled');
if (argv.includes('--debug')) process.setSourceMapsEnabled(true);
require('./chunks/cli.js');
`;

/** The manual page, and what a shell can complete, so that no parser has to be loaded to tell. */
const writeCommandLine = (): void => {
  const program = createProgram({ code: 0, waitsForReader: true });
  writeFileSync(resolve(target, 'coordinator.1'), manPageOf(program));
  writeFileSync(resolve(target, shapeFile), JSON.stringify(shapeOf(program)));
};

const writeLauncher = (path: string): void => {
  writeFileSync(path, launcher);
  chmodSync(path, 0o755);
};

rmSync(target, { recursive: true, force: true });
try {
  // Apart from each other: a chunk that both share would run both.
  const chunks = [
    ...(await bundle('cli', 'src/main.ts')),
    ...(await bundle('sample-worker', 'src/demo/sample-worker.ts')),
  ];
  copyTheRest();
  writeFileSync(resolve(target, 'package.json'), describe(chunks));
  writeLauncher(resolve(target, 'main.js'));
  writeCommandLine();
  const packages = bundledPackages(chunks);
  writeFileSync(resolve(target, 'THIRD-PARTY.md'), licencesOf(packages));
} catch (error) {
  rmSync(target, { recursive: true, force: true });
  throw error;
}
