/**
 * What a worker would be started with, by the code that starts workers; nothing is written.
 */
import { workerCommandOf } from '../act/worker-command.ts';
import { plainPromptOf } from '../agents/plain-prompt.ts';
import type { StartAnswer } from '../answers/run.ts';
import { keyOf } from '../model/ids.ts';
import type { Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import type { IssueRow } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import { finderIn } from '../render/template-uses.ts';
import { partNamesOf, renderWholePrompt } from '../render/whole-prompt.ts';
import type { World } from '../world/world.ts';
import { foretell } from './foretold-prompt.ts';

/** What is asked to foretell a start. */
export interface StartPlace {
  readonly world: World;
  readonly site: Site;
  readonly settings: Settings;
}

/** The start of a task's next attempt. @throws TransientError GitHub. */
export const foretellStart = async (
  { task, row }: { readonly task: TaskMemory; readonly row: IssueRow },
  place: StartPlace,
): Promise<StartAnswer> => {
  const { settings, site, world } = place;
  const { source, choice, agent, session } = await foretell({ task, row, missing: null }, place);
  const find = finderIn(site.templatePaths, (path) => world.files.readText(path));
  const prompt = renderWholePrompt(source, { site, settings, find });
  return {
    issue: task.issue,
    key: keyOf(task.issue),
    attempt: source.attempt,
    agent: choice.agent,
    model: choice.model,
    effort: choice.effort,
    label: choice.label,
    worktree: task.worktreePath,
    branch: task.branch,
    resumes: session,
    command: agent === undefined ? [] : workerCommandOf({ task, agent, choice, session }, place),
    promptChannel: agent?.prompt ?? 'stdin',
    templates: partNamesOf(source),
    prompt: prompt.kind === 'ok' ? plainPromptOf(prompt.text, agent) : null,
    trouble: agent === undefined ? `there is no agent ${choice.agent}` : troubleOf(prompt),
  };
};

const troubleOf = (prompt: ReturnType<typeof renderWholePrompt>): string | null =>
  prompt.kind === 'ok' ? null : prompt.message;
