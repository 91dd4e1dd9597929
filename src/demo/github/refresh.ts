/**
 * Takes in what a write changed: asks the backend for the one issue or pull request and logs the events.
 */
import { changesOf } from './event-log.ts';
import { COMMENT_ID_OFFSET, ISSUE_ID_OFFSET, PULL_ID_OFFSET } from './fix-ups.ts';
import { askSurely, backendPath, type Ground } from './ground.ts';
import type { CommentRecord, IssueRecord, PullEnds } from './records.ts';
import { issueOfPull } from './rows.ts';
import type { Body, CommentBody, IssueBody, LabelBody, PullBody } from './wire.ts';

/** Who wrote, and what the events should carry beside what they show anyway (`commit_id`). */
export interface Writer {
  readonly login: string;
  readonly detail?: Body;
}

const PULL_ISSUE_ID_OFFSET = ISSUE_ID_OFFSET + 100_000_000;

/** Replaces an issue's record and logs what changed. */
export const putRecord = (ground: Ground, next: Omit<IssueRecord, 'updatedAtMs'>, writer: Writer): void => {
  const { records, events } = ground;
  const before = records.issues.get(next.number);
  const atMs = Date.now();
  for (const { event, detail } of changesOf(before?.issue, next.issue)) {
    events.add({
      issue: next.number,
      event,
      login: writer.login,
      atMs,
      detail: { ...detail, ...writer.detail },
    });
  }
  if (before !== undefined && before.issue.body !== next.issue.body)
    ground.edits.add({ issue: next.number, event: 'edited', login: writer.login, atMs, detail: {} });
  records.issues.set(next.number, { ...next, updatedAtMs: atMs });
  for (const label of next.issue.labels) records.labels.set(label.name.toLowerCase(), label);
};

/** Takes in an issue, known or new, as the backend has it now. */
export const refreshIssue = async (ground: Ground, number: number, writer: Writer): Promise<IssueRecord> => {
  const known = ground.records.issues.get(number);
  if (known?.pull) return refreshPull(ground, number, { ...writer, ends: known.pull.ends });
  const path = backendPath(ground, `/issues/${number}`);
  const row = (await askSurely(ground, { method: 'GET', path, login: writer.login })) as IssueBody;
  const isDuplicate = known?.issue.state_reason === 'duplicate' && row.state === 'closed';
  const state_reason = isDuplicate ? 'duplicate' : row.state_reason;
  const issue = { ...row, id: row.id + ISSUE_ID_OFFSET, state_reason };
  putRecord(ground, { number, issue, author: row.user.login, pull: null }, writer);
  return ground.records.issues.get(number) as IssueRecord;
};

/** The same for a pull request. `mergeSha` stays what it was unless given. */
export const refreshPull = async (
  ground: Ground,
  number: number,
  change: Writer & { readonly ends: PullEnds; readonly mergeSha?: string },
): Promise<IssueRecord> => {
  const path = backendPath(ground, `/pulls/${number}`);
  const row = (await askSurely(ground, { method: 'GET', path, login: change.login })) as PullBody;
  const body = { ...row, id: row.id + PULL_ID_OFFSET };
  const known = ground.records.issues.get(number)?.pull;
  const mergeSha = change.mergeSha ?? known?.mergeSha ?? null;
  const issue = issueOfPull(body, row.id + PULL_ISSUE_ID_OFFSET, ground.setup.repoUrl);
  const pull = { body, ends: change.ends, mergeSha };
  putRecord(ground, { number, issue, author: row.user.login, pull }, change);
  return ground.records.issues.get(number) as IssueRecord;
};

/** Takes in a comment as the backend answered it. */
export const putComment = (ground: Ground, row: CommentBody): CommentRecord => {
  const id = row.id + COMMENT_ID_OFFSET;
  const issue = Number(row.issue_url.slice(row.issue_url.lastIndexOf('/') + 1));
  const record = { id, issue, body: { ...row, id } };
  ground.records.comments.set(id, record);
  return record;
};

/** Says that something about an issue changed that its row does not show. */
export const touchIssue = (ground: Ground, number: number): void => {
  const record = ground.records.issues.get(number);
  if (record !== undefined) ground.records.issues.set(number, { ...record, updatedAtMs: Date.now() });
};

/** Takes in all labels, and every issue that carries one that changed. */
export const refreshLabels = async (ground: Ground, login: string): Promise<void> => {
  const { records } = ground;
  const path = backendPath(ground, '/labels?per_page=100');
  const rows = (await askSurely(ground, { method: 'GET', path, login })) as LabelBody[];
  const changed = (label: LabelBody): boolean => {
    const now = rows.find(({ id }) => id === label.id);
    return now?.name !== label.name || now.color !== label.color;
  };
  records.labels.clear();
  for (const row of rows) records.labels.set(row.name.toLowerCase(), row);
  for (const record of [...records.issues.values()]) {
    if (record.issue.labels.some(changed)) await refreshIssue(ground, record.number, { login });
  }
};
