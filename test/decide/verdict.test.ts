import { describe, expect, it } from 'vitest';
import { endText } from '../../src/decide/end-text.ts';
import { factsOf } from '../../src/decide/facts.ts';
import { type Verdict, verdictOf } from '../../src/decide/verdict.ts';
import type { AttemptEnd } from '../../src/model/attempt.ts';
import { unknown } from '../../src/model/seen.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anAttempt, anEndedAttempt, aTaskWith, aTrouble, at, exitOf } from '../support/remembered.ts';
import { aPull, aSnapshot, type GivenWorld, someWork } from '../support/snapshots.ts';

const never = settingsOf({ pullRequests: { open: 'never' } });

/** The verdict on the first task of a world. */
const judge = (world: GivenWorld, settings = settingsOf()): Verdict => {
  const snapshot = aSnapshot(world);
  const [task] = snapshot.memory.tasks;
  if (task === undefined) throw new Error('a test needs a task');
  return verdictOf(factsOf(task, snapshot, settings.github.label), snapshot, settings);
};

const task = (end: AttemptEnd) => aTaskWith(anEndedAttempt({ end }));
const exited = (code: number, why?: 'self' | 'term' | 'kill' | 'ceiling') =>
  task({ kind: 'exited', exit: exitOf(code, why) });
const worktree = (part: NonNullable<GivenWorld['worktrees']>[number]) => ({ 7: part });
const commits = (commitCount: number, dirtyCount = 0, secretCount = 0) =>
  worktree({ work: someWork({ commitCount, dirtyCount, secretCount, headSha: 'c0ffee' }) });
const kindsOf = (verdict: Verdict) =>
  'evidence' in verdict ? verdict.evidence.map(({ kind }) => kind) : undefined;

describe('how a worker ended, without a pull request and without commits', () => {
  const cases: readonly (readonly [AttemptEnd, string])[] = [
    [{ kind: 'exited', exit: exitOf(0) }, 'no-changes: it ended well, but changed nothing'],
    [{ kind: 'exited', exit: exitOf(1) }, 'exited 1'],
    [{ kind: 'exited', exit: exitOf(126) }, 'exited 126'],
    [{ kind: 'exited', exit: exitOf(127) }, 'exited 127'],
    [{ kind: 'exited', exit: exitOf(130) }, 'killed (signal 2), not by the coordinator'],
    [{ kind: 'exited', exit: exitOf(137) }, 'killed (signal 9), not by the coordinator'],
    [{ kind: 'exited', exit: exitOf(143) }, 'killed (signal 15), not by the coordinator'],
    [{ kind: 'exited', exit: exitOf(143, 'term') }, 'ended on request (exit 143)'],
    [{ kind: 'exited', exit: exitOf(137, 'kill') }, 'killed on request (exit 137)'],
    [{ kind: 'exited', exit: exitOf(137, 'ceiling') }, 'ended at the time ceiling (exit 137)'],
    [{ kind: 'lost', why: 'the machine was restarted' }, 'exit unknown: the machine was restarted'],
  ];
  it.each(cases)('%j', (end, reason) => {
    const verdict = judge({ tasks: [task(end)] });
    expect(verdict).toMatchObject({ kind: 'failed', reason, counts: true });
    expect(kindsOf(verdict)?.[0]).toBe('exit');
  });

  it('never started: costs no attempt, and needs nothing from GitHub or git', () => {
    const tasks = [task({ kind: 'never-started', why: 'called off' })];
    expect(judge({ tasks, polledAt: null })).toMatchObject({
      kind: 'failed',
      reason: 'called off',
      counts: false,
    });
    expect(endText({ kind: 'never-started', why: 'called off' })).toBe('never started: called off');
  });
});

describe('a worker that the kernel ended at a limit', () => {
  it.each([
    [152, 'killed (signal 24): over its limit of processor time'],
    [153, 'killed (signal 25): over its limit of file size'],
  ])('exit %i is told as such', (code, reason) => {
    expect(judge({ tasks: [exited(code)] })).toMatchObject({ kind: 'failed', reason, counts: true });
  });
});

