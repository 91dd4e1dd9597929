import { expect, test } from 'vitest';
import type { Heard, WeighedComment } from '../../src/model/conversation.ts';
import { createRemoteReader } from '../../src/observe/remote.ts';
import { openStage, type Stage, type StageOptions } from '../support/stage.ts';
import { until } from '../support/until.ts';

const staged = async (options?: StageOptions) => {
  const stage = await openStage(options);
  const reader = createRemoteReader(stage.world);
  const look = () => reader.readRemote(stage.world.store.readMemory(), stage.settings);
  /** What is new since the poll before; memory is brought up to it. */
  const listen = async (): Promise<Heard> => {
    const { heard } = await look();
    if (heard.kind === 'unknown') throw new Error(heard.why);
    stage.world.store.hearComments({ newestId: heard.value.newestId, waiting: [] }, []);
    return heard.value;
  };
  return { stage, look, listen };
};

const shortly = ({ comment, standing, textKey }: WeighedComment) => ({
  text: comment.text,
  trusted: standing.kind === 'known' ? standing.value.trusted : standing.kind,
  textKey: textKey.kind === 'known' ? textKey.value : textKey.kind,
});

/** Tasks of mona: one runs, one waits for an answer. */
const tasksOn = async (stage: Stage) => {
  const running = await stage.openIssue();
  stage.remember(running, { state: 'running' });
  const asking = await stage.openIssue();
  stage.remember(asking, { state: 'blocked', question: 'Which?' });
  return { running, asking };
};

test('commands anywhere and answers to questions are heard once, edits and all else are not', async () => {
  const { stage, listen } = await staged();
  const { running, asking } = await tasksOn(stage);
  const other = await stage.openIssue({ labels: [] });
  const mona = stage.github.as('mona');
  await mona.comment(running, '/rpi stop');
  expect((await listen()).comments).toEqual([]);
  await mona.comment(running, 'Looks good');
  await mona.comment(other, 'Which colour?');
  await mona.comment(running, '<!-- coordinator:status -->\n/rpi stop');
  const edited = await mona.comment(running, 'Nothing');
  expect((await listen()).comments).toEqual([]);
  await mona.editComment(edited, '/rpi cancel');
  await stage.github.as('theo').comment(running, '/rpi stop');
  await stage.github.as('wren').comment(asking, 'Blue');
  await stage.github.as('ci-app[bot]').comment(asking, 'Green');
  await mona.comment(other, '/rpi pause');
  expect((await listen()).comments.map(shortly)).toEqual([
    { text: '/rpi stop', trusted: false, textKey: null },
    { text: 'Blue', trusted: true, textKey: null },
    { text: 'Green', trusted: false, textKey: null },
    { text: '/rpi pause', trusted: true, textKey: null },
  ]);
  expect((await listen()).comments).toEqual([]);
});

test('more than a page of new comments is read, and our own alone are no news', async () => {
  const { stage, listen } = await staged();
  const { running } = await tasksOn(stage);
  const mona = stage.github.as('mona');
  const { newestId } = await listen();
  await mona.comment(running, '<!-- coordinator:status -->');
  expect((await listen()).newestId).toBe(newestId);
  await mona.comment(running, '/rpi stop');
  for (let count = 0; count < 104; count += 1) await mona.comment(running, 'chat');
  stage.github.clearJournal();
  expect((await listen()).comments.map(shortly)).toMatchObject([{ text: '/rpi stop', trusted: true }]);
  const lists = () => stage.github.journal().filter(({ route }) => route.endsWith('/issues/comments'));
  expect(lists()).toHaveLength(2);
  await listen();
  expect(lists()).toHaveLength(3);
});

test('an author who cannot be looked up is not known; the text that waits is the first one', async () => {
  const { stage, look, listen } = await staged();
  const { running } = await tasksOn(stage);
  await listen();
  const id = await stage.github.as('wren').comment(running, '/rpi stop');
  stage.github.faults.add({ match: { path: /permission/ }, when: 'before', act: { status: 502 } });
  const { heard } = await look();
  if (heard.kind === 'unknown') throw new Error(heard.why);
  expect(heard.value.comments.map(shortly)).toMatchObject([{ trusted: 'unknown' }]);
  const waiting = heard.value.comments.map(({ comment }) => comment);
  stage.world.store.hearComments({ newestId: heard.value.newestId, waiting }, []);
  await stage.github.as('wren').editComment(id, 'never mind');
  expect((await listen()).comments.map(shortly)).toMatchObject([{ text: '/rpi stop', trusted: true }]);
});

test('an approval is of the text as it is, unless a stranger has changed it since', async () => {
  const { stage, listen } = await staged();
  const issue = await stage.github.as('theo').openIssue({ title: 'Mine', body: 'one', labels: [] });
  stage.remember(issue, { state: 'blocked', question: null });
  await listen();
  await stage.github.as('theo').editIssue(issue, { body: 'two' });
  const second = Math.floor(Date.now() / 1000);
  await until(() => Math.floor(Date.now() / 1000) > second);
  await stage.github.as('mona').comment(issue, '/rpi approve');
  const { textKey } = await stage.world.github
    .fetchIssue(issue)
    .then((seen) => (seen.kind === 'present' ? seen.row : { textKey: '' }));
  expect((await listen()).comments.map(shortly)).toMatchObject([{ trusted: true, textKey }]);
  await stage.github.as('mona').comment(issue, '/rpi approve');
  await stage.github.as('theo').editIssue(issue, { body: 'three' });
  expect((await listen()).comments.map(shortly)).toMatchObject([{ trusted: true, textKey: null }]);
});
