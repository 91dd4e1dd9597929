/**
 * Issues: the list with pull requests in it, one issue, opening and editing.
 */
import { actorOf, bodyOf, type Call, numberOf } from './call.ts';
import { askBackend, backendPath, type Ground } from './ground.ts';
import { paged, sinceOf } from './paging.ts';
import type { IssueRecord } from './records.ts';
import { putRecord, refreshIssue } from './refresh.ts';
import { forbidden, invalid, notFound, ok, type Reply, refused } from './reply.ts';
import { reaches } from './roster.ts';
import type { Route } from './router.ts';
import { issueRow } from './rows.ts';
import type { Body, IssueBody } from './wire.ts';

/** GitHub's limit for every text body, in characters. */
const BODY_LIMIT = 65_536;

const STATES = ['open', 'closed', 'all'];
const TRIAGE_FIELDS = ['labels', 'assignees', 'milestone'];

/** 422 for a body that is too long; undefined when it is not. */
export const tooLong = (resource: string, body: unknown): Reply | undefined =>
  typeof body === 'string' && body.length > BODY_LIMIT
    ? invalid({
        resource,
        code: 'unprocessable',
        field: resource === 'IssueComment' ? 'data' : 'body',
        message: `Body is too long (maximum is ${BODY_LIMIT} characters)`,
      })
    : undefined;

const labelFilterOf = (call: Call): ((issue: IssueBody) => boolean) => {
  const wanted = (call.query.get('labels') ?? '').split(',').map((label) => label.trim().toLowerCase());
  const names = wanted.filter((label) => label !== '');
  return (issue) => {
    const held = new Set(issue.labels.map((label) => label.name.toLowerCase()));
    return names.every((name) => held.has(name));
  };
};

const personFilterOf = (call: Call): ((issue: IssueBody) => boolean) => {
  const creator = call.query.get('creator')?.toLowerCase();
  const assignee = call.query.get('assignee')?.toLowerCase();
  return (issue) => {
    if (creator !== undefined && issue.user.login.toLowerCase() !== creator) return false;
    if (assignee === undefined) return true;
    const held = issue.assignees.map((user) => user.login.toLowerCase());
    if (assignee === '*') return held.length > 0;
    return assignee === 'none' ? held.length === 0 : held.includes(assignee);
  };
};

const rankOf = (ground: Ground, sort: string | null): ((record: IssueRecord) => number) => {
  if (sort === 'updated') return (record) => record.updatedAtMs;
  if (sort === 'comments') return (record) => issueRow(ground, record).comments;
  return (record) => record.number;
};

const listIssues = (ground: Ground, call: Call): Reply => {
  const state = call.query.get('state') ?? 'open';
  if (!STATES.includes(state)) return invalid({ resource: 'Issue', code: 'invalid', field: 'state' });
  const hasLabels = labelFilterOf(call);
  const hasPeople = personFilterOf(call);
  const since = sinceOf(call) ?? 0;
  const rank = rankOf(ground, call.query.get('sort'));
  const sign = call.query.get('direction') === 'asc' ? 1 : -1;
  const rows = [...ground.records.issues.values()]
    .filter(({ issue }) => state === 'all' || issue.state === state)
    .filter(({ issue }) => hasLabels(issue) && hasPeople(issue))
    .filter(({ updatedAtMs }) => updatedAtMs >= since)
    .sort((left, right) => sign * (rank(left) - rank(right) || left.number - right.number));
  return paged(call, ground.setup, { rows, render: (record) => issueRow(ground, record) });
};

/** The issue in the path; 404, 410 or 301 when it is not, no longer or elsewhere. */
export const issueOr = (
  ground: Ground,
  call: Call,
  answer: (record: IssueRecord) => Reply | Promise<Reply>,
): Reply | Promise<Reply> => {
  const departure = ground.records.departures.get(numberOf(call));
  if (departure?.kind === 'deleted') return refused(410, 'This issue was deleted');
  if (departure?.kind === 'moved') {
    const url = departure.to;
    const { status, body } = refused(301, 'Moved Permanently');
    return { status, body: { ...(body as Body), url }, headers: { location: url } };
  }
  const record = ground.records.issues.get(numberOf(call));
  return record === undefined ? notFound() : answer(record);
};

