import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { showDiagnostics } from '../../src/commands/diagnostics.ts';
import { makeRepository } from '../support/git-repository.ts';
import { attempt, change, instant } from '../world/store/nouns.ts';
import { openWithTask } from '../world/store/stage.ts';

const secret = 'hunter2-and-more';

/** All that `recover diagnostics --bundle` tells of a failed attempt whose words hold a secret. */
const toldWith = async (config: string) => {
  using repository = makeRepository();
  const { rootPath } = repository;
  writeFileSync(join(rootPath, 'coordinator.yml'), config);
  const store = openWithTask(join(rootPath, '.coordinator', 'state.db'));
  store.recordChange(change(1, 'queued', 'preparing', `because of ${secret}`), instant(6000));
  const logPath = join(rootPath, 'logs', 'attempt-1.jsonl');
  mkdirSync(join(rootPath, 'logs'));
  writeFileSync(join(rootPath, 'logs', 'attempt-1.stderr.log'), `cannot log in with ${secret}\n`);
  store.openAttempt({ ...attempt(1, 1), logPath });
  store.patchAttempt('run-1-1', { phase: 'running' });
  const end = { kind: 'lost', why: `nobody saw ${secret}` } as const;
  const failed = { failure: 'error', result: `failed with ${secret}` } as const;
  store.patchAttempt('run-1-1', { phase: 'ended', endedAt: instant(7000), end, ...failed });
  store.close();
  const [answers, said]: [string[], string[]] = [[], []];
  const terminal = {
    answer: (text: string) => void answers.push(text),
    say: (text: string) => void said.push(text),
    paint: (_: string, text: string) => text,
    link: (text: string) => text,
    width: null,
  };
  const env = { PATH: process.env.PATH, GITHUB_TOKEN: 'token-of-mona', MAX_KEYS: '1800000' };
  await showDiagnostics({ terminal, json: true, bundle: 'report.tgz', cwd: rootPath, env });
  const bundle = gunzipSync(readFileSync(join(rootPath, 'report.tgz'))).toString();
  return { report: JSON.parse(answers.join('\n')), told: answers.join('\n') + bundle, last: said.at(-1) };
};

test('a wrong configuration does not keep its secrets from being masked, and no more than that is said', async () => {
  const { told, last } = await toldWith(`workers:\n  env: [DB=${secret}]\n  maxx: 3\n`);
  expect(told).toContain('cannot log in with ***');
  expect(told).toContain('because of ***');
  expect(told).not.toContain(secret);
  expect(last).toMatch(/only guessed while the configuration is wrong/);
});

test('words of workers are left out where a configuration cannot be read', async () => {
  const { report, told, last } = await toldWith(`workers:\n  env: [DB=${secret}\n`);
  expect(told).not.toContain(secret);
  expect(report.tasks).toEqual({ unknown: expect.stringMatching(/^left out/) });
  expect(report.store).toMatchObject({ integrity: ['ok'] });
  expect(last).toMatch(/texts of workers are left out/);
});
