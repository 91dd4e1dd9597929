/**
 * What a worker is told: the template of the main checkout (never of the worktree), filled with the issue.
 */
import { PermanentError } from '../model/failures.ts';
import type { IssueRow } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import { renderPrompt } from '../render/prompt.ts';
import type { Hands } from './hands.ts';

/** The prompt's text. @throws PermanentError no such template, or one that does not fit. */
export const readPrompt = (
  { task, row, attempt }: { readonly task: TaskMemory; readonly row: IssueRow; readonly attempt: number },
  hands: Hands,
): string => {
  const { site, settings } = hands;
  const name = settings.workers.template;
  const template = readTemplate(name, hands);
  const previous = task.attempts.filter(({ end }) => end !== null && end.kind !== 'never-started').at(-1);
  const rendered = renderPrompt({
    template,
    values: {
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
    },
  });
  if (rendered.kind === 'error')
    throw new PermanentError(`template ${name}: ${rendered.message}`, { fix: rendered.fix });
  return rendered.text;
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
