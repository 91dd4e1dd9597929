/**
 * What each verb answers to `--json`, as it really is, against the schemas that are shipped.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { faultIn } from '../support/answer-check.ts';
import { E2E_TIMEOUT_MS, type E2eStage, openE2eStage, WORK } from '../support/e2e-stage.ts';
import { ROOT_PATH } from '../support/house-tree.ts';
import { schemaNameOf, verbs } from '../support/verbs.ts';

/** Arguments after the verb, and the exit code where it is not 0. `N` stands for the issue. */
const calls: Readonly<Record<string, readonly [string, number?]>> = {
  cancel: ['N'],
  clean: ['--dry-run'],
  'config show': [''],
  doctor: [''],
  explain: ['N'],
  history: ['N'],
  init: ['--check', 1],
  'install-service': ['--print'],
  kill: ['N'],
  open: ['N --print'],
  pause: ['--until +2h'],
  'recover diagnostics': [''],
  'recover kill-zombie': ['N', 1],
  'recover list-stuck': [''],
  'recover reset': ['N'],
  resume: [''],
  retry: ['N'],
  run: ['--dry-run'],
  status: [''],
  stop: ['N'],
  'templates list': [''],
  'templates show': ['worker --issue N'],
  view: ['N'],
  wait: ['N'],
};

/** The GitHub that they ask lives in this process, so it must not stand still meanwhile. */
const answersOf = async (
  lines: readonly (readonly string[])[],
  { rootPath, env }: E2eStage,
): Promise<readonly { readonly stdout: string; readonly code: number }[]> => {
  const script = join(ROOT_PATH, 'test', 'fixtures', 'command-line', 'answer-all.mjs');
  const program = join(ROOT_PATH, 'src', 'commands', 'program.ts');
  const words = [script, program, JSON.stringify(lines)];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: rootPath, env });
  return JSON.parse(stdout);
};

test('each answer fits its schema; logs are told of each attempt, both streams', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage();
  const issue = await stage.hand(
    `[ "$COORDINATOR_ATTEMPT" != 1 ] || { echo oops >&2; exit 1; }\n${WORK.commits}`,
  );
  await stage.run(['run', '--until-idle']);
  const logsOf = (...args: readonly string[]) => stage.run(['logs', `gh-${issue}`, ...args]);
  expect((await logsOf()).stdout).toBe(`started gh-${issue} attempt 2\n`);
  expect((await logsOf('--attempt', '1')).stdout).toBe(`started gh-${issue} attempt 1\n`);
  expect((await logsOf('--attempt', '1', '--stderr')).stdout).toBe('oops\n');
  expect((await logsOf('--stderr')).stdout).toBe('');
  const none = await logsOf('--attempt', '9');
  expect(none).toMatchObject({ code: 1, stdout: '' });
  expect(none.stderr).toContain('Attempts: 1, 2');

  const withSchema = verbs.flatMap(([name, verb]) => (schemaNameOf(verb) === undefined ? [] : [name]));
  expect(Object.keys(calls).toSorted()).toEqual(withSchema.toSorted());
  const lines = Object.entries(calls).map(([name, [args]]) =>
    [...name.split(' '), ...args.replace('N', String(issue)).split(' '), '--json'].filter(
      (word) => word !== '',
    ),
  );
  const answers = await answersOf(lines, stage);
  for (const [index, [name, [, code = 0]]] of Object.entries(calls).entries()) {
    const answer = answers[index] ?? expect.fail();
    expect([name, answer.code]).toEqual([name, code]);
    const schema = schemaNameOf(verbs.find(([one]) => one === name)?.[1] ?? expect.fail());
    const values = name === 'view' ? answer.stdout.trimEnd().split('\n') : [answer.stdout];
    for (const value of values)
      expect([name, faultIn(schema ?? '', JSON.parse(value))]).toEqual([name, null]);
  }
  const missing = await stage.run(['history', '9999', '--json']);
  expect(missing).toMatchObject({ code: 1, stdout: '' });
  expect(faultIn('error', JSON.parse(missing.stderr))).toBeNull();
});
