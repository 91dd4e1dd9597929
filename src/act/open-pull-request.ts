import { PermanentError } from '../model/failures.ts';
import type { PullRow } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import { maskSecrets } from '../render/masking.ts';
import { renderPullRequest } from '../render/pull-request.ts';
import { secretsOf } from '../render/secrets.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { readTask } from './hands.ts';

/**
 * There is one open pull request for the task's branch: the one that is there, or a new one.
 * @throws TransientError @throws PermanentError GitHub; a lost answer is looked up, never repeated blindly.
 */
export const openPullRequest = async (action: ActionOf<'open-pull-request'>, hands: Hands): Promise<Skip> => {
  const { world } = hands;
  const task = readTask(action.issue, hands);
  const found = await fetchOpenPull(task.branch, hands);
  const pull = found ?? (await createPull(task, hands));
  world.store.patchTask(action.issue, {
    pullRequest: { number: pull.number, url: pull.url, state: pull.state },
  });
  return found === null ? undefined : `PR #${pull.number} was there already`;
};

const fetchOpenPull = async (branch: string, { world }: Hands): Promise<PullRow | null> => {
  const pull = await world.github.fetchPullOf(branch);
  return pull?.state === 'open' ? pull : null;
};

const createPull = async (task: TaskMemory, hands: Hands): Promise<PullRow> => {
  const { world, site, settings } = hands;
  const messages = await world.git.readMessages(task.worktreePath, site.baseBranch);
  const secrets = secretsOf(hands);
  const mask = (words: string): string => maskSecrets(words, secrets);
  const summary = task.attempts.at(-1)?.account?.lastText ?? null;
  const { title, body } = renderPullRequest({
    task: { ...task, title: mask(task.title) },
    messages: messages.map(mask),
    summary: summary === null ? null : mask(summary),
  });
  try {
    return await world.github.createPull({
      branch: task.branch,
      base: site.baseBranch,
      title,
      body,
      draft: settings.pullRequests.draft,
    });
  } catch (error) {
    // GitHub refuses a second pull request for a branch: then the first one is what was wanted.
    const found = error instanceof PermanentError ? await fetchOpenPull(task.branch, hands) : null;
    if (found !== null) return found;
    throw error;
  }
};
