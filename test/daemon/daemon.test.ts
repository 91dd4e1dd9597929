import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type DaemonSource, startDaemon } from '../../src/daemon/daemon.ts';
import { BugError, TransientError } from '../../src/model/failures.ts';
import { keyOf } from '../../src/model/ids.ts';
import { writeFiles } from '../support/git-repository.ts';
import { takePicture } from '../support/picture.ts';
import { openStage, type Stage, type StageOptions } from '../support/stage.ts';
import { until, untilTalking } from '../support/until.ts';

const workers = { backoff: { initialMs: 50, factor: 1, maxMs: 50, jitter: 0 } };

const staged = (options: StageOptions = {}): Promise<Stage> =>
  openStage({
    ...options,
    settings: {
      ...options.settings,
      github: { pollIntervalMs: 200, ...options.settings?.github },
      workers: { ...workers, ...options.settings?.workers },
    },
  });

/** Starts a daemon that is over when the test is. */
const run = (stage: Stage, mode: DaemonSource['mode'] = 'forever') => {
  const { world, site, settings } = stage;
  const daemon = startDaemon({
    world,
    site,
    mode,
    readSettings: () => settings,
    placing: (issue) => ({
      branch: `rpi/gh-${issue}`,
      worktreePath: join(site.treesPath, keyOf(issue)),
    }),
  });
  onTestFinished(async () => {
    daemon.shutDown();
    await daemon.ended.catch(() => {});
  });
  return daemon;
};

const stateOf = ({ world }: Stage, issue: number): string | undefined =>
  world.store.readMemory().tasks.find((task) => task.issue === issue)?.recorded.state;

const untilState = (stage: Stage, issue: number, state: string): Promise<void> =>
  until(
    () => stateOf(stage, issue) === state,
    () => `${stateOf(stage, issue)}: ${JSON.stringify(stage.told)}`,
  );

test('a labelled issue becomes a worktree, a worker, a push and a pull request; then all is quiet', async () => {
  const stage = await staged({ command: ['commits-and-exits'] });
  const issue = await stage.openIssue();
  await run(stage, 'until-idle').ended;
  expect(stateOf(stage, issue)).toBe('completed');
  expect(await stage.github.read.pulls()).toMatchObject([
    { head: { ref: `rpi/gh-${issue}` }, state: 'open' },
  ]);
  expect(stage.github.read.labelsOf(issue)).toContain('rpi-review');
  expect(stage.github.read.comments(issue)).toHaveLength(1);
  expect(stage.github.read.reactions(issue)).toHaveLength(1);
  expect(readFileSync(stage.site.ledgerPath, 'utf8')).toContain(`gh-${issue}`);
  const before = await takePicture(stage);
  await run(stage, 'until-idle').ended;
  expect(await takePicture(stage)).toEqual(before);
});

test('without room for everyday writes the pull request is opened all the same; then one comment says the last state', async () => {
  const stage = await staged({ command: ['commits-and-exits'] });
  const issue = await stage.openIssue();
  let everydayLeft = 0;
  const readWriteRoom = () => ({ left: 100, everydayLeft, moreAtMs: everydayLeft > 0 ? null : 0 });
  const world = { ...stage.world, github: { ...stage.world.github, readWriteRoom } };
  const daemon = run({ ...stage, world }, 'until-idle');
  await untilState(stage, issue, 'completed');
  expect(stage.github.read.comments(issue)).toEqual([]);
  expect(stage.github.read.reactions(issue)).toEqual([]);
  expect(stage.world.store.readMemory().github.writesWaitUntilMs).not.toBeNull();
  everydayLeft = 100;
  await daemon.ended;
  expect(stage.github.read.comments(issue)).toMatchObject([{ body: expect.stringContaining('PR #') }]);
  expect(stage.world.store.readMemory().github.writesWaitUntilMs).toBeNull();
  expect(stage.told.filter(({ word }) => word === 'writes')).toHaveLength(2);
});

