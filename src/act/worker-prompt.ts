/**
 * What a worker is told: the template of the main checkout (never of the worktree), filled with the issue.
 */
import { hasBegun } from '../model/attempt.ts';
import { PermanentError } from '../model/failures.ts';
import type { IssueRow } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import { promptFollowUpOf } from '../render/follow-up.ts';
import { type PromptValues, renderPrompt } from '../render/prompt.ts';
import { secretsOf } from '../render/secrets.ts';
import type { Hands } from './hands.ts';

/** `logs`: ends of the logs of failed checks, by key of the feedback they belong to. */
export interface PromptSource {
  readonly task: TaskMemory;
  readonly row: IssueRow;
  readonly attempt: number;
  readonly logs?: ReadonlyMap<string, string>;
}

/** The prompt's text; in a follow-up, what came back stands at its end. @throws PermanentError no such template, or one that does not fit. */
export const readPrompt = ({ task, row, attempt, logs = new Map() }: PromptSource, hands: Hands): string => {
  const { site, settings } = hands;
  const followUp = promptFollowUpOf({
    followUp: task.followUp,
    url: task.pullRequest?.url ?? '',
    limit: settings.followUp.maxRounds,
    logs,
    secrets: secretsOf(hands),
  });
  const previous = task.attempts.filter((one) => one.end !== null && hasBegun(one)).at(-1);
  const values = {
    issue: row,
    branch: task.branch,
    base: site.baseBranch,
    worktree: task.worktreePath,
    repository: `${site.repository.owner}/${site.repository.name}`,
    attempt: {
      number: attempt,
      limit: settings.workers.attempts,
      previous: previous?.result ? { result: previous.result } : null,
    },
    label: settings.github.label,
    answers: task.answers,
    followUp,
  };
  const parts = [settings.workers.template, ...(followUp === null ? [] : ['follow-up'])];
  return parts.map((name) => renderTemplate(name, values, hands)).join('\n');
};

const renderTemplate = (name: string, values: PromptValues, hands: Hands): string => {
  const rendered = renderPrompt({ template: readTemplate(name, hands), values });
  if (rendered.kind === 'ok') return rendered.text;
  throw new PermanentError(`template ${name}: ${rendered.message}`, { fix: rendered.fix });
};

/** The template's text, first folder first. @throws PermanentError it is in none of them. */
export const readTemplate = (name: string, { world, site }: Hands): string => {
  for (const folder of site.templatePaths) {
    const text = world.files.readText(`${folder}/${name}.md`);
    if (text !== null) return text;
  }
  throw new PermanentError(`there is no template ${name}.md`, {
    fix: `Put one into .github/coordinator/, or set workers.template to worker`,
  });
};
