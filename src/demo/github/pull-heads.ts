/**
 * Keeps open pull requests at the tips of their branches, as pushes move them.
 */
import { askSurely, backendPath, type Ground } from './ground.ts';
import { type PullIssue, pullsOf } from './pull-rows.ts';
import { refreshPull } from './refresh.ts';

/** GitHub closes a pull request whose branch was deleted. */
const closeOrphan = async (ground: Ground, record: PullIssue): Promise<void> => {
  const { number, author: login } = record;
  const path = backendPath(ground, `/pulls/${number}`);
  ground.events.add({ issue: number, event: 'head_ref_deleted', login, atMs: Date.now(), detail: {} });
  await askSurely(ground, { method: 'PATCH', path, login, body: { state: 'closed' } });
  await refreshPull(ground, number, { login, ends: record.pull.ends });
};

const follow = async (
  ground: Ground,
  record: PullIssue,
  heads: ReadonlyMap<string, string>,
): Promise<void> => {
  const { ends } = record.pull;
  const isOwn = ends.headRepository === ground.setup.fullName;
  const headSha = isOwn ? heads.get(ends.headRef) : ends.headSha;
  if (headSha === undefined) return closeOrphan(ground, record);
  const baseSha = heads.get(ends.baseRef) ?? ends.baseSha;
  if (headSha === ends.headSha && baseSha === ends.baseSha) return;
  const updatedAtMs = headSha === ends.headSha ? record.updatedAtMs : Date.now();
  const pull = { ...record.pull, ends: { ...ends, headSha, baseSha } };
  ground.records.issues.set(record.number, { ...record, pull, updatedAtMs });
};

/** Takes in where the branches are now; one git process, none when no pull request is open. */
export const syncHeads = async (ground: Ground): Promise<void> => {
  const open = pullsOf(ground).filter(({ pull }) => pull.body.state === 'open');
  if (open.length === 0) return;
  const heads = await ground.git.readHeads();
  for (const record of open) await follow(ground, record, heads);
};
