import { describe, expect, it } from 'vitest';
import { isLive } from '../../src/model/attempt.ts';
import { BugError, PermanentError, TransientError, UsageError } from '../../src/model/failures.ts';
import { firstMemoryOf } from '../../src/model/new-task.ts';
import { known, unknown } from '../../src/model/seen.ts';
import { isTerminal, type TaskState } from '../../src/model/task.ts';
import { anAttempt, aTask, at } from '../support/remembered.ts';

describe('failures', () => {
  it.each([UsageError, TransientError, PermanentError, BugError])(
    '%o is told by its class, and keeps its cause',
    (Failure) => {
      const cause = new Error('below');
      const failure = new Failure('it broke', { cause, fix: 'mend it' });
      expect(failure).toMatchObject({ name: Failure.name, message: 'it broke', fix: 'mend it', cause });
      expect(failure).toBeInstanceOf(Error);
      const others = [UsageError, TransientError, PermanentError, BugError].filter(
        (other) => other !== Failure,
      );
      for (const other of others) expect(failure).not.toBeInstanceOf(other);
      expect(new Failure('it broke').fix).toBeUndefined();
      expect('cause' in new Failure('it broke')).toBe(false);
    },
  );

  it('say how the program ends, and when to try again', () => {
    expect(new UsageError('no').exitCode).toBe(2);
    expect(new UsageError('no', { exitCode: 4 }).exitCode).toBe(4);
    expect(new TransientError('no', { retryAfterMs: 5 }).retryAfterMs).toBe(5);
    expect(new TransientError('no').retryAfterMs).toBeUndefined();
  });
});

it('four states are terminal', () => {
  const states = ['completed', 'failed', 'stopped', 'cancelled'] satisfies readonly TaskState[];
  expect(states.every(isTerminal)).toBe(true);
  const others = ['queued', 'preparing', 'running', 'timing_out', 'stopping', 'zombie', 'blocked'] as const;
  expect(others.some(isTerminal)).toBe(false);
});

it('an attempt lives until it has ended', () => {
  const phases = ['intent', 'running', 'ended'] as const;
  expect(phases.map((phase) => isLive(anAttempt({ phase })))).toEqual([true, true, false]);
});

it('what was read is known, what was not is not an absence', () => {
  expect(known(null, 5)).toEqual({ kind: 'known', value: null, atMs: 5 });
  expect(unknown('why')).toEqual({ kind: 'unknown', why: 'why' });
});

it('a new task starts with nothing behind it', () => {
  const {
    issue,
    title,
    url,
    createdAtMs,
    branch,
    worktreePath,
    approval,
    approvedText,
    labelPriority,
    pullRequest,
  } = aTask();
  const task = {
    issue,
    title,
    url,
    createdAtMs,
    branch,
    worktreePath,
    approval,
    approvedText,
    labelPriority,
    pullRequest,
  };
  const change = { issue, from: null, to: 'queued', reason: 'as given', evidence: [] } as const;
  expect(firstMemoryOf(task, change, at(-600).atMs)).toEqual({ ...aTask(), greeted: false });
});
