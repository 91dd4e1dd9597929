/**
 * An HTTP answer that Octokit threw, as far as we read it. Octokit's own error type stays in here.
 */
import { TransientError } from '../../model/failures.ts';

/** An answer with an error status (or 304). Texts are empty where the body was not GitHub's JSON. */
export interface Refused {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly url: string;
  readonly message: string;
  readonly documentationUrl: string;
  readonly errors: readonly RefusedField[];
}

/** One entry of `errors[]`: `{ resource: 'Label', code: 'already_exists', field: 'name' }`. */
export interface RefusedField {
  readonly code: string;
  readonly field: string;
  readonly message: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const fieldOf = (value: unknown): RefusedField => {
  const { code, field, message } = recordOf(value);
  return {
    code: textOf(code),
    field: textOf(field),
    message: typeof value === 'string' ? value : textOf(message),
  };
};

/** The answer behind an error; null when none arrived, or the error is not Octokit's. */
export const refusedOf = (error: unknown): Refused | null => {
  const { status, response } = recordOf(error);
  if (typeof status !== 'number' || response === undefined) return null;
  const { headers, url, data } = recordOf(response);
  const { message, documentation_url, errors } = recordOf(data);
  return {
    status,
    headers: recordOf(headers) as Record<string, string | undefined>,
    url: textOf(url),
    message: textOf(message),
    documentationUrl: textOf(documentation_url),
    errors: Array.isArray(errors) ? errors.map(fieldOf) : [],
  };
};

/** The answer behind a failure that `classify` made; null when there is none. */
export const refusalBehind = (failure: unknown): Refused | null =>
  failure instanceof Error ? refusedOf(failure.cause) : null;

/** The name of a network error, `ECONNREFUSED`, or `TimeoutError`; looked for through all causes. */
export const networkCodeOf = (error: unknown): string => {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = recordOf(at).code;
    if (typeof code === 'string') return code;
    if (at.name === 'TimeoutError') return at.name;
  }
  return 'no answer';
};

/** A failure of our own that came out of Octokit wrapped in one of its errors; null when there is none. */
export const ownFailureIn = (error: unknown): TransientError | null => {
  const inner = error instanceof Error ? error.cause : undefined;
  if (error instanceof TransientError) return error;
  return inner instanceof TransientError ? inner : null;
};
