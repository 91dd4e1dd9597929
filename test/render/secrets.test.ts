import { expect, test } from 'vitest';
import type { Site } from '../../src/model/site.ts';
import { secretVariablesOf } from '../../src/render/secret-values.ts';
import { secretsOf } from '../../src/render/secrets.ts';
import { noOptions } from '../support/no-options.ts';
import { settingsWith } from '../support/settings.ts';

const site = {
  token: 'token-of-mona',
  hostEnv: { API_KEY: 'let-through', PATH: '/usr/bin:/bin', HOME: '/home/mona', OTHER: 'not handed on' },
} as unknown as Site;

const secretsWith = (
  env: readonly { readonly name: string; readonly value: string | null }[],
  agentEnv: Readonly<Record<string, string>> = {},
) =>
  secretsOf({
    site,
    settings: settingsWith(
      { workers: { env } },
      { command: ['x'], prompt: 'stdin', log: 'text', env: agentEnv, ...noOptions },
    ),
  });

test('the token, given and let-through variables, and those of agents, once each', () => {
  const env = [
    { name: 'DB_PASSWORD', value: 'hunter2-given' },
    { name: 'AGAIN', value: 'hunter2-given' },
    { name: 'API_KEY', value: null },
    { name: 'ABSENT', value: null },
  ];
  expect(secretsWith(env, { MODEL_KEY: 'of-the-agent' })).toEqual([
    'token-of-mona',
    'hunter2-given',
    'let-through',
    'of-the-agent',
  ]);
});

test('not what is short, nor what stands in every log', () => {
  const env = [
    { name: 'CI', value: 'true' },
    { name: 'PATH', value: null },
    { name: 'CACHE', value: '/home/mona' },
  ];
  expect(secretsWith(env)).toEqual(['token-of-mona']);
});

test('lines of a value too: the end of a log may begin within it', () => {
  const value = 'first-line\n}\nsecond-line\n';
  expect(secretsWith([{ name: 'KEY', value }])).toEqual([
    'token-of-mona',
    value.trim(),
    'first-line',
    'second-line',
  ]);
});

test('what the environment itself calls a secret', () => {
  const secretNames = [
    'GH_TOKEN',
    'SIGNING_KEY',
    'DEPLOY_KEY',
    'ENCRYPTION_KEY',
    'SSH_KEY_FILE',
    'APIKEYS',
    'SMTP_PASS',
  ];
  const otherNames = ['PWD', 'OLDPWD', 'SSH_AUTH_SOCK', 'GIT_AUTHOR_NAME', 'KEYBOARD', 'LANG', 'SSH_ASKPASS'];
  const env = Object.fromEntries([...secretNames, ...otherNames].map((name) => [name, `value-of-${name}`]));
  expect(secretVariablesOf(env)).toEqual(secretNames.map((name) => `value-of-${name}`));
});
