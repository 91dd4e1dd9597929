/**
 * Blocked-by and sub-issues. They address issues by id, not by number.
 */
import { bodyOf, type Call } from './call.ts';
import type { Ground } from './ground.ts';
import { issueOr } from './issue-routes.ts';
import { paged } from './paging.ts';
import type { IssueLink, IssueRecord } from './records.ts';
import { touchIssue } from './refresh.ts';
import { invalid, notFound, ok, type Reply } from './reply.ts';
import type { Route } from './router.ts';
import { issueRow } from './rows.ts';

const ISSUE = '/repos/{owner}/{repo}/issues/{number}';

const byId = (ground: Ground, id: unknown): IssueRecord | undefined =>
  [...ground.records.issues.values()].find(({ issue }) => issue.id === Number(id));

const rowsOf = (ground: Ground, numbers: readonly number[]): IssueRecord[] =>
  numbers.flatMap((number) => ground.records.issues.get(number) ?? []);

/** The other ends of an issue's links of a kind, seen from one side. */
const linked =
  (kind: IssueLink['kind'], from: 'issue' | 'of') =>
  (ground: Ground, call: Call): Reply | Promise<Reply> =>
    issueOr(ground, call, ({ number }) => {
      const to = from === 'issue' ? 'of' : 'issue';
      const links = ground.records.links.filter((link) => link.kind === kind && link[from] === number);
      const rows = rowsOf(
        ground,
        links.map((link) => link[to]),
      );
      return paged(call, ground.setup, { rows, render: (row) => issueRow(ground, row) });
    });

const sameLink = (left: IssueLink, right: IssueLink): boolean =>
  left.kind === right.kind && left.issue === right.issue && left.of === right.of;

const addLink = (ground: Ground, link: IssueLink): boolean => {
  const { records } = ground;
  if (link.issue === link.of || records.links.some((one) => sameLink(one, link))) return false;
  records.links.push(link);
  touchIssue(ground, link.issue);
  touchIssue(ground, link.of);
  return true;
};

const dropLink = (ground: Ground, link: IssueLink): boolean => {
  const { records } = ground;
  const before = records.links.length;
  records.links = records.links.filter((one) => !sameLink(one, link));
  touchIssue(ground, link.issue);
  return records.links.length < before;
};

const refusedLink = (field: string): Reply => invalid({ resource: 'Issue', code: 'invalid', field });

const addBlocker = (ground: Ground, call: Call): Reply | Promise<Reply> =>
  issueOr(ground, call, ({ number }) => {
    const blocker = byId(ground, bodyOf(call).issue_id);
    if (blocker === undefined) return notFound();
    const isNew = addLink(ground, { kind: 'blocked-by', issue: number, of: blocker.number });
    return isNew ? ok(issueRow(ground, blocker), 201) : refusedLink('issue_id');
  });

const dropBlocker = (ground: Ground, call: Call): Reply | Promise<Reply> =>
  issueOr(ground, call, ({ number }) => {
    const blocker = byId(ground, call.params.id);
    if (blocker === undefined) return notFound();
    const was = dropLink(ground, { kind: 'blocked-by', issue: number, of: blocker.number });
    return was ? ok(issueRow(ground, blocker)) : notFound();
  });

const addChild = (ground: Ground, call: Call): Reply | Promise<Reply> =>
  issueOr(ground, call, (parent) => {
    const child = byId(ground, bodyOf(call).sub_issue_id);
    if (child === undefined) return notFound();
    const hasParent = ground.records.links.some(
      (link) => link.kind === 'child-of' && link.issue === child.number,
    );
    if (hasParent) return refusedLink('sub_issue_id');
    const isNew = addLink(ground, { kind: 'child-of', issue: child.number, of: parent.number });
    return isNew ? ok(issueRow(ground, parent), 201) : refusedLink('sub_issue_id');
  });

const dropChild = (ground: Ground, call: Call): Reply | Promise<Reply> =>
  issueOr(ground, call, (parent) => {
    const child = byId(ground, bodyOf(call).sub_issue_id);
    if (child === undefined) return notFound();
    const was = dropLink(ground, { kind: 'child-of', issue: child.number, of: parent.number });
    return was ? ok(issueRow(ground, parent)) : notFound();
  });

const parentOf = (ground: Ground, call: Call): Reply | Promise<Reply> =>
  issueOr(ground, call, ({ number }) => {
    const link = ground.records.links.find((one) => one.kind === 'child-of' && one.issue === number);
    const parent = link === undefined ? undefined : ground.records.issues.get(link.of);
    return parent === undefined ? notFound() : ok(issueRow(ground, parent));
  });

const feature = 'dependencies';
const needs = 'triage';
const BLOCKED_BY = `${ISSUE}/dependencies/blocked_by`;

/** Dependency routes; changing needs triage. */
export const dependencyRoutes: readonly Route[] = [
  { method: 'GET', template: BLOCKED_BY, feature, answer: linked('blocked-by', 'issue') },
  { method: 'POST', template: BLOCKED_BY, feature, needs, answer: addBlocker },
  { method: 'DELETE', template: `${BLOCKED_BY}/{id}`, feature, needs, answer: dropBlocker },
  {
    method: 'GET',
    template: `${ISSUE}/dependencies/blocking`,
    feature,
    answer: linked('blocked-by', 'of'),
  },
  { method: 'GET', template: `${ISSUE}/sub_issues`, feature, answer: linked('child-of', 'of') },
  { method: 'POST', template: `${ISSUE}/sub_issues`, feature, needs, answer: addChild },
  { method: 'DELETE', template: `${ISSUE}/sub_issue`, feature, needs, answer: dropChild },
  { method: 'GET', template: `${ISSUE}/parent`, feature, answer: parentOf },
];
