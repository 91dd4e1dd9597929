/**
 * The door on a GitHub Enterprise server, whose API stands below a path.
 */
import { expect, test } from 'vitest';
import { openGitHub } from '../../../src/world/github/open-github.ts';
import { openStage } from '../../support/stage.ts';
import { createResponses } from './door.ts';

test('the next page is where the server says, with a slash at the end of its address or without', async () => {
  const { github, openIssue } = await openStage({ github: { basePath: '/api/v3' } });
  for (let count = 0; count < 101; count += 1) await openIssue({ title: `Issue ${count}` });
  for (const apiUrl of [github.url, `${github.url}/`]) {
    const repository = { owner: 'acme', name: 'api' };
    const door = openGitHub({
      apiUrl,
      token: 'token-of-mona',
      repository,
      responses: createResponses(),
      paceMs: 0,
    });
    expect(await door.fetchIssues('rpi-auto')).toHaveLength(101);
    expect(await door.fetchEdits(1)).toEqual([]);
  }
  expect(github.journal().some(({ path }) => path.startsWith('/repositories/'))).toBe(true);
});
