import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFiles } from '../support/git-repository.ts';
import { anAccount } from '../support/remembered.ts';
import { openStage, workerPath } from '../support/stage.ts';
import { untilSeen } from '../support/until.ts';

const session = '01a1fbb0-845d';

/** A task whose first attempt, by the agent `sample`, has run and failed, prepared for the second. */
const failedOnce = async (resume: boolean) => {
  const program = workerPath('prints-circumstances');
  const stage = await openStage({
    command: ['prints-circumstances'],
    agent: { resume: [program, 'resume', '{session}'] },
    settings: { workers: { resume } },
  });
  const issue = await stage.openIssue({ title: 'Add a greeting', body: 'Say `hello`, please.' });
  stage.remember(issue, { state: 'preparing', preparedFor: 1 });
  const path = await stage.makeWorktree(issue);
  const long = new Date(Date.now() - 60_000);
  utimesSync(join(path, '.git'), long, long);
  const start = async (attempt: number) => {
    expect(await stage.act({ kind: 'start-worker', issue, attempt, slot: 0 })).toEqual({ kind: 'done' });
    const found = stage.task(issue).attempts.at(-1);
    if (found === undefined) throw new Error('nothing was started');
    await untilSeen(stage.world.processes, found.run, 'ended');
    return { attempt: found, said: readFileSync(found.logPath, 'utf8') };
  };
  const { attempt } = await start(1);
  const end = { kind: 'exited', exit: { code: 1, why: 'self', durationMs: 90_000 } } as const;
  const account = anAccount({ status: 'failed', reason: 'unknown', sessionId: session });
  stage.world.store.patchAttempt(attempt.run, {
    ...({ phase: 'ended', endedAt: stage.world.clock.now(), end, result: 'exited 1', account } as const),
  });
  stage.world.store.patchTask(issue, { preparedFor: 2 });
  return { stage, issue, path, start, first: attempt };
};

test('the next attempt goes on in the session of the one before and is told only what is new', async () => {
  const { start } = await failedOnce(true);
  const { attempt, said } = await start(2);
  expect(attempt.resumes).toBe(session);
  expect(said).toContain(`word=resume\nword=${session}\n`);
  expect(said).toContain('Attempt 1 ended like this: `exited 1`');
  expect(said).not.toContain('Say `hello`');
});

test.each([
  ['it is switched off', false, () => {}],
  [
    'the worktree was made anew',
    true,
    ({ path }) => {
      const later = new Date(Date.now() + 60_000);
      utimesSync(join(path, '.git'), later, later);
    },
  ],
  [
    'its session could not be continued',
    true,
    ({ stage, first }) => stage.world.store.patchAttempt(first.run, { failure: 'session' }),
  ],
  [
    'the session’s id is none that an agent would make',
    true,
    ({ stage, first }) =>
      stage.world.store.patchAttempt(first.run, { account: anAccount({ sessionId: '--evil' }) }),
  ],
  [
    'its conversation had grown too long',
    true,
    ({ stage, first }) =>
      stage.world.store.patchAttempt(first.run, {
        account: anAccount({ status: 'failed', reason: 'context', sessionId: session }),
      }),
  ],
] satisfies readonly (readonly [string, boolean, (found: Awaited<ReturnType<typeof failedOnce>>) => void])[])(
  'it begins anew where %s',
  async (_, resume, change) => {
    const found = await failedOnce(resume);
    change(found);
    const { attempt, said } = await found.start(2);
    expect(attempt.resumes).toBeNull();
    expect(said).not.toContain('word=resume');
    expect(said).toContain('Say `hello`');
  },
);

test('it begins anew where another text was approved since', async () => {
  const { stage, issue, start } = await failedOnce(true);
  await stage.github.as('mona').editIssue(issue, { body: 'Say goodbye.' });
  const { textKey } = await fetchRow(stage, issue);
  stage.world.store.patchTask(issue, { approvedText: textKey });
  writeFiles(stage.site.rootPath, { '.github/coordinator/retry.md': 'again\n' });
  const { attempt, said } = await start(2);
  expect(attempt.resumes).toBeNull();
  expect(said).toContain('Say goodbye.');
});

const fetchRow = async ({ world }: Awaited<ReturnType<typeof openStage>>, issue: number) => {
  const presence = await world.github.fetchIssue(issue);
  if (presence.kind === 'gone') throw new Error('gone');
  return presence.row;
};