describe('a worker that ended with success, without a pull request', () => {
  it.each([
    ['one commit', commits(1), '1 commit'],
    ['commits', commits(3), '3 commits'],
    ['commits and files', commits(2, 1), '2 commits, 1 uncommitted file kept in the worktree'],
    ['secrets', commits(1, 1, 2), '1 commit, 1 uncommitted file and 2 secrets kept in the worktree'],
  ])('%s are published', (_, worktrees, text) => {
    const verdict = judge({ tasks: [exited(0)], worktrees });
    expect(verdict).toMatchObject({ kind: 'publish', sha: 'c0ffee' });
    expect(verdict).toHaveProperty('evidence.1.text', text);
  });

  it.each([
    [commits(0), 'no-changes: it ended well, but changed nothing'],
    [commits(0, 1), 'no-changes: it ended well, but committed nothing; 1 uncommitted file in its worktree'],
    [commits(0, 2), 'no-changes: it ended well, but committed nothing; 2 uncommitted files in its worktree'],
    [worktree({ exists: false, work: null }), 'the worktree is gone'],
  ])('nothing to propose: %j', (worktrees, reason) => {
    expect(judge({ tasks: [exited(0)], worktrees })).toMatchObject({ kind: 'failed', reason, counts: true });
  });

  it('is left alone when pull requests are never opened', () => {
    expect(judge({ tasks: [exited(0)], worktrees: commits(1) }, never)).toMatchObject({
      kind: 'failed',
      reason: 'no pull request, and pullRequests.open is never',
      counts: true,
    });
  });

  it('waits while the worktree cannot be read', () => {
    expect(judge({ tasks: [exited(0)], worktrees: worktree({ work: unknown('index.lock') }) })).toEqual({
      kind: 'wait',
      hold: 'the worker ended; its worktree cannot be read: index.lock',
    });
    expect(judge({ tasks: [exited(0)], worktrees: worktree({ work: null }) })).toEqual({
      kind: 'wait',
      hold: 'the worker ended; its worktree is being looked at',
    });
  });

  it('waits for half a minute, not for ever', () => {
    const task = aTaskWith(anEndedAttempt({ endedAt: at(-31) }));
    expect(judge({ tasks: [task], worktrees: worktree({ work: unknown('no .git') }) })).toMatchObject({
      kind: 'failed',
      reason: 'its worktree cannot be read: no .git',
      counts: true,
    });
  });

  it('does not ask the worktree when the exit code decides', () => {
    const worktrees = worktree({ work: unknown('index.lock') });
    expect(judge({ tasks: [exited(1)], worktrees })).toMatchObject({ kind: 'failed', reason: 'exited 1' });
  });
});

describe('a set-up that failed', () => {
  const failed = (code: number) =>
    aTaskWith(
      anEndedAttempt({
        end: { kind: 'exited', exit: { code, why: 'self', durationMs: 1, failedSetup: ['npm', 'ERR!'] } },
      }),
    );

  it('is the reason, with its last words', () => {
    const verdict = judge({ tasks: [failed(1)] });
    expect(verdict).toMatchObject({ kind: 'failed', class: 'preparation', counts: false });
    expect(verdict).not.toHaveProperty('isHopeless');
    expect(verdict).toHaveProperty(
      'reason',
      'worktrees.setup failed (exit 1, see setup.log beside the worker’s logs): npm / ERR!',
    );
  });

  it.each([126, 127, 78])('is not tried again after exit code %i', (code) => {
    expect(judge({ tasks: [failed(code)] })).toHaveProperty('isHopeless', true);
  });
});

