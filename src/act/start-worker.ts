import { type Attempt, isLive } from '../model/attempt.ts';
import { PermanentError, TransientError } from '../model/failures.ts';
import { keyOf, type RunId, workerOf } from '../model/ids.ts';
import { freshAttempt } from '../model/new-attempt.ts';
import type { RunSpec } from '../model/run-spec.ts';
import type { AgentSettings, Settings } from '../model/settings.ts';
import type { IssuePresence, IssueRow, PullRow } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import type { RunAbout } from '../model/traces.ts';
import { budgetArgumentsOf } from './budget-arguments.ts';
import { fetchFollowUpLogs } from './follow-up-logs.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { readTask } from './hands.ts';
import { workerEnvironmentOf } from './worker-environment.ts';
import { readPrompt } from './worker-prompt.ts';

/**
 * The attempt is claimed in the store, then its worker is started; dying in between leaves an intent that the next tick
 * settles (act/resolve-intent.ts). The issue is looked at once more right before.
 * @throws TransientError GitHub, disk, no room for a process. @throws PermanentError agent, template or command wrong.
 */
export const startWorker = async (action: ActionOf<'start-worker'>, hands: Hands): Promise<Skip> => {
  const { world } = hands;
  const { branch, followUp } = readTask(action.issue, hands);
  const [presence, prior, token, logs] = await Promise.all([
    world.github.fetchIssue(action.issue),
    world.github.fetchPullOf(branch),
    hands.settings.workers.githubToken ? world.github.fetchToken() : null,
    fetchFollowUpLogs(followUp, hands),
  ]);
  const task = readTask(action.issue, hands);
  const refusal = refusalOf(action, task, hands);
  if (refusal !== null) return refusal;
  const row = eligibleRow(presence, hands);
  if (row.textKey !== task.approvedText)
    throw new TransientError('the text of the issue was changed since it was approved');
  const agent = agentOf(hands);
  const prompt = readPrompt({ task, row, attempt: action.attempt, logs }, hands);
  const run = world.clock.newRunId();
  const attempt = attemptOf({ action, task, run, prior }, hands);
  const spec = specOf({ attempt, task, agent, prompt, token }, hands);
  world.store.openAttempt(attempt);
  await startClaimed(spec, hands);
  return undefined;
};

/** Why it must not start any more; null when nothing on this machine speaks against it. */
const refusalOf = (action: ActionOf<'start-worker'>, task: TaskMemory, hands: Hands): string | null => {
  const { world } = hands;
  if (hands.isEnding?.() === true) return 'the coordinator is ending';
  if (task.recorded.state !== 'preparing') return `${keyOf(task.issue)} is ${task.recorded.state} by now`;
  if (task.attempts.some((attempt) => isLive(attempt) || attempt.number === action.attempt))
    return 'the attempt was made already';
  if (task.wish !== null) return 'it was asked to end';
  if (world.files.isPresent(`${task.worktreePath}/STOP`)) return 'a STOP file holds it back';
  return task.preparedFor === action.attempt ? null : 'its worktree is not prepared';
};

/** The issue as it is now. @throws TransientError it is not open and labelled any more; the next poll confirms that. */
const eligibleRow = (presence: IssuePresence, { settings }: Hands): IssueRow => {
  const label = settings.github.label.toLowerCase();
  if (presence.kind === 'gone' || presence.row.state === 'closed')
    throw new TransientError('the issue is not open any more');
  if (!presence.row.labels.some((name) => name.toLowerCase() === label))
    throw new TransientError(`the issue has lost its label ${settings.github.label}`);
  return presence.row;
};

const agentOf = ({ settings, site }: Hands): AgentSettings => {
  const name = settings.workers.agent;
  const agent = settings.agents[name] ?? site.builtInAgents[name];
  if (agent !== undefined) return agent;
  throw new PermanentError(`there is no agent ${name}`, {
    fix: `Set agents.${name}.command in coordinator.yml`,
  });
};

const attemptOf = (
  source: {
    readonly action: ActionOf<'start-worker'>;
    readonly task: TaskMemory;
    readonly run: RunId;
    readonly prior: PullRow | null;
  },
  { world, settings, site }: Hands,
): Attempt => ({
  ...freshAttempt,
  run: source.run,
  issue: source.task.issue,
  number: source.action.attempt,
  round: source.task.round,
  agent: settings.workers.agent,
  slot: source.action.slot,
  phase: 'intent',
  startedAt: world.clock.now(),
  priorPull:
    source.prior === null
      ? null
      : { number: source.prior.number, headSha: source.prior.headSha, state: source.prior.state },
  logPath: `${site.logsPath}/${keyOf(source.task.issue)}/attempt-${source.action.attempt}.jsonl`,
});

