import { expect, test } from 'vitest';
import { UsageError } from '../../../src/model/failures.ts';
import { failureOf, ISSUES, openDoor, openServer, rawIssue, TOKEN } from './door.ts';

/** A server that takes one token, and a door whose token comes from somewhere that may have another one by now. */
const renewing = async (found: string | null) => {
  const server = await openServer();
  let valid = TOKEN;
  let askedCount = 0;
  const answer = (body: unknown) => (arrived: { headers: { authorization?: string | undefined } }) =>
    arrived.headers.authorization === `token ${valid}`
      ? { body }
      : { status: 401, body: { message: 'Bad credentials', status: '401' } };
  server.on(ISSUES, answer([rawIssue(1)]));
  server.on('POST /repos/acme/api/issues/1/labels', answer([{ name: 'rpi-working' }]));
  const renewToken = async (): Promise<string | null> => {
    askedCount += 1;
    return found;
  };
  const github = openDoor(server, { renewToken });
  const replace = (): void => {
    valid = 'ghp_another';
  };
  return { server, github, replace, askedCount: () => askedCount };
};

test('a token that was replaced is taken up, also for a write, which goes out once', async () => {
  const { server, github, replace } = await renewing('ghp_another');
  await github.fetchIssues('rpi-auto');
  replace();
  await github.addLabel(1, 'rpi-working');
  expect(await github.fetchIssues('rpi-auto')).toHaveLength(1);
  expect(await github.fetchToken()).toBe('ghp_another');
  const writes = server.arrived.filter(({ method }) => method === 'POST');
  expect(writes.map(({ headers }) => headers.authorization)).toEqual([`token ${TOKEN}`, 'token ghp_another']);
});

test.each([null, TOKEN, 'two words'])(
  'where there is no other (%s), it is refused; the source is asked once a minute',
  async (found) => {
    const { github, replace, askedCount } = await renewing(found);
    replace();
    expect(await failureOf(github.fetchIssues('rpi-auto'))).toBeInstanceOf(UsageError);
    expect(await failureOf(github.fetchIssues('rpi-auto'))).toBeInstanceOf(UsageError);
    expect(askedCount()).toBe(1);
    expect(await github.fetchToken()).toBe(TOKEN);
  },
);
