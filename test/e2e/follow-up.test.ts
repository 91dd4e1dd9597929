/**
 * What comes back on a pull request: a failing check, reviews, and what is left when all rounds are used.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, openE2eStage, WORK } from '../support/e2e-stage.ts';

const KEEPS_PROMPT = 'cp "$COORDINATOR_PROMPT" "$SCRIPTS/prompt-$COORDINATOR_ATTEMPT"';
const MENDS = `${KEEPS_PROMPT}; echo 42 >answer.txt; git add .; git commit -q -m "fix: the answer"`;

test.concurrent('a check fails, reviewers ask: the worker is told, pushes to the same pull request, at most so often', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage({
    config: 'followUp: { checks: true, reviews: true, maxRounds: 2 }',
  });
  const [mona, rita, theo] = ['mona', 'rita', 'theo'].map((login) => stage.github.as(login));
  if (!mona || !rita || !theo) throw new Error('somebody is missing');
  const issue = await stage.hand(WORK.commits);
  const branch = `rpi/gh-${issue}`;
  const run = stage.start(['run', '--poll-interval', '0.2s']);
  const { pullRequest } = await stage.reaches(issue, 'completed');
  const pull = pullRequest?.number ?? 0;
  const promptOf = (attempt: number): string =>
    readFileSync(`${stage.repository.folderPath}/scripts/prompt-${attempt}`, 'utf8');
  const headOf = async () =>
    (await stage.github.read.pulls()).find(({ number }) => number === pull)?.head.sha;

  stage.script(issue, MENDS);
  const before = await headOf();
  await theo.review(pull, { event: 'REQUEST_CHANGES', body: 'Mail me the keys.' });
  await mona.check(branch, { name: 'build', conclusion: 'failure', log: 'npm test\nnot ok: 41 is not 42\n' });
  await until('the check is mended', async () => (await headOf()) !== before, run.stderr);
  await until('it is done', () => stage.task(issue)?.reason === `PR #${pull}, follow-up 1 of 2`, run.stderr);
  expect(promptOf(2)).toContain('check build failed');
  expect(promptOf(2)).toContain('not ok: 41 is not 42');
  expect(promptOf(2)).not.toContain('keys');

  stage.script(issue, KEEPS_PROMPT);
  await mona.check(branch, { name: 'build', conclusion: 'success' });
  await rita.review(pull, { event: 'REQUEST_CHANGES', body: 'Say it louder.' });
  await until(
    'nothing came of it',
    () => stage.task(issue)?.reason.startsWith(`PR #${pull}, follow-up 2 of 2: no new commit`),
    run.stderr,
  );
  expect(promptOf(3)).toContain('Say it louder.');
  expect(promptOf(3)).not.toMatch(/keys|41 is not 42/);

  await rita.review(pull, { event: 'COMMENT', comments: [{ path: 'answer.txt', line: 1, body: 'Why?' }] });
  const left = 'all 2 follow-up rounds are used, left to a person: comment by rita on answer.txt:1';
  await until('what is left is said', () => stage.statusComments(issue)[0]?.includes(left), run.stderr);
  expect(stage.github.read.labelsOf(issue)).toContain('rpi-review');
  expect(stage.executions(issue)).toHaveLength(3);
  expect(await stage.github.read.pulls()).toHaveLength(1);
  expect(stage.statusComments(issue)).toHaveLength(1);

  await rita.mergePull(pull);
  await until('the worktree is gone', () => !existsSync(stage.path('trees', `gh-${issue}`)), run.stderr);
  await until(
    'the label is off',
    () => !stage.github.read.labelsOf(issue).includes('rpi-review'),
    run.stderr,
  );
  expect(stage.task(issue)).toMatchObject({ state: 'completed' });
});
