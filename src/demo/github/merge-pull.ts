/**
 * Merging: a real merge commit in the bare repository, and the issues that the texts name with a keyword are closed.
 */
import { actorOf, bodyOf, type Call } from './call.ts';
import { askSurely, backendPath, type Ground } from './ground.ts';
import type { PullIssue } from './pull-rows.ts';
import { refreshIssue, refreshPull } from './refresh.ts';
import { ok, type Reply, refused } from './reply.ts';

const KEYWORD = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:([\w.-]+\/[\w.-]+))?#(\d+)\b/gi;

/** Issue numbers that a text closes: `Fixes #12`, `closes acme/api#12`. @see GitHub, "Linking a pull request to an issue". */
export const closedBy = (text: string, fullName: string): readonly number[] => {
  const found = [...text.matchAll(KEYWORD)].filter(
    ([, repository]) => repository === undefined || repository.toLowerCase() === fullName.toLowerCase(),
  );
  return [...new Set(found.map(([, , number]) => Number(number)))];
};

const closeNamedIssues = async (
  ground: Ground,
  login: string,
  merge: { readonly text: string; readonly sha: string },
): Promise<void> => {
  for (const number of closedBy(merge.text, ground.setup.fullName)) {
    const record = ground.records.issues.get(number);
    if (record === undefined || record.pull !== null || record.issue.state === 'closed') continue;
    const path = backendPath(ground, `/issues/${number}`);
    const body = { state: 'closed', state_reason: 'completed' };
    await askSurely(ground, { method: 'PATCH', path, login, body });
    await refreshIssue(ground, number, { login, detail: { commit_id: merge.sha } });
  }
};

const messageOf = (record: PullIssue, call: Call): string => {
  const { commit_title: title, commit_message: text } = bodyOf(call);
  const { headOwner, headRef } = record.pull.ends;
  const heading =
    typeof title === 'string' ? title : `Merge pull request #${record.number} from ${headOwner}/${headRef}`;
  return `${heading}\n\n${typeof text === 'string' ? text : record.issue.title}`;
};

/** Makes the commit and moves the base branch; null on a conflict. */
const mergeInGit = async (ground: Ground, call: Call, record: PullIssue): Promise<string | null> => {
  const { baseRef, baseSha, headSha } = record.pull.ends;
  const tree = await ground.git.readMergeTree(baseSha, headSha);
  if (tree === null) return null;
  const parents = bodyOf(call).merge_method === 'squash' ? [baseSha] : [baseSha, headSha];
  const message = messageOf(record, call);
  const sha = await ground.git.commit({ tree, parents, message, author: actorOf(call) });
  await ground.git.moveBranch(baseRef, baseSha, sha);
  return sha;
};

const obstacle = (call: Call, record: PullIssue): Reply | undefined => {
  const { body, ends } = record.pull;
  if (body.state === 'closed') return refused(405, 'Pull Request is not mergeable');
  if (body.draft) return refused(405, 'Pull Request is still a draft');
  const { sha, merge_method: method } = bodyOf(call);
  if (method === 'rebase') return refused(405, 'Rebase merges are not allowed on this repository.');
  if (sha !== undefined && sha !== ends.headSha) {
    return refused(409, 'Head branch was modified. Review and try the merge again.');
  }
  return undefined;
};

/** `PUT /pulls/{number}/merge`. */
export const mergePull = async (ground: Ground, call: Call, record: PullIssue): Promise<Reply> => {
  const wrong = obstacle(call, record);
  if (wrong !== undefined) return wrong;
  const login = actorOf(call);
  const { ends } = record.pull;
  const messages = await ground.git.readMessages(ends.baseSha, ends.headSha);
  const sha = await mergeInGit(ground, call, record);
  if (sha === null) return refused(405, 'Pull Request is not mergeable');
  const path = backendPath(ground, `/pulls/${record.number}/merge`);
  await askSurely(ground, { method: 'PUT', path, login, body: {} });
  const detail = { commit_id: sha };
  ground.events.add({ issue: record.number, event: 'merged', login, atMs: Date.now(), detail });
  await refreshPull(ground, record.number, { login, detail, ends, mergeSha: sha });
  if (ends.baseRef === ground.setup.defaultBranch) {
    const text = `${record.issue.body ?? ''}\n${messages}`;
    await closeNamedIssues(ground, login, { text, sha });
  }
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
};
