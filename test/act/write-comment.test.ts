import { expect, test } from 'vitest';
import type { ActionOf } from '../../src/act/hands.ts';
import { commentViewOf } from '../../src/decide/telling.ts';
import { statusMark } from '../../src/render/status-comment.ts';
import { actTwice } from '../support/picture.ts';
import { openStage, type Stage } from '../support/stage.ts';

const told = async (options?: Parameters<typeof openStage>[0]) => {
  const stage = await openStage(options);
  const issue = await stage.openIssue();
  stage.remember(issue);
  return { stage, issue };
};

const commentOn = ({ settings, task }: Stage, issue: number): ActionOf<'write-comment'> => ({
  kind: 'write-comment',
  issue,
  view: commentViewOf(task(issue), settings),
});

const ours = ({ github }: Stage, issue: number) =>
  github.read
    .comments(issue)
    .filter(({ body, user }) => user.login === 'mona' && body.startsWith(statusMark));

test('one comment says the state, and is edited when the state changes', async () => {
  const { stage, issue } = await told();
  await actTwice(stage, commentOn(stage, issue));
  const [first] = ours(stage, issue);
  expect(first?.body).toContain('Queued');
  expect(stage.task(issue).comment?.id).toBe(first?.id);
  stage.world.store.recordChange(
    { issue, from: 'queued', to: 'cancelled', reason: 'label removed', evidence: [] },
    stage.world.clock.now(),
  );
  await actTwice(stage, commentOn(stage, issue));
  expect(ours(stage, issue)).toMatchObject([{ id: first?.id, body: expect.stringContaining('Cancelled') }]);
});

test('a deleted comment is made again', async () => {
  const { stage, issue } = await told();
  await stage.act(commentOn(stage, issue));
  await stage.github.as('mona').deleteComment(stage.task(issue).comment?.id ?? 0);
  await stage.act(commentOn(stage, issue));
  expect(ours(stage, issue)).toMatchObject([{ id: stage.task(issue).comment?.id }]);
});

test('with its memory gone our comment is found again; one that only looks like it is left alone', async () => {
  const { stage, issue } = await told();
  await stage.github.as('passer-by').comment(issue, `${statusMark}\nnot ours`);
  await stage.github.as('mona').comment(issue, `I saw ${statusMark} in the source`);
  await stage.act(commentOn(stage, issue));
  stage.world.store.patchTask(issue, { comment: null });
  await stage.act(commentOn(stage, issue));
  expect(ours(stage, issue)).toHaveLength(1);
  expect(stage.github.read.comments(issue).map(({ body }) => body)).toEqual(
    expect.arrayContaining([`${statusMark}\nnot ours`, `I saw ${statusMark} in the source`]),
  );
});

test('an app, whose token has no login, finds its own comment, not that of a person who copied the mark', async () => {
  const { stage, issue } = await told({ site: { token: 'token-of-ci-app' } });
  await stage.github.as('passer-by').comment(issue, `${statusMark}\nnot ours`);
  expect(await stage.act(commentOn(stage, issue))).toEqual({ kind: 'done' });
  stage.world.store.patchTask(issue, { comment: null });
  expect(await stage.act(commentOn(stage, issue))).toEqual({ kind: 'done' });
  expect(stage.github.read.comments(issue).map(({ user }) => user.login)).toEqual([
    'passer-by',
    'ci-app[bot]',
  ]);
});

test('the end of a failed attempt’s log is shown, with our own token masked', async () => {
  const { stage, issue } = await told();
  const logPath = `${stage.site.logsPath}/gh-${issue}/attempt-1.jsonl`;
  stage.world.files.writeText(logPath, 'npm test\nleaked token-of-mona\n');
  const action = commentOn(stage, issue);
  await stage.act({ ...action, view: { ...action.view, state: 'failed', logTailPath: logPath } });
  expect(ours(stage, issue)[0]?.body).toContain('leaked ***');
});

test('what workers were handed in their environment is masked in all that they say', async () => {
  const { stage, issue } = await told({
    settings: {
      workers: {
        env: [
          { name: 'DB_PASSWORD', value: 'hunter2-given' },
          { name: 'API_KEY', value: null },
          { name: 'APP', value: 'coordinator' },
        ],
      },
    },
    agent: { env: { MODEL_KEY: 'key_of_the_agent' } },
    site: { hostEnv: { API_KEY: 'let*through' } },
  });
  const logPath = `${stage.site.logsPath}/gh-${issue}/attempt-1.jsonl`;
  stage.world.files.writeText(logPath, 'hunter2-given\nlet*through\nkey_of_the_agent\n');
  const action = commentOn(stage, issue);
  const question = 'Is hunter2-given right?';
  const reason = 'let*through and key_of_the_agent';
  await stage.act({ ...action, view: { ...action.view, state: 'failed', reason, logTailPath: logPath } });
  expect(ours(stage, issue)[0]?.body).toContain('***\n***\n***');
  expect(ours(stage, issue)[0]?.body).not.toMatch(/hunter2|through|agent_|of\S*the\S*agent/);
  await stage.act({ ...action, view: { ...action.view, state: 'blocked', question } });
  expect(ours(stage, issue)).toMatchObject([{ body: expect.stringContaining('Is *** right?') }]);
});

test('a locked issue is a permanent trouble that says what to do', async () => {
  const { stage, issue } = await told();
  stage.github.faults.add({
    match: { method: 'POST', path: /comments/ },
    when: 'before',
    act: { status: 403, body: { message: 'Unable to create comment because issue is locked.' } },
  });
  expect(await stage.act(commentOn(stage, issue))).toMatchObject({ class: 'permanent' });
  expect(stage.task(issue).troubles[0]?.fix).toBeTruthy();
});
