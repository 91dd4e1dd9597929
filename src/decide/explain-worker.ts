/**
 * A task that uses a worker's place: what is seen of the worker, and what is left of its limits.
 */
import { type Attempt, isLive, type RunSeen } from '../model/attempt.ts';
import { choiceOf } from '../model/choice.ts';
import type { Condition, Verdict } from '../model/explanation.ts';
import { workerOf } from '../model/ids.ts';
import type { TaskMemory } from '../model/task.ts';
import { clockTime } from './clock-time.ts';
import type { Context } from './context.ts';
import { deadlineOf } from './deadlines.ts';
import { explainLimits } from './explain-limits.ts';
import type { Explaining, Part } from './explaining.ts';
import type { TaskFacts } from './facts.ts';
import { attemptText } from './queued.ts';
import { stopAskedOf } from './wishes.ts';

/** What goes on, and until when at most. */
export const explainWorker = (facts: TaskFacts, context: Explaining): Part => {
  const { task, attempt, run } = facts;
  const { recorded, hold } = task;
  const conditions: Condition[] = [];
  if (attempt === null || !isLive(attempt)) {
    if (recorded.state === 'preparing') conditions.push(preparation(task, context));
    if (attempt !== null && recorded.state !== 'preparing') conditions.push(endedWorker(attempt, task));
  } else {
    conditions.push(liveWorker({ task, attempt, run }, context));
    conditions.push(...explainLimits(facts, context));
    conditions.push(...wordOf(attempt, context));
  }
  conditions.push(...stopsOf(facts, context), ...nextOf(task, context));
  return { answer: `is ${recorded.state}: ${hold ?? recorded.reason}`, conditions };
};

const preparation = (
  { preparedFor, recorded, agentLabel }: TaskMemory,
  { settings }: Context,
): Condition => ({
  name: 'preparation',
  verdict: 'met',
  seen:
    preparedFor === null
      ? 'its worktree is being made'
      : `its worktree is ready, ${choiceOf(settings, agentLabel).agent} is being started`,
  atMs: recorded.sinceMs,
  fix: null,
});

const endedWorker = ({ run, endedAt, end }: Attempt, { hold }: TaskMemory): Condition => {
  const how = end?.kind === 'exited' ? `exited ${end.exit.code}` : (end?.why ?? 'ended');
  return {
    name: 'worker',
    verdict: 'noted',
    seen: `${workerOf(run)} has ended (${how}) and is judged${hold === null ? '' : `: ${hold}`}`,
    atMs: endedAt?.atMs ?? null,
    fix: null,
  };
};

interface Seeing {
  readonly task: TaskMemory;
  readonly attempt: Attempt;
  readonly run: RunSeen | null;
}

const liveWorker = ({ task, attempt, run }: Seeing, { settings, snapshot }: Context): Condition => {
  const [verdict, seen] = runText(run, attempt);
  const about = `${workerOf(attempt.run)}, ${attemptText(task, settings, 0)}, ${attempt.agent}: ${seen}`;
  const fix =
    verdict === 'holds'
      ? `It is ended by itself; at once: coordinator recover kill-zombie ${task.issue}`
      : null;
  return { name: 'worker', verdict, seen: about, atMs: snapshot.now.atMs, fix };
};

/** What the agent itself tells in its log, where that can be read. */
const wordOf = ({ run }: Attempt, { snapshot }: Context): readonly Condition[] => {
  const log = snapshot.logs.get(run);
  if (log?.kind !== 'known') return [];
  const { complaint, account } = log.value;
  const told = [
    complaint === null ? null : `says: ${complaint}`,
    account.lastError === null ? null : `last error: ${account.lastError}`,
    account.phase === null ? null : `${account.phase} done`,
    `${account.toolCallCount} tool calls, ${account.toolFailureCount} failed`,
  ].filter((part) => part !== null);
  const isMute = account.turnCount === 0 && account.toolCallCount === 0 && told.length === 1;
  if (isMute) return [];
  return [{ name: 'agent', verdict: 'noted', seen: told.join('; '), atMs: log.atMs, fix: null }];
};

const runText = (run: RunSeen | null, { startedAt }: Attempt): readonly [Verdict, string] => {
  switch (run?.kind) {
    case 'live':
      return ['met', `pid ${run.workerPid} lives, since ${clockTime(startedAt.atMs)} UTC`];
    case 'draining':
      return run.runnerAlive
        ? ['noted', `exited ${run.exit.code}, what it left running is being ended`]
        : ['holds', `exited ${run.exit.code}, and its runner died before what it left was ended`];
    case 'orphaned':
      return ['holds', `its runner is gone, pids ${run.pids.join(', ')} live on`];
    case 'ended':
      return ['noted', `exited ${run.exit.code}`];
    case 'lost':
      return ['noted', run.why === 'reboot' ? 'the machine was restarted' : 'its runner was killed'];
    case 'garbled':
      return ['holds', `${run.file} is unreadable, so its processes cannot be proven to be ours`];
    case undefined:
      return ['unknown', 'its run directory could not be read'];
    default:
      return ['noted', 'its runner has not begun yet'];
  }
};

/** What asks for its end, and how far that is. */
const stopsOf = (facts: TaskFacts, context: Context): readonly Condition[] => {
  const { attempt } = facts;
  const asked = stopAskedOf(facts, context);
  const stop = attempt !== null && isLive(attempt) ? attempt.stop : null;
  return [
    ...(asked === null ? [] : [against('asked to end', asked.reason, asked.evidence.at(-1)?.atMs ?? null)]),
    ...(stop === null ? [] : [against('stop', stop.reason, (stop.sentAt ?? stop.at).atMs)]),
  ];
};

const against = (name: string, seen: string, atMs: number | null): Condition => ({
  name,
  verdict: 'holds',
  seen,
  atMs,
  fix: null,
});

const nextOf = (task: TaskMemory, { settings }: Context): readonly Condition[] => {
  const deadline = deadlineOf(task, settings);
  if (deadline === null) return [];
  const { waitsFor, next, sinceMs, afterMs } = deadline;
  const until = afterMs === null ? '' : `, until ${clockTime(sinceMs + afterMs)} UTC at most`;
  return [
    {
      name: 'next',
      verdict: 'noted',
      seen: `waits for ${waitsFor}${until}, then ${next[0] ?? 'ends'}`,
      atMs: sinceMs,
      fix: null,
    },
  ];
};
