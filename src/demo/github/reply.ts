/**
 * Answers before they are written to the socket, and GitHub's shape of errors.
 */

/** An answer. `body` undefined = no content. `links`: value of the Link header. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One entry of `errors[]` in a 422. */
export interface FieldError {
  readonly resource: string;
  readonly code: string;
  readonly field?: string;
  readonly message?: string;
}

/** 200 unless told. */
export const ok = (body: unknown, status = 200): Reply => ({ status, body });

/** 204. */
export const noContent: Reply = { status: 204 };

/** An error as GitHub words it: `status` is a string, `errors` is there only when given. */
export const refused = (status: number, message: string, errors?: readonly FieldError[]): Reply => ({
  status,
  body: {
    message,
    ...(errors === undefined ? {} : { errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  },
});

/** 404, also for what exists but may not be seen. */
export const notFound = (message = 'Not Found'): Reply => refused(404, message);

/** 403 for a role that is too weak. */
export const forbidden = (message = 'Must have admin rights to Repository.'): Reply => refused(403, message);

/** 422 with one field error. */
export const invalid = (error: FieldError): Reply => refused(422, 'Validation Failed', [error]);
