/**
 * `coordinator recover list-stuck | reset N | kill-zombie N`: see and mend what hangs, whether or not a coordinator runs.
 */
import { isMasterless } from '../decide/recover-controls.ts';
import { stuckOf } from '../decide/stuck.ts';
import { isLive } from '../model/attempt.ts';
import { UsageError } from '../model/failures.ts';
import { keyOf, workerOf } from '../model/ids.ts';
import { renderJson } from '../render/json.ts';
import { renderStuck, stuckJsonOf } from '../render/stuck.ts';
import { readHolder } from '../world/lock.ts';
import { openProcesses } from '../world/processes/open-processes.ts';
import { readMemoryOf } from './clean-choice.ts';
import { type Asked, ask, tellAsked } from './control.ts';
import { nearestIssues, parseIssue } from './issue-argument.ts';
import { lookForStuck } from './look-for-stuck.ts';
import type { PlaceRequest } from './place-request.ts';
import { takeVisitorLock } from './single.ts';
import type { Terminal } from './terminal.ts';
import { type Clone, openClone, openConfigured } from './workplace.ts';

export interface RecoverRequest extends PlaceRequest {
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** Prints what hangs; resolves with exit code 0, also where something does. */
export const listStuck = async (request: RecoverRequest): Promise<number> => {
  const { terminal, json } = request;
  const place = await openConfigured(request, (why) =>
    terminal.say(`the configuration is wrong, deadlines are those of the defaults: ${why}`),
  );
  const source = await lookForStuck(place);
  const findings = stuckOf(source);
  terminal.answer(
    json
      ? renderJson(stuckJsonOf(findings, source.nowMs))
      : renderStuck(findings, { nowMs: source.nowMs, width: terminal.width }),
  );
  return 0;
};

/** A stop may take the grace, git may take as long to save what is there. */
const forcedAnswerMs = 90_000;

/** Queues a task anew; resolves with exit code 1 when that was refused. @throws UsageError no such task. */
export const resetTask = async (
  request: RecoverRequest & {
    readonly issue: string;
    readonly force: boolean;
    readonly reason?: string | undefined;
  },
): Promise<number> => {
  const clone = await openClone(request);
  const { force, reason = null } = request;
  const kind = force ? 'reset-by-force' : 'reset';
  const wanted = { kind, issue: parseIssue(request.issue), reason } as const;
  const asked = await ask(clone, force ? { ...wanted, limitMs: forcedAnswerMs } : wanted);
  return tellAsked(request, { ...wanted, asked });
};

/** Ends what is left of a worker; resolves with exit code 1 when nothing was. @throws UsageError no such task. */
export const killZombie = async (request: RecoverRequest & { readonly issue: string }): Promise<number> => {
  const clone = await openClone(request);
  const issue = parseIssue(request.issue);
  const asked =
    readHolder(clone.paths.holderPath) === null
      ? await sweepByHand(clone, issue)
      : await ask(clone, { kind: 'kill-zombie', issue, reason: null });
  return tellAsked(request, { kind: 'kill-zombie', issue, asked });
};

/** Without a coordinator, and kept from starting one meanwhile. Nothing is remembered: the next start sees what is left. */
const sweepByHand = async (clone: Clone, issue: number): Promise<Asked> => {
  const refused = (answer: string): Asked => ({ kind: 'answered', accepted: false, answer });
  const release = takeVisitorLock(clone);
  try {
    const { tasks } = readMemoryOf(clone);
    const task = tasks.find((one) => one.issue === issue);
    if (task === undefined)
      throw new UsageError(`there is no task ${keyOf(issue)}`, {
        fix: nearestIssues(
          issue,
          tasks.map((one) => one.issue),
        ),
        exitCode: 1,
      });
    const attempt = task.attempts.at(-1);
    if (attempt === undefined || !isLive(attempt)) return refused(`no worker of ${keyOf(issue)} is left`);
    const processes = openProcesses({ runsPath: clone.paths.runsPath });
    const run = processes.readRun(attempt.run);
    if (run.kind === 'live' || (run.kind === 'draining' && run.runnerAlive))
      return refused(
        `the worker of ${keyOf(issue)} is no zombie: its runner looks after it. To end it: coordinator kill ${issue}`,
      );
    if (!isMasterless(run))
      return refused(`no process of ${keyOf(issue)} is left; the next start judges its end`);
    const left = await processes.sweepRun(attempt.run);
    const worker = workerOf(attempt.run);
    if (left.length > 0)
      return refused(
        `pids ${left.join(', ')} of ${worker} cannot be ended. Look at: ps -fp ${left.join(',')}`,
      );
    return {
      kind: 'answered',
      accepted: true,
      answer: `what belonged to ${worker} was ended; the next start judges its end`,
    };
  } finally {
    release();
  }
};
