/**
 * The one way out: whatever is asked of GitHub goes through `ask` or `seek`, comes back as `unknown` until rows.ts
 * has read it, and fails as `classify` says. It holds back while a rate limit lasts, and knows the repository's
 * present name.
 */
import { TransientError } from '../../model/failures.ts';
import type { LimitHold, RateLimit, WriteRoom } from '../../model/github.ts';
import type { RepositoryName } from '../../model/settings.ts';
import { type Attempted, classify } from './classify.ts';
import { createGate, type Holds } from './gate.ts';
import { aheadOf, limitOf, rateLimitOf } from './limits.ts';
import { createOctokit, type OctokitOptions, parseApiOrigin } from './octokit.ts';
import { unexpectedAnswer } from './raw.ts';
import { refusedOf } from './refused.ts';
import { parseRepository } from './rows.ts';
import { createWriteBudget, type WriteLimits, type WriteRecord } from './write-budget.ts';

export interface ClientOptions extends OctokitOptions {
  readonly repository: RepositoryName;
  /** Where a limit is remembered for the next start. */
  readonly holds?: Holds | undefined;
  /** The same for a limit that only writes have met. */
  readonly writeHolds?: Holds | undefined;
  /** How much may be written; null = as much as comes. */
  readonly writeLimits?: WriteLimits | null | undefined;
  /** Where it is counted for the next start. */
  readonly writes?: WriteRecord | undefined;
  /** Sees the headers of every answer, refusals too. */
  readonly onHeaders?: ((headers: Headers) => void) | undefined;
}

/** One request. `{owner}` and `{repo}` in the route are filled in. */
export interface Call {
  /** Completes "GitHub refuses to ...", for messages. */
  readonly what: string;
  /** `GET /repos/{owner}/{repo}/issues`, or `GET` and a whole URL. */
  readonly route: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** `repository`: a 404 means that the repository cannot be seen. Default `one-thing`. */
  readonly scope?: Attempted['scope'];
  /** A redirect (302) is the answer: it is not followed, as it leads to another host. */
  readonly isLedElsewhere?: boolean;
}

/** A successful answer. `link` is the header as it came. */
export interface Answer {
  readonly data: unknown;
  readonly link: string | null;
  /** Where a redirect leads that is the answer. */
  readonly location?: string | undefined;
}

export interface Client {
  /** Scheme, host and port of the API. */
  readonly origin: string;
  /** Where GraphQL is asked: beside the REST API, not below its version. */
  readonly graphqlUrl: string;
  /** Owner and name of the repository as GitHub calls it now, as far as we know. */
  readName(): RepositoryName;
  /** Takes up the name the repository has now, `acme/api`. */
  rename(fullName: string): void;
  /** @throws UsageError, TransientError, PermanentError as `classify` says. */
  ask(call: Call): Promise<Answer>;
  /** As `ask`, but null for these statuses. */
  seek(call: Call, absent: readonly number[]): Promise<Answer | null>;
  /** Acts as a GitHub App, not for a person. */
  readonly isApp: boolean;
  /** The token that a worker may be given. @throws as `ask` does. */
  fetchToken(): Promise<string>;
  readRateLimit(): RateLimit | null;
  /** @see import('../world.ts').GitHub.readAheadMs */
  readAheadMs(): number;
  readHold(): LimitHold | null;
  readWriteRoom(): WriteRoom;
}

/** The repository's name, changed when GitHub says that it was renamed. */
const createNameHolder = (first: RepositoryName) => {
  let current = first;
  return {
    read: () => current,
    rename: (fullName: string) => {
      const [owner, name] = fullName.split('/');
      if (owner && name) current = { owner, name };
    },
  };
};

/** True when a read in the repository was answered from another place: it was renamed, or one thing moved. */
const isLedAway = ({ route }: Call, url: string): boolean =>
  route.startsWith('GET /repos/{owner}/{repo}/') && /\/repositories\/\d+/.test(url);

/** GraphQL is asked by POST as well. */
const isWrite = ({ route }: Call): boolean => /^(?:POST|PATCH|PUT|DELETE) (?!.*\/graphql$)/.test(route);

