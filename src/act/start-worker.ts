import { agentDefinitions } from '../agents/built-in.ts';
import { plainPromptOf } from '../agents/plain-prompt.ts';
import { type Attempt, isLive } from '../model/attempt.ts';
import { type Choice, choiceOf } from '../model/choice.ts';
import { PermanentError, TransientError } from '../model/failures.ts';
import { keyOf, type RunId, workerOf } from '../model/ids.ts';
import { freshAttempt } from '../model/new-attempt.ts';
import { type FirstSignal, longestFirstGraceMs, type RunSpec } from '../model/run-spec.ts';
import type { AgentSettings, Settings } from '../model/settings.ts';
import { scratchPathOf } from '../model/site.ts';
import type { IssuePresence, IssueRow, PullRow } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import type { RunAbout } from '../model/traces.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { readTask } from './hands.ts';
import { workerCommandOf } from './worker-command.ts';
import { workerEnvironmentOf } from './worker-environment.ts';
import { fetchPromptReads, readPrompt, readSession } from './worker-prompt.ts';

/**
 * The attempt is claimed in the store, then its worker is started; dying in between leaves an intent that the next tick
 * settles (act/resolve-intent.ts). The issue is looked at once more right before.
 * @throws TransientError GitHub, disk, no room for a process. @throws PermanentError agent, template or command wrong.
 */
export const startWorker = async (action: ActionOf<'start-worker'>, hands: Hands): Promise<Skip> => {
  const { world } = hands;
  // Read before anything is under way: what it throws would leave the others to fail with nobody to hear it.
  const before = readTask(action.issue, hands);
  const [presence, token, reads] = await Promise.all([
    world.github.fetchIssue(action.issue),
    hands.settings.workers.githubToken ? world.github.fetchToken() : null,
    fetchPromptReads(before, hands),
  ]);
  const task = readTask(action.issue, hands);
  const refusal = refusalOf(action, task, hands);
  if (refusal !== null) return refusal;
  const row = eligibleRow(presence, hands);
  if (row.textKey !== task.approvedText)
    throw new TransientError('the text of the issue was changed since it was approved');
  const choice = choiceOf(hands.settings, task.agentLabel);
  const agent = agentOf(choice, hands);
  const session = readSession({ task, row, choice, agent }, hands);
  const told = { task, row, choice, attempt: action.attempt, isResumed: session !== null, ...reads };
  const prompt = plainPromptOf(readPrompt(told, hands), agent);
  const run = world.clock.newRunId();
  const attempt = attemptOf({ action, task, run, prior: reads.pull, choice, session }, hands);
  const spec = specOf({ attempt, task, agent, choice, prompt, token }, hands);
  world.store.openAttempt(attempt);
  await startClaimed({ spec, agent: attempt.agent }, hands);
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

const agentOf = ({ agent: name }: Choice, { settings, site }: Hands): AgentSettings => {
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
    readonly choice: Choice;
    readonly session: string | null;
  },
  { world, site }: Hands,
): Attempt => ({
  ...freshAttempt,
  run: source.run,
  issue: source.task.issue,
  number: source.action.attempt,
  round: source.task.round,
  agent: source.choice.agent,
  model: source.choice.model,
  timeoutMs: source.choice.timeoutMs,
  resumes: source.session,
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
    readonly choice: Choice;
    readonly prompt: string;
    readonly token: string | null;
  },
  hands: Hands,
): RunSpec => {
  const { attempt, task, agent, choice, prompt, token } = source;
  const { world, settings, site } = hands;
  const command = workerCommandOf({ task, agent, choice, session: attempt.resumes }, hands);
  const stem = attempt.logPath.slice(0, -'.jsonl'.length);
  const promptPath = `${stem}.prompt.md`;
  world.files.writeText(promptPath, prompt);
  world.files.pointLink(`${site.logsPath}/${keyOf(task.issue)}.jsonl`, attempt.logPath);
  world.files.pointLink(`${site.logsPath}/${keyOf(task.issue)}.stderr.log`, `${stem}.stderr.log`);
  const { run, number, slot } = attempt;
  const scratchPath = scratchPathOf(site, run);
  const place = { run, attempt: number, slot, promptPath, scratchPath };
  const env = workerEnvironmentOf({ site, settings, agent, task, token, ...place });
  return {
    run,
    argv: agent.prompt === 'argument' ? [...command, prompt] : command,
    cwd: task.worktreePath,
    env,
    stdinPath: agent.prompt === 'stdin' ? promptPath : null,
    stdoutPath: attempt.logPath,
    stderrPath: `${stem}.stderr.log`,
    graceMs: settings.workers.graceMs,
    firstSignal: firstSignalOf(agent, settings),
    scratchPath: env.TMPDIR === scratchPath ? scratchPath : null,
    about: aboutOf(task, attempt),
    ceilingMs: ceilingOf(attempt, settings),
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
  const { number, round, agent, model, timeoutMs, resumes, slot, startedAt, priorPull, logPath } = attempt;
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
    attempt: { number, round, agent, model, timeoutMs, resumes, slot, startedAt, priorPull, logPath },
  };
};

/** The one that is measured for the agent whose log it writes, also where a person has given it another command. */
const firstSignalOf = ({ log }: AgentSettings, { workers }: Settings): FirstSignal | null => {
  const stop = agentDefinitions[log]?.stop;
  if (stop === undefined) return null;
  return { signal: stop.signal, graceMs: Math.min(stop.graceMs, longestFirstGraceMs, workers.graceMs) };
};

/** The dead man's switch: later than every limit that the coordinator itself enforces. */
const ceilingOf = ({ timeoutMs }: Attempt, { workers }: Settings): number =>
  (timeoutMs ?? workers.timeoutMs) * (1 + workers.maxExtensions) + 3_600_000;

const startClaimed = async (
  { spec, agent }: { readonly spec: RunSpec; readonly agent: string },
  { world }: Hands,
): Promise<void> => {
  try {
    const runner = await world.processes.startRun(spec);
    world.store.patchAttempt(spec.run, { phase: 'running', runner });
    const now = world.clock.now();
    const after = spec.setup === undefined ? '' : `, after worktrees.setup (output in ${spec.setup.logPath})`;
    const text = `${workerOf(spec.run)} (${agent}) started in ${spec.cwd}${after}`;
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
