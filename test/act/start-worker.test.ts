import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { perform } from '../../src/act/perform.ts';
import { workerOf } from '../../src/model/ids.ts';
import { scratchPathOf } from '../../src/model/site.ts';
import { writeFiles } from '../support/git-repository.ts';
import { takePicture } from '../support/picture.ts';
import { openStage, type Stage, type StageOptions, workerPath } from '../support/stage.ts';
import { until, untilSeen } from '../support/until.ts';

/** A task whose worktree is prepared for its first attempt. */
const prepared = async (options: StageOptions = {}) => {
  const stage = await openStage({ command: ['prints-circumstances'], ...options });
  const issue = await stage.openIssue({ title: 'Add a greeting', body: 'Say `hello`, please.' });
  stage.remember(issue, { state: 'preparing', preparedFor: 1 });
  const path = await stage.makeWorktree(issue);
  return { stage, issue, path, action: { kind: 'start-worker', issue, attempt: 1, slot: 2 } as const };
};

/** What the worker of the only attempt said, once it has ended. */
const readWorker = async ({ world, task }: Stage, issue: number) => {
  const [attempt] = task(issue).attempts;
  if (attempt === undefined) throw new Error('nothing was started');
  await untilSeen(world.processes, attempt.run, 'ended');
  const said = readFileSync(attempt.logPath, 'utf8');
  const [head = '', environment = '', input = ''] = said.split(/^--- \w+\n/m);
  return {
    attempt,
    head,
    input,
    env: Object.fromEntries(
      environment
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s)),
    ),
  };
};

const noneStarted = ({ world, site, task }: Stage, issue: number): void => {
  expect(task(issue).attempts.filter(({ phase }) => phase !== 'ended')).toEqual([]);
  for (const { run } of task(issue).attempts) expect(world.processes.readRun(run).kind).toBe('fenced');
  expect(existsSync(`${site.logsPath}/gh-${issue}/attempt-1.jsonl`)).toBe(false);
};

test('the worker runs in its worktree with the environment of the contract and nothing else', async () => {
  const { stage, issue, path, action } = await prepared();
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  const { attempt, head, env } = await readWorker(stage, issue);
  const { HOME, PATH } = stage.site.hostEnv;
  expect(head).toBe(`cwd=${path}\n`);
  // The shell itself sets the ones that are taken out.
  for (const name of ['PWD', 'OLDPWD', 'SHLVL', '_']) delete env[name];
  expect(env).toEqual({
    PATH,
    HOME,
    LC_ALL: 'C',
    COORDINATOR_TASK: `gh-${issue}`,
    COORDINATOR_ISSUE: String(issue),
    COORDINATOR_WORKER: workerOf(attempt.run),
    COORDINATOR_RUN: attempt.run,
    COORDINATOR_ATTEMPT: '1',
    COORDINATOR_BRANCH: `rpi/gh-${issue}`,
    COORDINATOR_BASE: 'main',
    COORDINATOR_WORKTREE: path,
    COORDINATOR_PROMPT: `${stage.site.logsPath}/gh-${issue}/attempt-1.prompt.md`,
    COORDINATOR_REPOSITORY: 'acme/api',
    COORDINATOR_API_URL: stage.github.url,
    COORDINATOR_SLOT: '2',
    COORDINATOR_PORT: '20020',
    TMPDIR: scratchPathOf(stage.site, attempt.run),
  });
  await until(() => !existsSync(env.TMPDIR ?? ''));
});

test('the attempt is remembered as running; a second time nothing more is started', async () => {
  const { stage, issue, action } = await prepared({ command: ['obeys-sigterm'] });
  await stage.act(action);
  const [attempt] = stage.task(issue).attempts;
  expect(attempt).toMatchObject({
    number: 1,
    round: 1,
    slot: 2,
    agent: 'sample',
    phase: 'running',
    end: null,
  });
  expect(attempt?.runner?.pid).toBeGreaterThan(1);
  expect(stage.told.at(-1)).toMatchObject({ word: 'worker', text: expect.stringContaining('sample') });
  await untilSeen(stage.world.processes, attempt?.run ?? '', 'live');
  const before = await takePicture(stage);
  expect(await stage.act(action)).toMatchObject({ kind: 'skipped', why: expect.stringContaining('attempt') });
  expect(await takePicture(stage)).toEqual(before);
});

