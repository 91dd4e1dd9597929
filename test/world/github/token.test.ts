import { expect, test } from 'vitest';
import { type RunGh, readToken, runGh } from '../../../src/world/github/token.ts';

const without: RunGh = async () => null;
const loggedIn: RunGh = async (args) => `gho_for_${args.at(-1)}\n`;

test.each([
  [
    { GITHUB_TOKEN: ' a\n', GH_TOKEN: 'b' },
    { token: 'a', origin: 'GITHUB_TOKEN' },
  ],
  [
    { GITHUB_TOKEN: '', GH_TOKEN: 'b' },
    { token: 'b', origin: 'GH_TOKEN' },
  ],
  [{}, { token: 'gho_for_github.com', origin: 'gh auth token' }],
  [{ GITHUB_API_URL: 'https://api.github.com/' }, { token: 'gho_for_github.com', origin: 'gh auth token' }],
  [
    { GITHUB_API_URL: 'https://git.acme.example/api/v3' },
    { token: 'gho_for_git.acme.example', origin: 'gh auth token' },
  ],
  [
    { GITHUB_API_URL: 'https://api.acme.ghe.com' },
    { token: 'gho_for_acme.ghe.com', origin: 'gh auth token' },
  ],
  [{ GITHUB_API_URL: 'nonsense' }, null],
])('%o gives %o', async (env, found) => {
  expect(await readToken(env, loggedIn)).toEqual(found);
});

test('no token anywhere is null', async () => {
  expect(await readToken({}, without)).toBeNull();
  expect(await readToken({}, async () => '\n')).toBeNull();
});

test('the real gh, missing or not logged in, is no failure', async () => {
  expect(await runGh(['no-such-command'])).toBeNull();
});
