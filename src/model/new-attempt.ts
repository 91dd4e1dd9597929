/**
 * An attempt as it begins.
 */
import type { Attempt } from './attempt.ts';

/** What is not known of an attempt before it has run. */
export const freshAttempt: Pick<
  Attempt,
  | 'model'
  | 'timeoutMs'
  | 'runner'
  | 'workerPid'
  | 'stop'
  | 'extensions'
  | 'extended'
  | 'endedAt'
  | 'end'
  | 'result'
  | 'failure'
  | 'account'
  | 'resumes'
  | 'savedRef'
> = {
  model: null,
  timeoutMs: null,
  runner: null,
  workerPid: null,
  stop: null,
  extensions: 0,
  extended: null,
  endedAt: null,
  end: null,
  result: null,
  failure: null,
  account: null,
  resumes: null,
  savedRef: null,
};