describe('a question', () => {
  it.each([0, 1, 137])('blocks after exit code %i, whatever was committed', (code) => {
    const worktrees = worktree({ blockedFile: 'Why?', work: someWork({ commitCount: 2 }) });
    const verdict = judge({ tasks: [exited(code)], worktrees });
    expect(verdict).toMatchObject({ kind: 'blocked', question: 'Why?' });
    expect(kindsOf(verdict)).toEqual(['blocked-file', 'exit']);
  });

  it('blocks although it is empty, and although the exit is unknown', () => {
    const tasks = [task({ kind: 'lost', why: 'gone' })];
    expect(judge({ tasks, worktrees: worktree({ blockedFile: '' }) })).toMatchObject({ kind: 'blocked' });
  });

  it('gives way to a pull request', () => {
    const worktrees = worktree({ blockedFile: 'Why?' });
    expect(judge({ tasks: [exited(0)], worktrees, pulls: [aPull()] }).kind).toBe('completed');
  });
});

describe('a pull request', () => {
  it.each(['open', 'merged'] as const)('that is %s completes, whatever the exit code', (state) => {
    for (const code of [0, 1, 137]) {
      const verdict = judge({ tasks: [exited(code)], pulls: [aPull({ state })] });
      expect(verdict).toMatchObject({ kind: 'completed', pull: { number: 70, state } });
      expect(kindsOf(verdict)).toEqual(['pull-request', 'exit']);
    }
  });

  it('closed unmerged proves nothing', () => {
    expect(judge({ tasks: [exited(1)], pulls: [aPull({ state: 'closed' })] }).kind).toBe('failed');
  });

  it('of another branch proves nothing', () => {
    expect(judge({ tasks: [exited(1)], pulls: [aPull({ issue: 71 })] }).kind).toBe('failed');
  });

  it('is proof while the worker lives', () => {
    const verdict = judge({ tasks: [aTaskWith(anAttempt())], pulls: [aPull()] });
    expect(verdict).toMatchObject({ kind: 'completed' });
    expect(kindsOf(verdict)).toEqual(['pull-request']);
  });

  it.each([
    ['was never asked for', { polledAt: null }],
    ['were last asked for before the end', { polledAt: at(-11) }],
    ['cannot be read', { pulls: 'rate limited' }],
  ])('is waited for when pull requests %s', (_, world: GivenWorld) => {
    for (const code of [0, 1]) expect(judge({ tasks: [exited(code)], ...world }).kind).toBe('wait');
  });

  it('seen by a poll that began before the end is proof all the same', () => {
    expect(judge({ tasks: [exited(0)], pulls: [aPull()], polledAt: at(-11) }).kind).toBe('completed');
  });
});

it('a live attempt without a pull request is waited for', () => {
  expect(judge({ tasks: [aTaskWith(anAttempt())] })).toEqual({
    kind: 'wait',
    hold: 'waiting for the exit record',
  });
});

describe('a pull request that lacks commits of its worker', () => {
  it('is waited for until git has answered, where it could be published', () => {
    const world = { tasks: [exited(0)], pulls: [aPull()], worktrees: worktree({ work: null }) };
    expect(judge(world)).toEqual({
      kind: 'wait',
      hold: 'the worker ended; its worktree is being looked at',
    });
    expect(judge({ ...world, tasks: [exited(1)] }).kind).toBe('completed');
    expect(judge({ ...world, pulls: [aPull({ state: 'merged' })] }).kind).toBe('completed');
    expect(judge({ ...world, worktrees: worktree({ exists: false, work: null }) }).kind).toBe('completed');
  });

  const pulls = [aPull({ headSha: 'b'.repeat(40) })];
  const refused = aTrouble('push-branch', { class: 'permanent' });

  it('gets them', () => {
    expect(judge({ tasks: [exited(0)], pulls, worktrees: commits(2) })).toMatchObject({ kind: 'publish' });
  });

  it.each([
    ['they were pushed', exited(0), [aPull({ headSha: 'c0ffee' })]],
    ['the worker failed', exited(1), pulls],
    ['it is merged', exited(0), [aPull({ state: 'merged' as const })]],
    ['pushing them was refused', { ...exited(0), troubles: [refused] }, pulls],
    ['they were pushed a moment ago', { ...exited(0), pushedSha: 'c0ffee' }, pulls],
  ])('completes its task as it is when %s', (_, task, listed) => {
    expect(judge({ tasks: [task], pulls: listed, worktrees: commits(2) })).toMatchObject({
      kind: 'completed',
    });
  });
});