/** Without triage, GitHub drops these fields and says nothing. */
const allowedFields = (ground: Ground, call: Call): Body => {
  const { labels, ...rest } = bodyOf(call);
  if (!reaches(call.role, 'triage')) {
    return Object.fromEntries(Object.entries(rest).filter(([name]) => !TRIAGE_FIELDS.includes(name)));
  }
  return labels === undefined ? rest : { ...rest, labels: canonicalLabels(ground, labels) };
};

/** Label names as the repository spells them; new ones as given, once. */
export const canonicalLabels = (ground: Ground, labels: unknown): unknown => {
  if (!Array.isArray(labels)) return labels;
  const names = labels.map((label: unknown) =>
    typeof label === 'object' && label !== null && 'name' in label ? label.name : label,
  );
  const spelled = new Map<string, string>();
  for (const name of names) {
    if (typeof name !== 'string') return labels;
    const key = name.toLowerCase();
    if (!spelled.has(key)) spelled.set(key, ground.records.labels.get(key)?.name ?? name);
  }
  return [...spelled.values()];
};

const openIssue = async (ground: Ground, call: Call): Promise<Reply> => {
  const { title, body } = bodyOf(call);
  if (typeof title !== 'string' || title.trim() === '') {
    return invalid({ resource: 'Issue', code: 'missing_field', field: 'title' });
  }
  const long = tooLong('Issue', body);
  if (long !== undefined) return long;
  const login = actorOf(call);
  const path = backendPath(ground, '/issues');
  const reply = await askBackend(ground, { method: 'POST', path, login, body: allowedFields(ground, call) });
  if (reply.status >= 400) return reply;
  const record = await refreshIssue(ground, (reply.body as IssueBody).number, { login });
  return ok(issueRow(ground, record), 201);
};

const editsText = (body: Body): boolean => 'title' in body || 'body' in body;

/** The author may edit and close; triage may close; write may edit. */
const mayEdit = (call: Call, record: IssueRecord): boolean => {
  const body = bodyOf(call);
  if (record.author.toLowerCase() === call.login?.toLowerCase()) return true;
  return reaches(call.role, editsText(body) ? 'write' : 'triage');
};

const sendEdit = async (
  ground: Ground,
  record: IssueRecord,
  edit: { login: string; body: Body },
): Promise<Reply> => {
  const { login, body } = edit;
  if (record.pull === null) {
    const path = backendPath(ground, `/issues/${record.number}`);
    return askBackend(ground, { method: 'PATCH', path, login, body });
  }
  const { labels, ...rest } = body;
  if (labels !== undefined) {
    const path = backendPath(ground, `/issues/${record.number}/labels`);
    const reply = await askBackend(ground, { method: 'PUT', path, login, body: { labels } });
    if (reply.status >= 400) return reply;
  }
  return askBackend(ground, {
    method: 'PATCH',
    path: backendPath(ground, `/pulls/${record.number}`),
    login,
    body: rest,
  });
};

const editIssue = async (ground: Ground, call: Call, record: IssueRecord): Promise<Reply> => {
  if (!mayEdit(call, record)) return forbidden();
  const long = tooLong('Issue', bodyOf(call).body);
  if (long !== undefined) return long;
  const login = actorOf(call);
  const reply = await sendEdit(ground, record, { login, body: allowedFields(ground, call) });
  if (reply.status >= 400) return reply;
  const next = await refreshIssue(ground, record.number, { login });
  if (bodyOf(call).state_reason === 'duplicate' && next.issue.state === 'closed') {
    const issue = { ...next.issue, state_reason: 'duplicate' };
    putRecord(ground, { ...next, issue }, { login });
    return ok(issueRow(ground, { ...next, issue }));
  }
  return ok(issueRow(ground, next));
};

/** Issue routes, and the reads of them under `/repositories/{id}`. */
export const issueRoutes: readonly Route[] = [
  { method: 'GET', template: '/repos/{owner}/{repo}/issues', answer: listIssues },
  { method: 'POST', template: '/repos/{owner}/{repo}/issues', answer: openIssue },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/issues/{number}',
    answer: (ground, call) => issueOr(ground, call, (record) => ok(issueRow(ground, record))),
  },
  {
    method: 'PATCH',
    template: '/repos/{owner}/{repo}/issues/{number}',
    answer: (ground, call) => issueOr(ground, call, (record) => editIssue(ground, call, record)),
  },
];