test('a repository that is renamed while it runs is followed, and that is said once', async () => {
  const stage = await staged({
    command: ['commits-and-exits'],
    site: { repository: { owner: 'acme', name: 'old' } },
  });
  stage.github.addFormerName('acme/old');
  const issue = await stage.openIssue();
  await run(stage, 'until-idle').ended;
  expect(stateOf(stage, issue)).toBe('completed');
  expect(await stage.github.read.pulls()).toHaveLength(1);
  expect(stage.told.filter(({ word }) => word === 'renamed')).toMatchObject([
    { text: expect.stringContaining('acme/old is acme/api now') },
  ]);
  expect(stage.told.filter(({ word }) => word === 'trouble')).toEqual([]);
});

test('STOP ends a worker also while GitHub hangs', async () => {
  const stage = await staged({ command: ['writes-then-sleeps'] });
  const issue = await stage.openIssue();
  run(stage);
  await untilState(stage, issue, 'running');
  const [attempt] = stage.task(issue).attempts;
  await untilTalking(stage.world.processes, attempt?.run ?? '');
  stage.github.faults.add({
    match: { path: /./ },
    times: Number.POSITIVE_INFINITY,
    when: 'before',
    act: { delayMs: 20_000 },
  });
  writeFiles(stage.task(issue).worktreePath, { STOP: 'wrong approach\n' });
  await untilState(stage, issue, 'stopped');
  const changes = stage.world.store.readJournal(issue).map(({ to, reason }) => `${to}: ${reason}`);
  expect(changes.slice(-2)).toEqual([
    'stopping: STOP file: wrong approach',
    'stopped: STOP file: wrong approach',
  ]);
  stage.github.faults.clear();
});

test('shutting down ends the workers and keeps their work', async () => {
  const stage = await staged({ command: ['writes-then-sleeps'] });
  const issue = await stage.openIssue();
  const daemon = run(stage);
  await untilState(stage, issue, 'running');
  const { worktreePath, attempts } = stage.task(issue);
  await untilTalking(stage.world.processes, attempts[0]?.run ?? '');
  writeFiles(worktreePath, { 'draft.txt': 'draft\n' });
  daemon.shutDown();
  await daemon.ended;
  expect(stateOf(stage, issue)).toBe('stopped');
  expect(stage.world.processes.readRun(attempts[0]?.run ?? '').kind).toBe('ended');
  expect(stage.repository.gitIn(worktreePath, 'log', '-1', '--format=%s')).toMatch(/^WIP: /);
});

test('with `shutdown: detach` workers live on, and the next daemon adopts them', async () => {
  const stage = await staged({ command: ['writes-then-sleeps'], settings: { shutdown: 'detach' } });
  const issue = await stage.openIssue();
  const first = run(stage);
  await untilState(stage, issue, 'running');
  first.shutDown();
  await first.ended;
  const [attempt] = stage.task(issue).attempts;
  await untilTalking(stage.world.processes, attempt?.run ?? '');
  run(stage);
  writeFiles(stage.task(issue).worktreePath, { STOP: '' });
  await untilState(stage, issue, 'stopped');
  expect(stage.task(issue).attempts).toMatchObject([{ run: attempt?.run, end: { exit: { why: 'term' } } }]);
});

test('`once` starts what can start and leaves the worker running', async () => {
  const stage = await staged({ command: ['writes-then-sleeps'], settings: { workers: { max: 1 } } });
  const [first, second] = [await stage.openIssue(), await stage.openIssue()];
  await run(stage, 'once').ended;
  expect([stateOf(stage, first), stateOf(stage, second)]).toEqual(['running', 'queued']);
  expect(stage.world.processes.readRun(stage.task(first).attempts[0]?.run ?? '').kind).toMatch(
    /claimed|live/,
  );
});

