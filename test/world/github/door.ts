/**
 * What the tests of the door share: a door on a scripted server, an answer store, and rows as GitHub sends them.
 */
import { onTestFinished } from 'vitest';
import { type GitHubOptions, openGitHub } from '../../../src/world/github/open-github.ts';
import type { GitHub, StoredResponse } from '../../../src/world/world.ts';
import { type HttpGitHub, openHttpGitHub } from '../../support/http-github.ts';

export const TOKEN = 'ghp_secretsecretsecret';

/** An answer store in memory; a test keeps it to play a restart. */
export const createResponses = () => {
  const kept = new Map<string, StoredResponse>();
  return {
    kept,
    read: (key: string) => kept.get(key) ?? null,
    save: (key: string, response: StoredResponse) => void kept.set(key, response),
  };
};

/** A scripted server that is closed at the end of the test. */
export const openServer = async (): Promise<HttpGitHub> => {
  const server = await openHttpGitHub();
  onTestFinished(() => server.close());
  return server;
};

/** A door to acme/api on a server; without pauses between writes. */
export const openDoor = (server: HttpGitHub, options: Partial<GitHubOptions> = {}): GitHub =>
  openGitHub({
    apiUrl: server.url,
    token: TOKEN,
    repository: { owner: 'acme', name: 'api' },
    responses: createResponses(),
    paceMs: 0,
    ...options,
  });

/** A server and a door on it. */
export const openBoth = async (options: Partial<GitHubOptions> = {}) => {
  const server = await openServer();
  return { server, github: openDoor(server, options) };
};

/** The failure of a promise that must fail. */
export const failureOf = async (promise: Promise<unknown>): Promise<Error> => {
  const [result] = await Promise.allSettled([promise]);
  if (result?.status === 'rejected' && result.reason instanceof Error) return result.reason;
  throw new Error('expected a failure');
};

export const rawIssue = (number: number, more: object = {}) => ({
  number,
  title: `Issue ${number}`,
  body: null,
  html_url: `https://github.com/acme/api/issues/${number}`,
  repository_url: 'https://api.github.com/repos/acme/api',
  user: { login: 'ada' },
  labels: [{ name: 'rpi-auto' }],
  state: 'open',
  created_at: '2026-11-20T13:00:00Z',
  updated_at: '2026-11-20T14:00:00Z',
  ...more,
});

export const rawPull = (number: number, branch: string, more: object = {}) => ({
  number,
  html_url: `https://github.com/acme/api/pull/${number}`,
  state: 'open',
  merged_at: null,
  head: { ref: branch, sha: 'a'.repeat(40), repo: { full_name: 'acme/api' } },
  base: { ref: 'main', repo: { full_name: 'acme/api' } },
  created_at: '2026-11-20T13:00:00Z',
  updated_at: '2026-11-20T14:00:00Z',
  ...more,
});

export const rawRepository = (more: object = {}) => ({
  full_name: 'acme/api',
  default_branch: 'main',
  private: true,
  has_issues: true,
  permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
  ...more,
});

export const rawComment = (id: number, body: string, more: object = {}) => ({
  id,
  body,
  user: { login: 'ada' },
  created_at: '2026-11-20T13:00:00Z',
  ...more,
});

export const REPOSITORY = 'GET /repos/acme/api';
export const ISSUES = 'GET /repos/acme/api/issues';
export const PULLS = 'GET /repos/acme/api/pulls';
