/**
 * Labels of the repository and of an issue. Names are one label whatever their case.
 */
import { actorOf, bodyOf, type Call } from './call.ts';
import { askBackend, backendPath, type Ground } from './ground.ts';
import { canonicalLabels, issueOr } from './issue-routes.ts';
import { paged } from './paging.ts';
import type { IssueRecord } from './records.ts';
import { refreshIssue, refreshLabels } from './refresh.ts';
import { invalid, notFound, ok, type Reply } from './reply.ts';
import type { Route } from './router.ts';
import { isBody } from './wire.ts';

const ISSUE_LABELS = '/repos/{owner}/{repo}/issues/{number}/labels';
const REPO_LABELS = '/repos/{owner}/{repo}/labels';

const spelledName = (ground: Ground, call: Call): string => {
  const name = call.params.name ?? '';
  return ground.records.labels.get(name.toLowerCase())?.name ?? name;
};

/** Passes a change of an issue's labels on and answers with the labels it has then. */
const changeLabels = async (
  ground: Ground,
  call: Call,
  change: { readonly record: IssueRecord; readonly rest?: string; readonly body?: unknown },
): Promise<Reply> => {
  const login = actorOf(call);
  const { number } = change.record;
  const path = backendPath(ground, `/issues/${number}/labels${change.rest ?? ''}`);
  const reply = await askBackend(ground, { method: call.method, path, login, body: change.body });
  if (reply.status >= 400) return reply;
  const { issue } = await refreshIssue(ground, number, { login });
  return call.method === 'DELETE' && change.rest === undefined ? { status: 204 } : ok(issue.labels);
};

const setLabels = (ground: Ground, call: Call): Reply | Promise<Reply> =>
  issueOr(ground, call, (record) => {
    const given = isBody(call.body) ? call.body.labels : call.body;
    const labels = canonicalLabels(ground, given);
    if (!Array.isArray(labels)) return invalid({ resource: 'Label', code: 'missing_field', field: 'labels' });
    return changeLabels(ground, call, { record, body: { labels } });
  });

const removeLabel = (ground: Ground, call: Call): Reply | Promise<Reply> =>
  issueOr(ground, call, (record) => {
    const name = spelledName(ground, call);
    if (!record.issue.labels.some((label) => label.name === name)) return notFound('Label does not exist');
    return changeLabels(ground, call, { record, rest: `/${encodeURIComponent(name)}` });
  });

const createLabel = async (ground: Ground, call: Call): Promise<Reply> => {
  const { name } = bodyOf(call);
  if (typeof name !== 'string' || name.trim() === '') {
    return invalid({ resource: 'Label', code: 'missing_field', field: 'name' });
  }
  if (ground.records.labels.has(name.trim().toLowerCase())) {
    return invalid({ resource: 'Label', code: 'already_exists', field: 'name' });
  }
  return changeRepositoryLabel(ground, call, '');
};

const changeRepositoryLabel = async (ground: Ground, call: Call, rest: string): Promise<Reply> => {
  const login = actorOf(call);
  const path = backendPath(ground, `/labels${rest}`);
  const reply = await askBackend(ground, { method: call.method, path, login, body: call.body });
  if (reply.status < 400) await refreshLabels(ground, login);
  return reply;
};

const oneLabel = (ground: Ground, call: Call): Reply => {
  const label = ground.records.labels.get((call.params.name ?? '').toLowerCase());
  return label === undefined ? notFound() : ok(label);
};

const changeOneLabel = (ground: Ground, call: Call): Promise<Reply> =>
  changeRepositoryLabel(ground, call, `/${encodeURIComponent(spelledName(ground, call))}`);

const listLabels = (ground: Ground, call: Call): Reply => {
  const rows = [...ground.records.labels.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  return paged(call, ground.setup, { rows });
};

const listIssueLabels = (ground: Ground, call: Call): Reply | Promise<Reply> =>
  issueOr(ground, call, (record) => paged(call, ground.setup, { rows: record.issue.labels }));

const clearLabels = (ground: Ground, call: Call): Reply | Promise<Reply> =>
  issueOr(ground, call, (record) => changeLabels(ground, call, { record }));

/** Labelling an issue needs triage; the repository's own labels need write. */
export const labelRoutes: readonly Route[] = [
  { method: 'GET', template: ISSUE_LABELS, answer: listIssueLabels },
  { method: 'POST', template: ISSUE_LABELS, needs: 'triage', answer: setLabels },
  { method: 'PUT', template: ISSUE_LABELS, needs: 'triage', answer: setLabels },
  { method: 'DELETE', template: `${ISSUE_LABELS}/{name}`, needs: 'triage', answer: removeLabel },
  { method: 'DELETE', template: ISSUE_LABELS, needs: 'triage', answer: clearLabels },
  { method: 'GET', template: REPO_LABELS, answer: listLabels },
  { method: 'POST', template: REPO_LABELS, needs: 'write', answer: createLabel },
  { method: 'GET', template: `${REPO_LABELS}/{name}`, answer: oneLabel },
  { method: 'PATCH', template: `${REPO_LABELS}/{name}`, needs: 'write', answer: changeOneLabel },
  { method: 'DELETE', template: `${REPO_LABELS}/{name}`, needs: 'write', answer: changeOneLabel },
];
