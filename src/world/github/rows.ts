/**
 * GitHub's JSON to the rows of the model. Only the fields that are used are asked for, so older servers fit.
 */

import type { CommentRow, LabelEvent, NewComment, RepositoryFacts } from '../../model/github.ts';
import type { LinkedRow } from '../../model/links.ts';
import type { Role } from '../../model/settings.ts';
import type { IssueRow, PullRow } from '../../model/snapshot.ts';
import {
  parseInteger,
  parseList,
  parseObject,
  parseOptional,
  parseText,
  parseTimeMs,
  type Raw,
  unexpectedAnswer,
} from './raw.ts';
import { textKeyOf } from './text-key.ts';

/** GitHub's stand-in for an account that was deleted. */
const GHOST = 'ghost';

const parseLogin = (raw: Raw, field: string): string => {
  const user = parseOptional(raw, field);
  return user === null ? GHOST : parseText(user, 'login');
};

/** Labels are objects, or bare names in old answers. */
/** The name of a label. @throws TransientError it has none. */
export const parseLabelName = (value: unknown): string =>
  typeof value === 'string' ? value : parseText(parseObject(value, 'label'), 'name');

const parseIssueState = (raw: Raw): 'open' | 'closed' => {
  const state = parseText(raw, 'state');
  if (state !== 'open' && state !== 'closed') throw unexpectedAnswer(`state is ${JSON.stringify(state)}`);
  return state;
};

const parseOpenBlockerCount = (raw: Raw): number | null => {
  const summary = parseOptional(raw, 'issue_dependencies_summary');
  return summary === null ? null : parseInteger(summary, 'blocked_by');
};

/** GitHub counts closed ones as completed, whatever they were closed for. */
const parseOpenChildCount = (raw: Raw): number | null => {
  const summary = parseOptional(raw, 'sub_issues_summary');
  return summary === null ? null : parseInteger(summary, 'total') - parseInteger(summary, 'completed');
};

const parseBody = (raw: Raw): string =>
  raw.body === null || raw.body === undefined ? '' : parseText(raw, 'body');

/** An issue as listed or as asked for by number. @throws TransientError not understood. */
export const parseIssue = (raw: Raw): IssueRow => ({
  number: parseInteger(raw, 'number'),
  title: parseText(raw, 'title'),
  body: parseBody(raw),
  url: parseText(raw, 'html_url'),
  author: parseLogin(raw, 'user'),
  labels: parseList(raw.labels, 'labels').map(parseLabelName),
  state: parseIssueState(raw),
  createdAtMs: parseTimeMs(raw, 'created_at'),
  updatedAtMs: parseTimeMs(raw, 'updated_at'),
  textKey: textKeyOf(parseText(raw, 'title'), parseBody(raw)),
  openBlockerCount: parseOpenBlockerCount(raw),
  openChildCount: parseOpenChildCount(raw),
});

/** `acme/api` from `https://api.github.com/repos/acme/api`; null where the server does not say. */
export const parseRepositoryName = (raw: Raw): string | null =>
  typeof raw.repository_url === 'string'
    ? (/\/repos\/([\w.-]+\/[\w.-]+)$/.exec(raw.repository_url)?.[1] ?? null)
    : null;

/** An issue at the other end of a link; `ownName` is the watched repository. @throws TransientError not understood. */
export const parseLinkedRow = (raw: Raw, ownName: string): LinkedRow => {
  const name = parseRepositoryName(raw);
  return {
    repository: name === null || name.toLowerCase() === ownName.toLowerCase() ? null : name,
    number: parseInteger(raw, 'number'),
    state: parseIssueState(raw),
    labels: parseList(raw.labels, 'labels').map(parseLabelName),
  };
};

/** True for the pull requests that GitHub lists among the issues. */
export const isPullRequest = (raw: Raw): boolean =>
  raw.pull_request !== undefined && raw.pull_request !== null;

const parseRepositoryOf = (raw: Raw, side: 'head' | 'base'): string | null => {
  const repository = parseOptional(parseObject(raw[side], side), 'repo');
  return repository === null ? null : parseText(repository, 'full_name');
};

/** A pull request, and the repository it goes to (`acme/api`; null where the server does not say). */
export interface ParsedPull {
  readonly row: PullRow;
  readonly baseRepository: string | null;
}

