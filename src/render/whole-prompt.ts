/**
 * What a worker is told as a whole. The first template is the one that the choice names; behind it stands, each from a
 * template of its own, what became of the attempt before (`retry`), what a person answered (`answer`), and what came back on
 * the pull request (`follow-up`). A session that goes on is told only what is new since its last attempt.
 */
import type { Attempt } from '../model/attempt.ts';
import type { Choice } from '../model/choice.ts';
import { isFollowingUp } from '../model/follow-up.ts';
import { hasRun } from '../model/session.ts';
import type { Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import type { IssueRow, PullRow, WorkSeen } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import { promptFollowUpOf } from './follow-up.ts';
import { maskSecrets } from './masking.ts';
import { type Rendered, renderPrompt } from './prompt.ts';
import type { PromptPrevious, PromptValues } from './prompt-values.ts';
import { secretsOf } from './secrets.ts';
import type { FindTemplate } from './template-uses.ts';

/** What a prompt is made of. */
export interface PromptSource {
  readonly task: TaskMemory;
  readonly row: Pick<IssueRow, 'number' | 'title' | 'body' | 'url' | 'author' | 'labels'>;
  readonly choice: Pick<Choice, 'template'>;
  /** Number of the attempt that is to begin. */
  readonly attempt: number;
  /** It goes on in the session of the attempt before. */
  readonly isResumed: boolean;
  /** What lies in the worktree; null = not known. */
  readonly work: Pick<WorkSeen, 'commitCount' | 'dirtyCount'> | null;
  /** The newest pull request of the branch; null = there is none. */
  readonly pull: Pick<PullRow, 'number' | 'url' | 'state'> | null;
  /** Ends of the logs of failed checks, by key of the feedback they belong to. */
  readonly logs?: ReadonlyMap<string, string>;
}

/** Where it is told, and where templates come from. */
export interface PromptPlace {
  readonly site: Site;
  readonly settings: Settings;
  readonly find: FindTemplate;
}

/** The whole text, or what is wrong with a template. */
export const renderWholePrompt = (source: PromptSource, place: PromptPlace): Rendered => {
  const values = promptValuesOf(source, place);
  const names = partNamesOf(source);
  const parts = names.map((name) => renderPart(name, values, place.find));
  const fault = parts.find(({ kind }) => kind === 'error');
  if (fault !== undefined) return fault;
  const text = parts.map((part) => (part.kind === 'ok' ? part.text : '')).join('\n');
  if (text.trim() !== '') return { kind: 'ok', text };
  const message = `template ${names.join(', ')}: it renders to nothing`;
  return { kind: 'error', message, fix: 'Write what the worker should do.' };
};

/** One template, filled; its name stands in what is wrong with it. */
export const renderPart = (name: string, values: PromptValues, find: FindTemplate): Rendered => {
  const template = find(name);
  if (template === null)
    return {
      kind: 'error',
      message: `there is no template ${name}.md`,
      fix: 'Put one into .github/coordinator/, or name another one (workers.template, agents.byLabel).',
    };
  const rendered = renderPrompt({ template: template.text, values });
  return rendered.kind === 'ok'
    ? rendered
    : { ...rendered, message: `template ${name}: ${rendered.message}` };
};

/** The attempt that the next one is told of: the last that ran. */
const toldAttemptOf = ({ attempts }: TaskMemory): Attempt | null => attempts.findLast(hasRun) ?? null;

/** Names of the templates that a prompt consists of, in their order. */
export const partNamesOf = (source: PromptSource): readonly string[] => {
  const { task, choice, isResumed } = source;
  const previous = toldAttemptOf(task);
  const isSameRound = previous?.round === task.round;
  const isBegunByOthers = isFollowingUp(task) || task.answers.some(({ round }) => round === task.round);
  return [
    ...(isResumed ? [] : [choice.template]),
    ...(previous !== null && (isSameRound || !isBegunByOthers) ? ['retry'] : []),
    ...(answersOf(source).length > 0 ? ['answer'] : []),
    ...(isFollowingUp(task) && !(isResumed && isSameRound) ? ['follow-up'] : []),
  ];
};

const answersOf = ({ task, isResumed }: PromptSource): TaskMemory['answers'] => {
  const toldRound = isResumed ? (toldAttemptOf(task)?.round ?? 0) : 0;
  return task.answers.filter(({ round }) => round > toldRound);
};

/** Everything that the templates may name. */
export const promptValuesOf = (
  source: PromptSource,
  { site, settings }: Omit<PromptPlace, 'find'>,
): PromptValues => {
  const { task, row, attempt, isResumed, work, pull, logs = new Map() } = source;
  const secrets = secretsOf({ site, settings });
  const previous = toldAttemptOf(task);
  const tries = task.attempts.filter((one) => one.round === task.round && hasRun(one));
  return {
    issue: row,
    branch: task.branch,
    base: site.baseBranch,
    worktree: task.worktreePath,
    repository: `${site.repository.owner}/${site.repository.name}`,
    attempt: {
      number: attempt,
      try: tries.length + 1,
      limit: settings.workers.attempts,
      previous: previous === null ? null : previousOf(previous, secrets),
    },
    label: settings.github.label,
    resumed: isResumed,
    work: work === null ? null : { commits: work.commitCount, uncommitted: work.dirtyCount },
    pull: pull === null ? null : { number: pull.number, url: pull.url, state: pull.state },
    answers: answersOf(source),
    followUp: promptFollowUpOf({
      followUp: task.followUp,
      url: task.pullRequest?.url ?? '',
      limit: settings.followUp.maxRounds,
      logs,
      secrets,
    }),
  };
};

const previousOf = ({ number, result, account }: Attempt, secrets: readonly string[]): PromptPrevious => {
  const masked = (text: string | null | undefined): string => maskSecrets(text ?? '', secrets);
  return {
    number,
    result: masked(result ?? 'not judged'),
    phase: account?.phase ?? '',
    error: masked(account?.lastError),
    words: masked(account?.lastText),
  };
};