const specOf = (
  source: {
    readonly attempt: Attempt;
    readonly task: TaskMemory;
    readonly agent: AgentSettings;
    readonly prompt: string;
    readonly token: string | null;
  },
  hands: Hands,
): RunSpec => {
  const { attempt, task, agent, prompt, token } = source;
  const { world, settings, site } = hands;
  const stem = attempt.logPath.slice(0, -'.jsonl'.length);
  const promptPath = `${stem}.prompt.md`;
  world.files.writeText(promptPath, prompt);
  world.files.pointLink(`${site.logsPath}/${keyOf(task.issue)}.jsonl`, attempt.logPath);
  world.files.pointLink(`${site.logsPath}/${keyOf(task.issue)}.stderr.log`, `${stem}.stderr.log`);
  const { run, number, slot } = attempt;
  const command = [...agent.command, ...budgetArgumentsOf(task, settings)];
  return {
    run,
    argv: agent.prompt === 'argument' ? [...command, prompt] : command,
    cwd: task.worktreePath,
    env: workerEnvironmentOf({ site, settings, agent, task, run, attempt: number, slot, promptPath, token }),
    stdinPath: agent.prompt === 'stdin' ? promptPath : null,
    stdoutPath: attempt.logPath,
    stderrPath: `${stem}.stderr.log`,
    graceMs: settings.workers.graceMs,
    about: aboutOf(task, attempt),
    ceilingMs: ceilingOf(settings),
    limits: settings.workers.limits,
    ...setupOf(task, token, hands),
  };
};

/** What is still to be run in this very worktree before an agent may begin; it gets no token. */
const setupOf = (
  { issue, worktreePath }: TaskMemory,
  token: string | null,
  { world, settings, site }: Hands,
): Pick<RunSpec, 'setup'> => {
  const command = settings.worktrees.setup;
  const markPath = world.git.readSetupMarkPath(worktreePath);
  if (command === null || markPath === null || world.files.isPresent(markPath)) return {};
  const logPath = `${site.logsPath}/${keyOf(issue)}/setup.log`;
  return { setup: { command, logPath, markPath, hiddenName: token === null ? null : 'GH_TOKEN' } };
};

/** Enough to adopt the run where memory was lost. */
const aboutOf = (task: TaskMemory, attempt: Attempt): RunAbout => {
  const { issue, title, url, createdAtMs, branch, worktreePath, approval } = task;
  const { labelPriority, ledgerPriority, approvedText } = task;
  const { number, round, agent, slot, startedAt, priorPull, logPath } = attempt;
  return {
    task: {
      issue,
      title,
      url,
      createdAtMs,
      branch,
      worktreePath,
      approval,
      approvedText,
      labelPriority,
      ledgerPriority,
    },
    attempt: { number, round, agent, slot, startedAt, priorPull, logPath },
  };
};

/** The dead man's switch: later than every limit that the coordinator itself enforces. */
const ceilingOf = ({ workers }: Settings): number =>
  workers.timeoutMs * (1 + workers.maxExtensions) + 3_600_000;

const startClaimed = async (spec: RunSpec, { world, settings }: Hands): Promise<void> => {
  try {
    const runner = await world.processes.startRun(spec);
    world.store.patchAttempt(spec.run, { phase: 'running', runner });
    const now = world.clock.now();
    const after = spec.setup === undefined ? '' : `, after worktrees.setup (output in ${spec.setup.logPath})`;
    const text = `${workerOf(spec.run)} (${settings.workers.agent}) started in ${spec.cwd}${after}`;
    world.narrator.tell({
      atMs: now.atMs,
      subject: spec.env.COORDINATOR_TASK ?? '',
      word: 'worker',
      text,
    });
  } catch (error) {
    // Whoever makes the claim first decides: only an attempt that can never run may be written off here.
    if (world.processes.fenceRun(spec.run) === 'fenced')
      world.store.patchAttempt(spec.run, {
        phase: 'ended',
        endedAt: world.clock.now(),
        end: {
          kind: 'never-started',
          why: error instanceof Error ? error.message : 'it could not be started',
        },
      });
    throw error;
  }
};