/** A pull request as listed, created or asked for. @throws TransientError not understood. */
export const parsePull = (value: unknown): ParsedPull => {
  const raw = parseObject(value, 'pull request');
  const head = parseObject(raw.head, 'head');
  const isMerged = typeof raw.merged_at === 'string';
  const row: PullRow = {
    number: parseInteger(raw, 'number'),
    url: parseText(raw, 'html_url'),
    state: isMerged ? 'merged' : parseIssueState(raw),
    branch: parseText(head, 'ref'),
    headRepository: parseRepositoryOf(raw, 'head'),
    headSha: parseText(head, 'sha'),
    createdAtMs: parseTimeMs(raw, 'created_at'),
    updatedAtMs: parseTimeMs(raw, 'updated_at'),
  };
  return { row, baseRepository: parseRepositoryOf(raw, 'base') };
};

/** A comment on an issue. @throws TransientError not understood. */
export const parseComment = (value: unknown): CommentRow => {
  const raw = parseObject(value, 'comment');
  return {
    id: parseInteger(raw, 'id'),
    author: parseLogin(raw, 'user'),
    body: raw.body === null ? '' : parseText(raw, 'body'),
    createdAtMs: parseTimeMs(raw, 'created_at'),
  };
};

/** Who acted: bots by type or name, apps by their slug. */
const parseActor = (raw: Raw, field: string) => {
  const login = parseLogin(raw, field);
  const app = parseOptional(raw, 'performed_via_github_app');
  return {
    login,
    isBot: parseOptional(raw, field)?.type === 'Bot' || login.endsWith('[bot]'),
    viaApp: app === null ? null : parseText(app, 'slug'),
  };
};

/** A row of the repository's list of comments. @throws TransientError not understood. */
export const parseNewComment = (value: unknown): NewComment => {
  const raw = parseObject(value, 'comment');
  const issue = Number(/\/issues\/(\d+)$/.exec(parseText(raw, 'issue_url'))?.[1]);
  if (!Number.isSafeInteger(issue)) throw unexpectedAnswer('a comment of no issue');
  const { isBot, viaApp } = parseActor(raw, 'user');
  return { ...parseComment(raw), issue, isBot, viaApp };
};

/** Who put `label` on, if this event tells of it; null for every other event. @throws TransientError not understood. */
export const parseLabelEvent = (value: unknown, label: string): LabelEvent | null => {
  const raw = parseObject(value, 'event');
  if (parseText(raw, 'event') !== 'labeled') return null;
  if (parseLabelName(raw.label).toLowerCase() !== label.toLowerCase()) return null;
  return { ...parseActor(raw, 'actor'), atMs: parseTimeMs(raw, 'created_at') };
};

/** Git's older words for the same roles; `none` is no role. */
const ROLES: ReadonlyMap<unknown, Role | null> = new Map<unknown, Role | null>([
  ['admin', 'admin'],
  ['maintain', 'maintain'],
  ['write', 'write'],
  ['push', 'write'],
  ['triage', 'triage'],
  ['read', 'read'],
  ['pull', 'read'],
  ['none', null],
]);

/**
 * Role from a permission answer: `permission` folds maintain into write and triage into read, so `role_name` goes
 * first; an organisation's own role names are only told by `permission`. @throws TransientError not understood.
 */
export const parseRole = (value: unknown): Role | null => {
  const raw = parseObject(value, 'permission');
  for (const word of [raw.role_name, raw.permission]) {
    const role = ROLES.get(word);
    if (role !== undefined) return role;
  }
  throw unexpectedAnswer(`permission is ${JSON.stringify(raw.permission)}`);
};

/** What the token may do, from the flags of a repository answer; null where there are none or none is set. */
const parseOwnRole = (raw: Raw): Role | null => {
  const flags = parseOptional(raw, 'permissions');
  const word = ['admin', 'maintain', 'push', 'triage', 'pull'].find((flag) => flags?.[flag] === true);
  return ROLES.get(word) ?? null;
};

/** The repository itself; `hasIssues` false: the feature is switched off. @throws TransientError not understood. */
export const parseRepository = (value: unknown): { facts: RepositoryFacts; hasIssues: boolean } => {
  const raw = parseObject(value, 'repository');
  const facts: RepositoryFacts = {
    fullName: parseText(raw, 'full_name'),
    defaultBranch: parseText(raw, 'default_branch'),
    isPrivate: raw.private === true,
    isArchived: raw.archived === true,
    role: parseOwnRole(raw),
  };
  return { facts, hasIssues: raw.has_issues !== false };
};
