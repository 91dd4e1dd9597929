/**
 * The one place where GitHub's refusals become failures of ours, by status, headers and `errors[].code`.
 */
import { PermanentError, TransientError, UsageError } from '../../model/failures.ts';
import { limitFailure, limitOf } from './limits.ts';
import { unexpectedAnswer } from './raw.ts';
import { networkCodeOf, ownFailureIn, type Refused, refusedOf } from './refused.ts';

/** What was tried: `what` completes "GitHub refuses to ..."; `scope` says what a 404 would be about. */
export interface Attempted {
  readonly what: string;
  readonly scope: 'repository' | 'one-thing';
}

const CANNOT_BE_REACHED = 'check the network and GITHUB_API_URL';
const NEW_TOKEN =
  'set GITHUB_TOKEN to a valid token; where it is not set, GH_TOKEN counts, then gh auth login. Of an App: check github.app';
const LONGEST_QUOTE = 300;
/** Statuses that say, of a whole repository, that it cannot be seen or used. */
const UNSEEN = [403, 404, 410, 451];

/** GitHub's own words, in one line. */
const quoteOf = ({ message, errors }: Refused): string => {
  const details = errors.map((each) => each.message || [each.field, each.code].filter(Boolean).join(' '));
  const words = [message, ...details].filter(Boolean).join('; ').replace(/\s+/g, ' ');
  return words === '' ? '' : `: ${words.slice(0, LONGEST_QUOTE)}`;
};

/** What would help, as far as the headers of a 403 tell. */
const fixOf = ({ status, headers, message }: Refused): string => {
  if (/\barchived\b/i.test(message))
    return 'an archived repository is read-only: unarchive it, or stop the coordinator';
  const signOn = /url=(\S+)/.exec(headers['x-github-sso'] ?? '')?.[1];
  if (signOn !== undefined) return `authorise the token for single sign-on: ${signOn}`;
  const needed = headers['x-accepted-github-permissions'];
  if (status === 403 && needed) return `give the token the permission ${needed}`;
  if (status === 403) return 'give the token write access to contents, issues and pull requests';
  return 'check that it still exists and that the token may see it';
};

const repositoryFailure = (refused: Refused, { what }: Attempted, cause: unknown): UsageError => {
  const { status } = refused;
  const detail = { cause, exitCode: 4 };
  if (status === 403) {
    return new UsageError(`GitHub refuses to ${what} (403)${quoteOf(refused)}`, {
      ...detail,
      fix: fixOf(refused),
    });
  }
  return new UsageError(`GitHub cannot ${what} (${status})${quoteOf(refused)}`, {
    ...detail,
    fix: 'check the name of the repository, that Issues are on, and that the token may see it',
  });
};

/** Statuses that say "not now": the same request may succeed later. */
const isPassing = (status: number): boolean => status >= 500 || [304, 408, 409, 425].includes(status);

const passingFailure = (refused: Refused, { what }: Attempted, cause: unknown): TransientError => {
  if (refused.status === 304)
    return unexpectedAnswer('"not modified" to a question asked for the first time', cause);
  const seconds = Number(refused.headers['retry-after']);
  return new TransientError(`GitHub could not ${what} (${refused.status})${quoteOf(refused)}`, {
    cause,
    retryAfterMs: seconds > 0 ? seconds * 1000 : undefined,
    fix: 'it is tried again; see https://www.githubstatus.com',
  });
};

const answeredFailure = (refused: Refused, attempted: Attempted, cause: unknown) => {
  const limit = limitOf(refused);
  if (limit !== null) return limitFailure(limit, cause);
  if (refused.status === 401) {
    return new UsageError('GitHub does not accept the token (401)', { cause, exitCode: 4, fix: NEW_TOKEN });
  }
  if (isPassing(refused.status)) return passingFailure(refused, attempted, cause);
  if (attempted.scope === 'repository' && UNSEEN.includes(refused.status))
    return repositoryFailure(refused, attempted, cause);
  const message = `GitHub refuses to ${attempted.what} (${refused.status})${quoteOf(refused)}`;
  return new PermanentError(message, { cause, fix: fixOf(refused) });
};

const silentFailure = (error: unknown, { what }: Attempted): TransientError => {
  const code = networkCodeOf(error);
  const why =
    code === 'TimeoutError' ? 'GitHub did not answer in time' : `GitHub cannot be reached (${code})`;
  return new TransientError(`${why}; could not ${what}`, { cause: error, fix: CANNOT_BE_REACHED });
};

/**
 * The failure for an error that came out of Octokit; its cause is kept.
 * UsageError with exit code 4: 401, or `scope` is the repository and it cannot be seen. TransientError: no answer, 5xx,
 * limits (with `retryAfterMs`), nonsense. PermanentError: every other refusal.
 */
export const classify = (
  error: unknown,
  attempted: Attempted,
): UsageError | TransientError | PermanentError => {
  const own = ownFailureIn(error);
  if (own !== null) return own;
  const refused = refusedOf(error);
  return refused === null ? silentFailure(error, attempted) : answeredFailure(refused, attempted, error);
};