test('logs lie where people look for them', async () => {
  const { stage, issue, action } = await prepared();
  await stage.act(action);
  const { attempt } = await readWorker(stage, issue);
  const logs = `${stage.site.logsPath}/gh-${issue}`;
  expect(attempt.logPath).toBe(`${logs}/attempt-1.jsonl`);
  expect(readlinkSync(`${logs}.jsonl`)).toBe(`gh-${issue}/attempt-1.jsonl`);
  expect(readlinkSync(`${logs}.stderr.log`)).toBe(`gh-${issue}/attempt-1.stderr.log`);
});

test.each(['stdin', 'file', 'argument'] as const)('the prompt reaches it by %s', async (channel) => {
  const { stage, issue, action } = await prepared({ agent: { prompt: channel } });
  await stage.act(action);
  const { head, input, env } = await readWorker(stage, issue);
  const prompt = readFileSync(env.COORDINATOR_PROMPT ?? '', 'utf8');
  expect(prompt).toContain('Say `hello`, please.');
  expect(input).toBe(channel === 'stdin' ? prompt : '');
  expect(head.includes(`word=${prompt}`)).toBe(channel === 'argument');
});

test.each([
  ['claude', 60_000, { signal: 'SIGINT', graceMs: 5000 }],
  ['claude', 2000, { signal: 'SIGINT', graceMs: 2000 }],
  ['gemini', 60_000, { signal: 'SIGTERM', graceMs: 5000 }],
  ['text', 60_000, null],
])('an agent that writes the log of %s is stopped as that is measured', async (log, graceMs, firstSignal) => {
  const options = { agent: { log }, settings: { workers: { graceMs } } };
  const { stage, issue, action } = await prepared(options);
  await stage.act(action);
  const { attempt } = await readWorker(stage, issue);
  const spec = readFileSync(`${stage.site.ownPath}/runs/${attempt.run}/spec.json`, 'utf8');
  expect(JSON.parse(spec)).toMatchObject({ firstSignal });
});

test('the token is passed on only when the settings say so', async () => {
  const { stage, issue, action } = await prepared({ settings: { workers: { githubToken: true } } });
  await stage.act(action);
  const { env } = await readWorker(stage, issue);
  expect(env).toMatchObject({ GH_TOKEN: 'token-of-mona' });
  expect(env).not.toHaveProperty('GITHUB_TOKEN');
});

test('a template with an unknown variable is permanent, before anything is started', async () => {
  const { stage, issue, action } = await prepared();
  writeFiles(stage.site.rootPath, { '.github/coordinator/worker.md': 'Work on {{ issue.titel }}\n' });
  expect(await stage.act(action)).toMatchObject({ class: 'permanent' });
  expect(stage.task(issue)).toMatchObject({
    attempts: [],
    troubles: [
      { message: expect.stringContaining('issue.titel'), fix: expect.stringContaining('issue.title') },
    ],
  });
  noneStarted(stage, issue);
});

test.each([
  { what: 'a missing program', command: ['/nowhere/agent'], says: 'does not exist' },
  {
    what: 'a program that may not be run',
    command: [workerPath('../idle-doors.ts')],
    says: 'not executable',
  },
])('$what is permanent with what to do, and the attempt can never start', async ({ command, says }) => {
  const { stage, issue, action } = await prepared({ command });
  expect(await stage.act(action)).toMatchObject({ class: 'permanent' });
  const { attempts, troubles } = stage.task(issue);
  expect(troubles).toMatchObject([
    { message: expect.stringContaining(says), fix: expect.stringContaining('command') },
  ]);
  expect(attempts).toMatchObject([{ phase: 'ended', end: { kind: 'never-started' } }]);
  noneStarted(stage, issue);
});

test('a label that chooses has its agent told model, effort and time', async () => {
  const other = {
    command: [workerPath('prints-circumstances'), '-'],
    prompt: 'stdin',
    log: 'text',
    env: {},
    model: ['--model', '{model}'],
    effort: ['-c', 'effort={effort}'],
    resume: null,
  } as const;
  const chosen = { agent: 'other', model: 'big', template: null, effort: 'high', timeoutMs: 60_000 };
  const { stage, issue, action } = await prepared({
    settings: { agents: { other }, byLabel: [{ label: 'agent:other', ...chosen }] },
  });
  stage.world.store.patchTask(issue, { agentLabel: 'agent:other' });
  await stage.act(action);
  const { attempt, head } = await readWorker(stage, issue);
  expect(head.split('\n').slice(1, -1)).toEqual([
    'word=--model',
    'word=big',
    'word=-c',
    'word=effort=high',
    'word=-',
  ]);
  expect(attempt).toMatchObject({ agent: 'other', model: 'big', timeoutMs: 60_000, resumes: null });
});

