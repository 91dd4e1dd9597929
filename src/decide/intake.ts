/**
 * New issues: taken in when a trusted person put the label on, refused when not, left alone while that is unknown.
 */
import type { Action, NewTask } from '../model/action.ts';
import { isSelected } from '../model/settings.ts';
import type { IssueRow, Labelling, Snapshot } from '../model/snapshot.ts';
import type { PullRequestRef } from '../model/task.ts';
import type { Context } from './context.ts';
import { priorityOfLabels } from './order.ts';
import { pullsIn } from './row-index.ts';
import { saw } from './steps.ts';

/** Where a new task's branch and worktree will be. Given, since templates are rendered outside. */
export type Placing = (issue: number) => { readonly branch: string; readonly worktreePath: string };

/** One action per issue that nobody knows yet, unless a worker of a memory that was lost is still at it. */
export const decideIntake = ({ snapshot, settings }: Context, placing: Placing): readonly Action[] => {
  const { remote, memory } = snapshot;
  if (remote?.issues.kind !== 'known' || snapshot.shuttingDown) return [];
  // Without the pull requests a task might be worked on whose result is there already.
  if (remote.pulls.kind !== 'known') return [];
  return remote.issues.value.flatMap((row) => {
    const labelling = remote.labellings.get(row.number);
    if (memory.knownIssues.has(row.number) || snapshot.strays.has(row.number)) return [];
    if (!isSelected(settings, row.number)) return [];
    if (labelling?.kind !== 'known') return [];
    return labelling.value.trusted
      ? [admitted(row, labelling.value, { snapshot, placing })]
      : refused(row, labelling.value, snapshot);
  });
};

const admitted = (
  row: IssueRow,
  labelling: Labelling,
  { snapshot, placing }: { readonly snapshot: Snapshot; readonly placing: Placing },
): Action => {
  const place = placing(row.number);
  const pullRequest = openPullOf(place.branch, snapshot);
  const task: NewTask = {
    issue: row.number,
    title: row.title,
    url: row.url,
    createdAtMs: row.createdAtMs,
    ...place,
    approval: { login: labelling.login, atMs: labelling.atMs },
    approvedText: labelling.textKey,
    labelPriority: priorityOfLabels(row.labels),
    pullRequest,
  };
  const by = saw('label', labelling.atMs, `labelled by ${labelling.login} (${labelling.ground})`);
  if (pullRequest === null)
    return {
      kind: 'remember-task',
      task,
      change: { issue: row.number, from: null, to: 'queued', reason: by.text, evidence: [by] },
    };
  const reason = `PR #${pullRequest.number} was there already`;
  const evidence = [saw('pull-request', snapshot.now.atMs, reason), by];
  return {
    kind: 'remember-task',
    task,
    change: { issue: row.number, from: null, to: 'completed', reason, evidence },
  };
};

/** An open pull request of the branch: work that an earlier life of this coordinator did. */
const openPullOf = (branch: string, { remote }: Snapshot): PullRequestRef | null => {
  if (remote?.pulls.kind !== 'known') return null;
  const row = pullsIn(remote.pulls.value, branch).find((pull) => pull.state === 'open');
  return row === undefined ? null : { number: row.number, url: row.url, state: row.state };
};

const refused = (row: IssueRow, labelling: Labelling, { memory }: Snapshot): readonly Action[] => {
  const isTold = memory.refusals.some(
    (refusal) => refusal.issue === row.number && refusal.labelledAtMs === labelling.atMs,
  );
  if (isTold) return [];
  const { login, atMs, ground } = labelling;
  return [
    {
      kind: 'refuse-issue',
      refusal: { issue: row.number, title: row.title, login, labelledAtMs: atMs, ground },
    },
  ];
};
