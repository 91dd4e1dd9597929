/**
 * Octokit as we use it: throttled, conditional, silent, with a time limit, and never repeating a write.
 */
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { UsageError } from '../../model/failures.ts';
import { readVersion } from '../package.ts';
import { actAsApp, appNameOf } from './app-auth.ts';
import type { AppKey } from './app-key.ts';
import { makeConditional, type Responses } from './conditional.ts';
import { createPace } from './pace.ts';
import { actWithToken, isSendable, type RenewableToken } from './renewable-token.ts';
import type { RequestTold } from './told-requests.ts';
import { createTransport } from './transport.ts';

/** What an Octokit is made of. Defaults: `paceMs` between two writes as GitHub advises, `timeoutMs` 15 s. */
export interface OctokitOptions {
  /** `https://api.github.com`, or `https://HOST/api/v3`. */
  readonly apiUrl: string;
  /** Of a person; not used where there is an App. */
  readonly token: string;
  /** Asked for another one where GitHub refuses it. */
  readonly renewToken?: RenewableToken['renew'];
  readonly app?: AppKey | null | undefined;
  readonly responses: Responses;
  readonly paceMs?: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** Told of every exchange, for the numbers. */
  readonly onRequest?: ((told: RequestTold) => void) | undefined;
}

const DEFAULT_TIMEOUT_MS = 15_000;
/** A read waits for a limit inside the client only below this; longer waits are the scheduler's. */
const LONGEST_WAIT_S = 5;

const silence = (): void => {};
const silentLog = { debug: silence, info: silence, warn: silence, error: silence };

/** Reads may be repeated, once and soon; a write never is, as it may have taken effect. */
const isWorthWaiting = (seconds: number, { method }: { method: string }, _octokit: unknown, tries: number) =>
  method === 'GET' && seconds < LONGEST_WAIT_S && tries === 0;

/** Scheme, host and port of the API. @throws UsageError it is not an address of the web. */
export const parseApiOrigin = (apiUrl: string): string => {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return url.origin;
  throw new UsageError(`GITHUB_API_URL is not a web address: ${apiUrl}`, {
    fix: 'unset it for github.com, or set it to https://HOST/api/v3',
  });
};

const checkToken = (token: string): void => {
  if (isSendable(token)) return;
  throw new UsageError('the GitHub token holds a space, a line break or a letter outside ASCII', {
    fix: 'gh auth login, or set GH_TOKEN to the token alone',
  });
};

/** What an Octokit and its client tell each other. */
export interface OctokitEars {
  /** Sees the headers of every answer. */
  readonly onHeaders: (headers: Headers) => void;
  /** How far GitHub's clock is ahead of ours. */
  readonly readAheadMs: () => number;
}

/** An Octokit, and the token that it sends. */
export interface OpenedOctokit {
  readonly octokit: Octokit;
  readonly fetchToken: () => Promise<string>;
}

/** Sends nothing yet. @throws UsageError address or token cannot be right. */
export const createOctokit = (
  options: OctokitOptions,
  { onHeaders, readAheadMs }: OctokitEars,
): OpenedOctokit => {
  const { app = null, token } = options;
  if (app === null) checkToken(token);
  const { apiUrl, timeoutMs = DEFAULT_TIMEOUT_MS, paceMs, onRequest } = options;
  const transport = createTransport({ origin: parseApiOrigin(apiUrl), timeoutMs, onHeaders, onRequest });
  const octokit = new (Octokit.plugin(throttling))({
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: `worktree-coordinator/${readVersion()}`,
    log: silentLog,
    request: { fetch: transport, log: silentLog },
    throttle: {
      onRateLimit: isWorthWaiting,
      onSecondaryRateLimit: isWorthWaiting,
      ...(paceMs === undefined ? {} : createPace(paceMs)),
    },
  });
  makeConditional(octokit, app === null ? token : appNameOf(app), options.responses);
  if (app === null) {
    const readToken = actWithToken(octokit, { first: token, renew: options.renewToken });
    return { octokit, fetchToken: async () => readToken() };
  }
  return { octokit, ...actAsApp(octokit, app, readAheadMs) };
};
