import { expect, test } from 'vitest';
import { PermanentError, TransientError } from '../../../src/model/failures.ts';
import { failureOf, openBoth } from './door.ts';

const GRAPHQL = 'POST /graphql';
const LOGS = 'GET /repos/acme/api/actions/jobs/9/logs';
const HEAD = 'a'.repeat(40);

const rawStanding = (more: object = {}, oid = HEAD, contexts: readonly object[] | null = null) => ({
  number: 7,
  headRefOid: HEAD,
  mergeable: 'MERGEABLE',
  commits: {
    nodes: [
      { commit: { oid, statusCheckRollup: contexts === null ? null : { contexts: { nodes: contexts } } } },
    ],
  },
  ...more,
});

const answer = (pull: unknown, more: object = {}) => ({
  body: { data: { repository: { pull7: pull } }, ...more },
});

const ask = { pulls: [7], reviews: true };

test('checks and statuses are told by what they say of the commit', async () => {
  const { server, github } = await openBoth();
  const run = (status: string, conclusion: string | null, more: object = {}) => ({
    ...{ __typename: 'CheckRun', id: conclusion ?? status, databaseId: 9, name: 'build', status, conclusion },
    ...{ title: null, summary: 'It broke.', checkSuite: { app: { slug: 'github-actions' } }, ...more },
  });
  const status = (state: string) => ({
    ...{ __typename: 'StatusContext', id: state, context: 'ci', state, description: null },
  });
  const contexts = [
    ...['FAILURE', 'TIMED_OUT', 'CANCELLED', 'ACTION_REQUIRED', 'SUCCESS'].map((end) =>
      run('COMPLETED', end),
    ),
    run('QUEUED', null, { checkSuite: { app: null } }),
    ...['ERROR', 'EXPECTED', 'SUCCESS'].map(status),
  ];
  server.on(GRAPHQL, answer(rawStanding({ mergeable: 'CONFLICTING' }, HEAD, contexts)));
  const [standing] = await github.fetchStandings(ask);
  expect(standing).toMatchObject({ number: 7, mergeability: 'conflicting', reviews: [], threads: [] });
  expect(standing?.checks.map(({ id, state, jobId }) => `${id} ${state} ${jobId}`)).toEqual([
    ...['FAILURE failed 9', 'TIMED_OUT failed 9', 'CANCELLED passed 9', 'ACTION_REQUIRED passed 9'],
    ...['SUCCESS passed 9', 'QUEUED pending null'],
    ...['ERROR failed null', 'EXPECTED pending null', 'SUCCESS passed null'],
  ]);
  expect(JSON.parse(server.arrived[0]?.body ?? '')).toMatchObject({ variables: { reviews: true } });
});

test('a head that GitHub has not taken in yet is left out; what it will not tell is a failure', async () => {
  const { server, github } = await openBoth();
  const refused = (type: string) => answer(null, { errors: [{ type, message: 'no access' }] });
  server.on(
    GRAPHQL,
    answer(rawStanding({}, 'b'.repeat(40))),
    refused('FORBIDDEN'),
    refused('SOMETHING'),
    answer(rawStanding({ mergeable: 'PERHAPS' })),
    { status: 502 },
  );
  expect(await github.fetchStandings(ask)).toEqual([]);
  expect(await failureOf(github.fetchStandings(ask))).toBeInstanceOf(PermanentError);
  for (let count = 0; count < 3; count += 1)
    expect(await failureOf(github.fetchStandings(ask))).toBeInstanceOf(TransientError);
});

test('a long log keeps its last whole lines; its address is asked without the token', async () => {
  const { server, github } = await openBoth();
  const storage = await openBoth();
  const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
  server.on(LOGS, { status: 302, headers: { location: `${storage.server.url}/log` } });
  storage.server.on('GET /log', { body: lines.join('\n') }, { status: 404 }, { status: 500 });
  const log = (await github.fetchJobLog(9)) ?? '';
  expect(log.length).toBeLessThanOrEqual(64 * 1024);
  expect(log).toMatch(/^line \d+\n/);
  expect(log.endsWith('line 19999')).toBe(true);
  expect(storage.server.arrived[0]?.headers.authorization).toBeUndefined();
  expect(await github.fetchJobLog(9)).toBeNull();
  expect(await failureOf(github.fetchJobLog(9))).toBeInstanceOf(TransientError);
  server.on(LOGS, { status: 403, body: { message: 'Must have admin rights' } }, { status: 410 });
  expect(await failureOf(github.fetchJobLog(9))).toBeInstanceOf(PermanentError);
  expect(await github.fetchJobLog(9)).toBeNull();
});
