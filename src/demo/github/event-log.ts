/**
 * Issue events, derived from what an issue was before a write and is after it. That covers labels given at creation,
 * labels replaced as a set, and everything else that changes an issue in passing.
 */
import type { Roster } from './roster.ts';
import { type Body, type IssueBody, isoOf, type LabelBody } from './wire.ts';

/** One event. `detail` holds the fields that only this kind of event has. */
export interface IssueEvent {
  readonly id: number;
  readonly issue: number;
  readonly event: string;
  readonly login: string;
  readonly atMs: number;
  readonly detail: Body;
}

export interface EventLog {
  /** Ascending. */
  rows(): readonly IssueEvent[];
  add(event: Omit<IssueEvent, 'id'>): void;
  clear(): void;
}

type Change = Pick<IssueEvent, 'event' | 'detail'>;

const labelDetail = ({ name, color }: LabelBody): Body => ({ label: { name, color } });

/** The ones of `left` that `right` lacks. */
const missing = <T>(left: readonly T[], right: readonly T[], keyOf: (item: T) => unknown): T[] => {
  const keys = new Set(right.map(keyOf));
  return left.filter((item) => !keys.has(keyOf(item)));
};

const stateChange = (before: IssueBody, after: IssueBody): Change[] => {
  if (before.state === after.state) return [];
  const event = after.state === 'closed' ? 'closed' : 'reopened';
  return [{ event, detail: event === 'closed' ? { state_reason: after.state_reason ?? null } : {} }];
};

/** What happened to an issue between two rows of it; `before` undefined = it is new. */
export const changesOf = (before: IssueBody | undefined, after: IssueBody): readonly Change[] => {
  const labels = before?.labels ?? [];
  const assignees = before?.assignees ?? [];
  const of = (event: string, detail: Body): Change => ({ event, detail });
  return [
    ...missing(labels, after.labels, (label) => label.id).map((label) => of('unlabeled', labelDetail(label))),
    ...missing(after.labels, labels, (label) => label.id).map((label) => of('labeled', labelDetail(label))),
    ...missing(assignees, after.assignees, (user) => user.login).map((user) =>
      of('unassigned', { assignee: user }),
    ),
    ...missing(after.assignees, assignees, (user) => user.login).map((user) =>
      of('assigned', { assignee: user }),
    ),
    ...(before !== undefined && before.title !== after.title
      ? [of('renamed', { rename: { from: before.title, to: after.title } })]
      : []),
    ...(before === undefined ? [] : stateChange(before, after)),
  ];
};

/** An empty log. */
export const openEventLog = (): EventLog => {
  let rows: IssueEvent[] = [];
  let nextId = 15_000_000_001;
  return {
    rows: () => rows,
    add: (event) => void rows.push({ ...event, id: nextId++ }),
    clear: () => {
      rows = [];
    },
  };
};

/** An event as the API shows it; the repository-wide list adds the issue. */
export const eventBody = (event: IssueEvent, roster: Roster, repoUrl: string): Body => ({
  id: event.id,
  node_id: Buffer.from(`IssueEvent${event.id}`).toString('base64'),
  url: `${repoUrl}/issues/events/${event.id}`,
  actor: roster.userBody(event.login),
  event: event.event,
  commit_id: null,
  commit_url: null,
  created_at: isoOf(event.atMs),
  ...event.detail,
  performed_via_github_app: roster.appBody(event.login),
});