test('one bad issue does not stall the others', async () => {
  const stage = await staged({ command: ['commits-and-exits'] });
  const [bad, good] = [await stage.openIssue(), await stage.openIssue()];
  stage.repository.git(
    'worktree',
    'add',
    '-q',
    '-b',
    `rpi/gh-${bad}`,
    `${stage.repository.folderPath}/elsewhere`,
  );
  await run(stage, 'until-idle').ended;
  expect([stateOf(stage, bad), stateOf(stage, good)]).toEqual(['failed', 'completed']);
  expect(existsSync(`${stage.repository.folderPath}/elsewhere/README.md`)).toBe(true);
});

test('a disk that is full for a moment is told once; the daemon goes on, and does not spin', async () => {
  const full = new TransientError('the disk is full');
  let isFull = true;
  let tryCount = 0;
  const stage = await staged({
    command: ['commits-and-exits'],
    doors: ({ store }) => ({
      store: {
        ...store,
        rememberTask: (...args) => {
          tryCount += 1;
          if (isFull) throw full;
          store.rememberTask(...args);
        },
      },
    }),
  });
  const issue = await stage.openIssue();
  run(stage);
  const told = (word: string) => stage.told.filter((line) => line.word === word).map(({ text }) => text);
  const beganAt = performance.now();
  await until(() => tryCount >= 3);
  const perSecond = tryCount / ((performance.now() - beganAt) / 1000);
  expect(perSecond).toBeLessThan(20);
  expect(told('trouble')).toEqual(['the disk is full']);
  isFull = false;
  await untilState(stage, issue, 'completed');
  expect(told('goes on')).toEqual(['it works again, after: the disk is full']);
});

test('a shutdown while memory cannot be read goes on as if there were workers', async () => {
  let isUnreadable = false;
  const stage = await staged({
    command: ['writes-then-sleeps'],
    doors: ({ store }) => ({
      store: {
        ...store,
        readMemory: () => {
          if (isUnreadable) throw new TransientError('input/output error');
          return store.readMemory();
        },
      },
    }),
  });
  const issue = await stage.openIssue();
  const daemon = run(stage);
  await untilState(stage, issue, 'running');
  isUnreadable = true;
  daemon.shutDown();
  isUnreadable = false;
  await daemon.ended;
  expect(stateOf(stage, issue)).toBe('stopped');
});

test('a broken invariant ends it with that error; workers are left to live', async () => {
  let isBroken = false;
  const stage = await staged({
    command: ['writes-then-sleeps'],
    doors: ({ store }) => ({
      store: {
        ...store,
        readMemory: () => {
          if (isBroken) throw new BugError('schema');
          return store.readMemory();
        },
      },
    }),
  });
  const issue = await stage.openIssue();
  const daemon = run(stage);
  await untilState(stage, issue, 'running');
  const attempt = stage.task(issue).attempts[0]?.run ?? '';
  await untilTalking(stage.world.processes, attempt);
  isBroken = true;
  await expect(daemon.ended).rejects.toThrow(BugError);
  expect(stage.world.processes.readRun(attempt).kind).toBe('live');
  isBroken = false;
});

test('a worktree that never gets ready holds up no end; what comes of it later changes and says nothing', async () => {
  const hung = Promise.withResolvers<void>();
  let fetchCount = 0;
  let isClosed = false;
  const late: string[] = [];
  const stage = await staged({
    doors: ({ git, store }) => ({
      git: {
        ...git,
        fetchRemote: () => {
          fetchCount += 1;
          return hung.promise;
        },
      },
      store: new Proxy(store, {
        get: (target, name) => {
          if (isClosed) late.push(String(name));
          return Reflect.get(target, name);
        },
      }),
    }),
  });
  await stage.openIssue();
  const daemon = run(stage);
  await until(() => fetchCount === 1);
  const beganAt = performance.now();
  daemon.shutDown();
  await daemon.ended;
  expect(performance.now() - beganAt).toBeLessThan(8000);
  isClosed = true;
  const toldCount = stage.told.length;
  hung.reject(new TransientError('the remote hung up'));
  daemon.wake();
  daemon.shutDown();
  await new Promise((resolve) => setImmediate(resolve));
  expect(late).toEqual([]);
  expect(stage.told).toHaveLength(toldCount);
});