/** Sends nothing before the first `ask`. @throws UsageError the address or the token cannot be right. */
export const createClient = (options: ClientOptions): Client => {
  const names = createNameHolder(options.repository);
  const gate = createGate(options.holds);
  const writeGate = createGate(options.writeHolds);
  const { writeLimits = null, writes } = options;
  const budget = createWriteBudget({ limits: writeLimits, record: writes, nowMs: Date.now });
  let rateLimit: RateLimit | null = null;
  let aheadMs = 0;
  const { octokit, fetchToken } = createOctokit(options, {
    onHeaders: (headers) => {
      rateLimit = rateLimitOf(headers) ?? rateLimit;
      aheadMs = aheadOf(headers) ?? aheadMs;
      options.onHeaders?.(headers);
    },
    readAheadMs: () => aheadMs,
  });

  const request = async ({ route, params, isLedElsewhere }: Omit<Call, 'what' | 'scope'>) => {
    const { owner, name: repo } = names.read();
    const more = isLedElsewhere ? { request: { redirect: 'manual' as const } } : {};
    const own = route.includes('{owner}') ? { owner, repo } : {};
    return octokit.request(route, { ...own, ...params, ...more });
  };

  const learnName = async (): Promise<void> => {
    const { data } = await request({ route: 'GET /repos/{owner}/{repo}' });
    names.rename(parseRepository(data).facts.fullName);
  };

  const send = async (call: Call): Promise<Answer> => {
    gate.check();
    if (isWrite(call)) {
      writeGate.check();
      budget.spend();
    }
    const { status, data, headers, url } = await request(call);
    // The answer itself is good, whatever becomes of this.
    if (isLedAway(call, url)) await learnName().catch(() => {});
    if (call.isLedElsewhere && (status as number) === 302)
      return { data: {}, link: null, location: headers.location };
    if (status < 300) {
      if (status !== 204 && (typeof data !== 'object' || data === null)) throw unexpectedAnswer('no JSON');
      return { data, link: headers.link ?? null };
    }
    // Reads follow redirects by themselves. A redirected write took no effect; it fits the new name next time.
    await learnName();
    throw new TransientError(`could not ${call.what}: GitHub says it moved (${status})`, {
      fix: 'it is tried again under the new name; set `repository` to it',
    });
  };

  const failureOf = (error: unknown, call: Call): Error => {
    const refused = refusedOf(error);
    const limit = refused === null ? null : limitOf(refused);
    if (limit === null) return classify(error, { what: call.what, scope: call.scope ?? 'one-thing' });
    // Too many writes are no reason to look away: a read that is one too many will be told so itself.
    const met = limit.kind === 'secondary' && isWrite(call) ? writeGate : gate;
    return met.close(limit, error);
  };

  const readWriteRoom = (): WriteRoom => {
    const hold = writeGate.read();
    return hold === null ? budget.readRoom() : { left: 0, everydayLeft: 0, moreAtMs: hold.untilMs };
  };

  /** While the repository itself cannot be read, "not found" says nothing about one thing in it. */
  const checkAccess = async (error: unknown, { what, scope = 'one-thing' }: Call): Promise<void> => {
    const status = refusedOf(error)?.status;
    if (scope === 'repository' || (status !== 404 && status !== 410)) return;
    try {
      await request({ route: 'GET /repos/{owner}/{repo}' });
    } catch (cause) {
      throw new TransientError(`could not ${what} (${status}), and the repository cannot be read either`, {
        cause,
        fix: 'check that the repository exists and that the token may see it',
      });
    }
  };

  return {
    origin: parseApiOrigin(options.apiUrl),
    graphqlUrl: `${options.apiUrl.replace(/(?:\/v3)?\/*$/, '')}/graphql`,
    isApp: Boolean(options.app),
    fetchToken: () => {
      gate.check();
      return fetchToken().catch((error: unknown) => {
        throw failureOf(error, { what: 'give the App a token', route: '' });
      });
    },
    readName: names.read,
    rename: names.rename,
    readRateLimit: () => rateLimit,
    readAheadMs: () => aheadMs,
    readHold: gate.read,
    readWriteRoom,
    ask: (call) =>
      send(call).catch(async (error: unknown) => {
        await checkAccess(error, call);
        throw failureOf(error, call);
      }),
    seek: (call, absent) =>
      send(call).catch((error: unknown) => {
        const refused = refusedOf(error);
        // A limit is told with the same 403 as a missing permission.
        if (refused !== null && absent.includes(refused.status) && limitOf(refused) === null) return null;
        throw failureOf(error, call);
      }),
  };
};
