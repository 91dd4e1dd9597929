/**
 * What commands load that are asked over and over: hardly more than they need, which is what makes them quick. A package that
 * comes in by an import somewhere is found here by its name; `npm run bench:startup` tells what it costs.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { E2E_TIMEOUT_MS, type E2eStage, openE2eStage, WORK } from '../support/e2e-stage.ts';
import { ROOT_PATH } from '../support/house-tree.ts';

const hookPath = join(ROOT_PATH, 'test', 'fixtures', 'command-line', 'tell-modules.cjs');

/** Small ones, in the terminal that every command has: they measure and wrap texts with wide characters. */
const widths = ['fast-string-truncated-width', 'fast-string-width', 'fast-wrap-ansi'];

/** Built-in modules that take milliseconds. */
const slow = ['node:child_process', 'node:crypto', 'node:http', 'node:https', 'node:net', 'node:readline'];

const packageOf = (path: string): readonly string[] =>
  /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.slice(1) ?? [];

/** Packages whose code is in a module, by the source map of the bundle or by where it lies. */
const packagesIn = (url: string): readonly string[] => {
  const path = fileURLToPath(url);
  if (path.includes('/node_modules/')) return packageOf(path);
  // Made by the build, of nothing.
  if (/^(main|rolldown-runtime-.*)\.js$/.test(basename(path))) return [];
  const { sources }: { sources: readonly string[] } = JSON.parse(readFileSync(`${path}.map`, 'utf8'));
  return sources.flatMap(packageOf);
};

/** What a command loads of packages, and of the slow modules of Node. */
const loadedBy = async (stage: E2eStage, words: readonly string[]): Promise<readonly string[]> => {
  const listPath = join(stage.repository.folderPath, 'modules');
  const { stdout, code } = await stage.run(words, {
    NODE_OPTIONS: `--require=${hookPath}`,
    MODULES_TO: listPath,
  });
  expect({ code, isAnswered: stdout !== '' }, words.join(' ')).toEqual({ code: 0, isAnswered: true });
  const urls: readonly string[] = JSON.parse(
    readFileSync(listPath, 'utf8').trimEnd().split('\n').at(-1) ?? '[]',
  );
  const files = urls.filter((url) => url.startsWith('file:') && fileURLToPath(url) !== hookPath);
  return [...new Set([...files.flatMap(packagesIn), ...urls.filter((url) => slow.includes(url))])].toSorted();
};

test('what is asked over and over loads little, and answers as the parser does', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage();
  await stage.hand(WORK.commits);
  await stage.run(['run', '--until-idle']);

  expect(await loadedBy(stage, ['--version'])).toEqual(['commander', ...widths]);
  expect(await loadedBy(stage, ['--help'])).toEqual(['commander', ...widths]);
  expect(await loadedBy(stage, ['status'])).toEqual(widths);
  expect(await loadedBy(stage, ['status', '--json'])).toEqual(widths);
  expect(await loadedBy(stage, ['__complete', '--', 'stop', ''])).toEqual(widths);
  expect(await loadedBy(stage, ['history', '1'])).toEqual(['commander', ...widths]);
  expect(await loadedBy(stage, ['config', 'show'])).toContain('zod');

  for (const words of [['status'], ['__complete', '--', 'stop', ''], ['__complete', '--', 'r']]) {
    const quick = await stage.run(words);
    const parsed = await stage.run(['--debug', ...words]);
    expect(quick).toEqual(parsed);
  }

  // Another file, another answer: what was kept is of the one before.
  stage.repository.commit(stage.rootPath, { 'coordinator.yml': 'repository: other/one\n' });
  expect((await stage.run(['status'])).stdout).toContain('other/one');
});
