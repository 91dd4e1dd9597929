/**
 * Tasks and attempts as a test wants them remembered.
 */
import { join } from 'node:path';
import type { Hands } from '../../src/act/hands.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import { keyOf } from '../../src/model/ids.ts';
import { freshAttempt } from '../../src/model/new-attempt.ts';
import { firstMemoryOf } from '../../src/model/new-task.ts';
import type { TaskMemory, TaskPatch, TaskState } from '../../src/model/task.ts';

/** A task as a test wants it remembered; queued, and nothing else known, unless told. */
export interface GivenTask extends TaskPatch {
  readonly state?: TaskState;
}

/** Queued first, then in its state: no decision is asked. */
export const rememberGiven = (
  issue: number,
  { state = 'queued', ...patch }: GivenTask,
  { world, site }: Hands,
): void => {
  const at = world.clock.now();
  const change = { issue, from: null, to: 'queued' as const, reason: 'labelled by mona', evidence: [] };
  const task = {
    issue,
    title: 'Add a greeting',
    url: `https://github.com/acme/api/issues/${issue}`,
    createdAtMs: at.atMs,
    branch: `rpi/gh-${issue}`,
    worktreePath: join(site.treesPath, keyOf(issue)),
    approval: { login: 'mona', atMs: at.atMs },
    approvedText: null,
    labelPriority: 2 as const,
    pullRequest: null,
  };
  world.store.rememberTask(firstMemoryOf(task, change, at.atMs), change, at);
  world.store.patchTask(issue, patch);
  if (state !== 'queued')
    world.store.recordChange({ issue, from: 'queued', to: state, reason: 'as given', evidence: [] }, at);
};

/** The attempt is opened and at once what a test wants it to be; `ended` unless told. */
export const addAttempt = (task: TaskMemory, given: Partial<Attempt>, { world, site }: Hands): Attempt => {
  const number = given.number ?? task.attempts.length + 1;
  const attempt: Attempt = {
    ...freshAttempt,
    run: world.clock.newRunId(),
    issue: task.issue,
    number,
    round: task.round,
    agent: 'sample',
    slot: 0,
    phase: 'ended',
    startedAt: world.clock.now(),
    priorPull: null,
    logPath: join(site.logsPath, keyOf(task.issue), `attempt-${number}.jsonl`),
    ...given,
  };
  const { phase, runner, workerPid, stop, extensions, extended, endedAt, end, result } = attempt;
  world.store.openAttempt({ ...attempt, phase: 'intent' });
  world.store.patchAttempt(attempt.run, {
    phase,
    runner,
    workerPid,
    stop,
    extensions,
    extended,
    endedAt,
    end,
    result,
  });
  return attempt;
};
