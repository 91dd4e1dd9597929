/**
 * What every answer of the backend goes through: URLs of this server instead of the backend's, times without
 * milliseconds, complete user rows, and ids as large as GitHub's, so that nobody mistakes an id for a number.
 */
import type { Setup } from './options.ts';
import type { Roster } from './roster.ts';
import { isBody } from './wire.ts';

/** Added to the backend's ids. Above 32 bits, as the real ones are, and different per kind. */
export const ISSUE_ID_OFFSET = 3_400_000_000;
export const PULL_ID_OFFSET = 2_700_000_000;
export const COMMENT_ID_OFFSET = 3_900_000_000;

/** Where the texts come from and what they should say instead. */
export interface FixUps {
  readonly backendUrl: string;
  readonly setup: Setup;
  readonly roster: Roster;
}

const WEB_KEYS = new Set(['html_url', 'diff_url', 'patch_url', 'clone_url', 'svn_url']);
const API_PATH = /^\/(repos|users|orgs|user|repositories)\//;
const COMMENT_IN_URL = /(\/issues\/comments\/|#issuecomment-)(\d+)/g;

const fixText = (text: string, key: string, { backendUrl, setup }: FixUps): string => {
  if (/(_at|_on|date)$/.test(key)) return text.replace(/^(\d{4}-\d\d-\d\dT[\d:]{8})\.\d+Z$/, '$1Z');
  if (!text.startsWith(backendUrl)) return text;
  const rest = text.slice(backendUrl.length);
  const root = WEB_KEYS.has(key) || !API_PATH.test(rest) ? setup.webUrl : setup.apiUrl;
  return (
    root +
    rest.replace(COMMENT_IN_URL, (_, before: string, id: string) => before + (Number(id) + COMMENT_ID_OFFSET))
  );
};

/** The whole value, fixed; texts that people wrote pass untouched. */
export const fixUp = (value: unknown, key: string, with_: FixUps): unknown => {
  if (typeof value === 'string')
    return key === 'body' || key === 'title' ? value : fixText(value, key, with_);
  if (Array.isArray(value)) return value.map((item) => fixUp(item, key, with_));
  if (!isBody(value)) return value;
  const fixed = Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, fixUp(item, name, with_)]),
  );
  const isUser = typeof fixed.login === 'string' && 'avatar_url' in fixed;
  return isUser ? { ...fixed, ...with_.roster.userBody(fixed.login as string) } : fixed;
};
