/**
 * The four ways something can go wrong, told apart by class, never by message text.
 * Messages say what happened and why; `fix` says what to do, as a sentence or a command that can be pasted.
 */

/** What every failure may carry beside its message. */
export interface FailureDetail {
  readonly cause?: unknown;
  readonly fix?: string;
}

class Failure extends Error {
  readonly fix: string | undefined;
  constructor(message: string, detail: FailureDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.fix = detail.fix;
  }
}

/** A person must change configuration, flags, token or labels. Exit code 2 unless `exitCode` says otherwise. */
export class UsageError extends Failure {
  override readonly name = 'UsageError';
  readonly exitCode: number;
  constructor(message: string, detail: FailureDetail & { readonly exitCode?: number } = {}) {
    super(message, detail);
    this.exitCode = detail.exitCode ?? 2;
  }
}

/** Trying again may work; not before `retryAfterMs` (milliseconds), where the other side named a time. */
export class TransientError extends Failure {
  override readonly name = 'TransientError';
  readonly retryAfterMs: number | undefined;
  constructor(message: string, detail: FailureDetail & { readonly retryAfterMs?: number | undefined } = {}) {
    super(message, detail);
    this.retryAfterMs = detail.retryAfterMs;
  }
}

/** This task cannot go on until something changes. */
export class PermanentError extends Failure {
  override readonly name = 'PermanentError';
}

/** An invariant of the program broke: the daemon stops, exit 70. */
export class BugError extends Failure {
  override readonly name = 'BugError';
}

/** What went wrong and what to do, as one line of sentences. */
export const adviceOf = ({
  message,
  fix,
}: {
  readonly message: string;
  readonly fix: string | null | undefined;
}): string => {
  if (fix === null || fix === undefined) return message;
  return `${message.replace(/[.\s]+$/, '')}. ${fix}`;
};