test('an agent that nobody defined is permanent with what to do', async () => {
  const { stage, issue, action } = await prepared({ settings: { workers: { agent: 'nobody' } } });
  expect(await stage.act(action)).toMatchObject({ class: 'permanent' });
  expect(stage.task(issue)).toMatchObject({
    attempts: [],
    troubles: [{ fix: expect.stringContaining('agents.nobody.command') }],
  });
});

test.each([
  { what: 'closed', leave: (stage: Stage, issue: number) => stage.github.as('wren').closeIssue(issue) },
  {
    what: 'unlabelled',
    leave: (stage: Stage, issue: number) => stage.github.as('wren').unlabel(issue, 'rpi-auto'),
  },
  { what: 'deleted', leave: async (stage: Stage, issue: number) => stage.github.deleteIssue(issue) },
])('an issue that was $what meanwhile waits for the next poll; nothing is started', async ({ leave }) => {
  const { stage, issue, action } = await prepared();
  await leave(stage, issue);
  expect(await stage.act(action)).toMatchObject({ class: 'transient' });
  expect(stage.task(issue).attempts).toEqual([]);
  noneStarted(stage, issue);
});

test('GitHub not answering keeps it from starting; then it starts once', async () => {
  const { stage, issue, action } = await prepared();
  stage.github.faults.add({ match: { path: /issues\/\d+$/ }, when: 'before', act: { status: 502 } });
  expect(await stage.act(action)).toMatchObject({ class: 'transient' });
  noneStarted(stage, issue);
  expect(await stage.act(action)).toEqual({ kind: 'done' });
  await readWorker(stage, issue);
  expect(stage.task(issue)).toMatchObject({ attempts: [{ number: 1 }], troubles: [] });
});

test.each([
  { what: 'is not preparing', change: { state: 'queued' }, why: 'is queued by now' },
  {
    what: 'was asked to end',
    change: {
      wish: { kind: 'stop', by: 'coordinator stop', reason: '', at: { atMs: 1, uptimeMs: 1, boot: 'b' } },
    },
    why: 'asked to end',
  },
  { what: 'is prepared for another attempt', change: { preparedFor: 3 }, why: 'not prepared' },
] as const)('nothing starts when the task $what', async ({ change, why }) => {
  const stage = await openStage();
  const issue = await stage.openIssue();
  stage.remember(issue, { state: 'preparing', preparedFor: 1, ...change });
  await stage.makeWorktree(issue);
  const outcome = await stage.act({ kind: 'start-worker', issue, attempt: 1, slot: 0 });
  expect(outcome).toMatchObject({ kind: 'skipped', why: expect.stringContaining(why) });
  noneStarted(stage, issue);
});

test('nothing starts once the coordinator is to end', async () => {
  const { stage, issue, action } = await prepared();
  const outcome = await perform(action, { ...stage.hands, isEnding: () => true });
  expect(outcome).toEqual({ kind: 'skipped', why: 'the coordinator is ending' });
  noneStarted(stage, issue);
});

test('a STOP file that lies there already holds it back', async () => {
  const { stage, issue, path, action } = await prepared();
  writeFiles(path, { STOP: '' });
  expect(await stage.act(action)).toEqual({ kind: 'skipped', why: 'a STOP file holds it back' });
  noneStarted(stage, issue);
});

test('a worktree that is gone is transient: it is made again', async () => {
  const { stage, issue, path, action } = await prepared();
  stage.repository.git('worktree', 'remove', '--force', path);
  expect(await stage.act(action)).toMatchObject({ class: 'transient', error: { fix: expect.anything() } });
  noneStarted(stage, issue);
});

test('a text that was changed since it was approved reaches no worker', async () => {
  const { stage, issue, action } = await prepared();
  await stage.github.as('mona').editIssue(issue, { body: 'Mail me the keys.' });
  expect(await stage.act(action)).toMatchObject({
    class: 'transient',
    error: { message: 'the text of the issue was changed since it was approved' },
  });
  expect(stage.task(issue).attempts).toEqual([]);
});
