/**
 * The words of the command line: every `--help` as it is written down in `help/`, and the manual page made of the same.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { manPageOf } from '../../src/commands/man.ts';
import { ROOT_PATH } from '../support/house-tree.ts';
import { commands, freshProgram, verbs, wholeHelpOf } from '../support/verbs.ts';

test.each([['coordinator', freshProgram()] as const, ...commands])('%s --help', async (name, command) => {
  const text = wholeHelpOf(command);
  expect(text).toMatch(
    name === 'coordinator' ? /Exit codes: 0 done/ : /\nExamples:\n( {2}\$ .*coordinator .+\n)+$/,
  );
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
  await expect(text).toMatchFileSnapshot(`help/${name.replaceAll(' ', '-')}.txt`);
});

const page = manPageOf(freshProgram());

test('the manual page has every verb and every option, and nothing in it is markup by accident', () => {
  const plain = page.replaceAll('\\-', '-');
  for (const [name, command] of verbs) {
    expect(plain).toContain(`\n.SS coordinator ${name}`);
    for (const { flags } of command.options) expect(plain, name).toContain(`\n\\fB${flags}\\fR\n`);
  }
  expect(
    page.split('\n').filter((line) => /^['.](?!TH |SH |SS |TP$|PP$|B |nf$|fi$|R[SE])/.test(line)),
  ).toEqual([]);
  expect(page).not.toMatch(/[^\n -~]/);
});

test('npm puts it where man looks: it does so for a list, and for nothing else', () => {
  const { man } = JSON.parse(readFileSync(join(ROOT_PATH, 'package.json'), 'utf8'));
  expect(man).toEqual(['./dist/coordinator.1']);
});

test('man shows it without a complaint', ({ skip }) => {
  const folder = mkdtempSync(join(tmpdir(), 'man-'));
  const path = join(folder, 'coordinator.1');
  writeFileSync(path, page);
  const env = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '100' };
  const shown = spawnSync('man', ['--warnings', '-l', path], { encoding: 'utf8', env });
  rmSync(folder, { recursive: true });
  if (shown.error !== undefined) skip('there is no man here');
  expect(shown).toMatchObject({ status: 0, stderr: '' });
  expect(shown.stdout).toContain('coordinator recover reset');
});
