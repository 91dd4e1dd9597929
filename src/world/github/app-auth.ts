/**
 * GitHub App authentication: a signed statement of who we are (JWT), for it a token of the installation, which lasts an
 * hour. It is renewed before its end, and once where GitHub refuses it earlier.
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
 */
import type { Octokit } from '@octokit/rest';
import signJwt from 'universal-github-app-jwt';
import type { AppKey } from './app-key.ts';
import { parseObject, parseText, parseTimeMs } from './raw.ts';
import { refusedOf } from './refused.ts';

export interface AppAuth {
  /** A token of the installation that holds for some minutes yet. @throws what asking for one throws. */
  fetchToken(): Promise<string>;
}

/** Before its end a token is renewed: a request may wait for its turn. */
const earlyMs = 5 * 60_000;

/** GitHub's clock may be behind: the statement is dated 60 s back, and holds for 9 minutes from now. */
const backMs = 30_000;

interface Token {
  readonly text: string;
  readonly endsAtMs: number;
}

/** How an App's answers are told apart: their ETags are those of one installation. */
export const appNameOf = ({ id, installationId }: AppKey): string => `app ${id} ${installationId}`;

/** Lets an Octokit act as the App. Must be added last, so that no request waits in a queue for its token. */
export const actAsApp = (octokit: Octokit, app: AppKey, readAheadMs: () => number): AppAuth => {
  const nowMs = (): number => Date.now() + readAheadMs();
  const fetchNew = async (): Promise<Token> => {
    const { data } = await octokit.request('POST /app/installations/{installation_id}/access_tokens', {
      installation_id: app.installationId,
    });
    const raw = parseObject(data, 'token');
    return { text: parseText(raw, 'token'), endsAtMs: parseTimeMs(raw, 'expires_at') };
  };
  let current: Promise<Token> | null = null;
  /** One question at a time; a failed one is forgotten. */
  const ask = (): Promise<Token> => {
    const asked = fetchNew();
    current = asked;
    asked.catch(() => {
      if (current === asked) current = null;
    });
    return asked;
  };
  /** Whoever was refused with a token that has been renewed meanwhile gets the new one. */
  const fetchToken = async (refused?: string): Promise<string> => {
    const before = current;
    const token = await (before ?? ask());
    if (token.text !== refused && token.endsAtMs - nowMs() > earlyMs) return token.text;
    return (await (current === before ? ask() : (current ?? ask()))).text;
  };
  octokit.hook.wrap('request', async (request, options) => {
    if (isOwnCall(options.url)) {
      options.headers.authorization = `bearer ${await fetchJwt(app, nowMs())}`;
      return request(options);
    }
    // The hook is bound to these options: a copy of them would go unheard.
    const send = (token: string) => {
      options.headers.authorization = `token ${token}`;
      return request(options);
    };
    const token = await fetchToken();
    try {
      return await send(token);
    } catch (error) {
      // A 401 took no effect, so a write may be sent again too.
      if (refusedOf(error)?.status !== 401) throw error;
      return send(await fetchToken(token));
    }
  });
  return { fetchToken: () => fetchToken() };
};

/** What the App itself is asked for, and not its installation. */
const isOwnCall = (url: string): boolean => /^\/app(?:\/|$)/.test(url);

const fetchJwt = async ({ id, privateKey }: AppKey, nowMs: number): Promise<string> =>
  (await signJwt({ id, privateKey, now: Math.floor((nowMs - backMs) / 1000) })).token;
