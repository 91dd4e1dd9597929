/**
 * A person's token that may be replaced while the coordinator runs: `gh auth login` gives a new one. Where GitHub refuses
 * the one we have, the source is asked again, at most once a minute.
 */
import type { Octokit } from '@octokit/rest';
import { refusedOf } from './refused.ts';

export interface RenewableToken {
  /** The token that is sent. */
  readonly first: string;
  /** The token as its source has it now; null = it has none. Undefined: the source cannot change. */
  readonly renew?: (() => Promise<string | null>) | undefined;
}

/** Asking starts a program. */
const renewedEveryMs = 60_000;

/** What `fetch` can put into a header; its own error would show the token. */
export const isSendable = (token: string): boolean => /^[\x21-\x7e]+$/.test(token);

/** Lets an Octokit send it; the returned function tells which it is now. Must be added last. */
export const actWithToken = (octokit: Octokit, { first, renew }: RenewableToken): (() => string) => {
  let current = first;
  let asked: { readonly atMs: number; readonly answer: Promise<void> } | null = null;
  const ask = async (): Promise<void> => {
    const found = (await renew?.()) ?? current;
    if (isSendable(found)) current = found;
  };
  const askAgain = (): Promise<void> => {
    const nowMs = performance.now();
    if (asked === null || nowMs - asked.atMs >= renewedEveryMs) asked = { atMs: nowMs, answer: ask() };
    return asked.answer;
  };
  octokit.hook.wrap('request', async (request, options) => {
    const sent = current;
    options.headers.authorization = `token ${sent}`;
    try {
      return await request(options);
    } catch (error) {
      if (renew === undefined || refusedOf(error)?.status !== 401) throw error;
      if (current === sent) await askAgain();
      if (current === sent) throw error;
      // A 401 took no effect, so a write may be sent again too.
      options.headers.authorization = `token ${current}`;
      return request(options);
    }
  });
  return () => current;
};
