/**
 * Asks Biome, under the project's own configuration, about files that do not exist in the project.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Tree } from './house-laws.ts';
import { ROOT_PATH } from './house-tree.ts';

/** One complaint: `category` such as `lint/style/noRestrictedImports`, or `plugin`. */
export interface Complaint {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly category: string;
}

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

const BIOME_PATH = join(ROOT_PATH, 'node_modules/@biomejs/biome/bin/biome');

/** The project's configuration without what needs a git repository around it. */
const placeConfiguration = (directory: string): void => {
  const { vcs: _, $schema: __, ...rest } = JSON.parse(readFileSync(join(ROOT_PATH, 'biome.json'), 'utf8'));
  writeFileSync(join(directory, 'biome.json'), JSON.stringify(rest));
  cpSync(join(ROOT_PATH, 'scripts/lint'), join(directory, 'scripts/lint'), { recursive: true });
};

/** Biome exits 1 when it complains; its report is on standard output all the same. */
const runBiome = (directory: string): string => {
  const argv = [BIOME_PATH, 'lint', '--reporter=json', '--max-diagnostics=none', directory];
  try {
    return execFileSync(process.execPath, argv, { cwd: directory, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 1 && 'stdout' in error) {
      return String(error.stdout);
    }
    throw error;
  }
};

/** What Biome says about the files of a tree. */
export const lintTree = (tree: Tree): readonly Complaint[] => {
  const directory = mkdtempSync(join(tmpdir(), 'house-linter-'));
  try {
    placeConfiguration(directory);
    for (const [path, text] of tree) {
      mkdirSync(join(directory, dirname(path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    const report = JSON.parse(runBiome(directory));
    return report.diagnostics.map(({ category, location }: Diagnostic) => ({
      path: location.path,
      line: location.start.line,
      category,
    }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
