import { resumeCommandOf } from '../agents/command.ts';
import type { Choice } from '../model/choice.ts';
import { PermanentError, TransientError } from '../model/failures.ts';
import { resumableAttemptOf } from '../model/session.ts';
import type { AgentSettings } from '../model/settings.ts';
import type { IssueRow, PullRow, WorkSeen } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import { finderIn } from '../render/template-uses.ts';
import { type PromptSource, renderWholePrompt } from '../render/whole-prompt.ts';
import type { World } from '../world/world.ts';
import { fetchFollowUpLogs } from './follow-up-logs.ts';
import type { Hands } from './hands.ts';

/** What a prompt tells of the world beside the issue. */
export interface PromptReads {
  /** What attempts before have left; null = there was none, or it cannot be read: then no figure is told. */
  readonly work: WorkSeen | null;
  /** The newest pull request of the branch, whatever its state. */
  readonly pull: PullRow | null;
  readonly logs: ReadonlyMap<string, string>;
}

/** Looks at all of it. @throws TransientError GitHub. */
export const fetchPromptReads = async (
  task: TaskMemory,
  hands: Pick<Hands, 'world' | 'site'>,
): Promise<PromptReads> => {
  const [pull, logs, work] = await Promise.all([
    hands.world.github.fetchPullOf(task.branch),
    fetchFollowUpLogs(task.followUp, hands),
    readLeftWork(task, hands),
  ]);
  return { pull, logs, work };
};

/** What attempts before have left in the worktree. */
export const readLeftWork = async (
  { attempts, worktreePath }: TaskMemory,
  { world, site }: Pick<Hands, 'world' | 'site'>,
): Promise<WorkSeen | null> => {
  if (attempts.length === 0) return null;
  try {
    return await world.git.readWork(worktreePath, site.baseBranch);
  } catch (error) {
    if (error instanceof TransientError || error instanceof PermanentError) return null;
    throw error;
  }
};

/**
 * The session in which the next attempt goes on; null = it begins anew. It has to be of this task's own latest attempt, by
 * the same agent, in the worktree as it was then, and to know the issue's text as it is now: the record that was made when
 * that attempt was started says so.
 */
export const readSession = (
  source: {
    readonly task: TaskMemory;
    readonly row: Pick<IssueRow, 'textKey'>;
    readonly choice: Choice;
    readonly agent: AgentSettings;
  },
  { world, settings }: Pick<Hands, 'settings'> & { readonly world: Pick<World, 'files' | 'processes'> },
): string | null => {
  const { task, row, choice, agent } = source;
  if (!settings.workers.resume || agent.resume === null) return null;
  const attempt = resumableAttemptOf(task);
  const session = attempt?.account?.sessionId ?? null;
  if (attempt === null || session === null || resumeCommandOf(agent, session) === null) return null;
  const about = world.processes.readRunAbout(attempt.run);
  const isKnown =
    about !== null &&
    about.attempt.agent === choice.agent &&
    about.task.worktreePath === task.worktreePath &&
    about.task.approvedText === row.textKey;
  if (!isKnown) return null;
  // Git writes this file when it makes a worktree: one that is younger than the attempt is another one.
  const madeAtMs = world.files.readModifiedAtMs(`${task.worktreePath}/.git`);
  return madeAtMs !== null && madeAtMs <= attempt.startedAt.atMs ? session : null;
};

/**
 * What a worker is told, from the templates of the main checkout (never of the worktree).
 * @throws PermanentError no such template, one that does not fit, or nothing is said at all.
 */
export const readPrompt = (
  source: PromptSource,
  { world, site, settings }: Pick<Hands, 'site' | 'settings'> & { readonly world: Pick<World, 'files'> },
): string => {
  const find = finderIn(site.templatePaths, (path) => world.files.readText(path));
  const rendered = renderWholePrompt(source, { site, settings, find });
  if (rendered.kind === 'ok') return rendered.text;
  throw new PermanentError(rendered.message, { fix: rendered.fix });
};
