/**
 * What all routes stand on: the setup, the tables, the backend and the bare repository.
 */
import { BugError } from '../../model/failures.ts';
import type { Backend, BackendRequest } from './emulate-backend.ts';
import type { EventLog } from './event-log.ts';
import { fixUp } from './fix-ups.ts';
import type { BareRepository } from './local-git.ts';
import type { Setup } from './options.ts';
import type { Records } from './records.ts';
import type { Reply } from './reply.ts';
import type { Roster } from './roster.ts';
import type { Body } from './wire.ts';

export interface Ground {
  readonly setup: Setup;
  readonly roster: Roster;
  readonly backend: Backend;
  readonly git: BareRepository;
  readonly records: Records;
  readonly events: EventLog;
  /** Changes of texts, which no REST route shows. */
  readonly edits: EventLog;
  /** One at a time: writes, and reads that take in what git changed. */
  serially<T>(run: () => Promise<T>): Promise<T>;
}

/** Answers from the backend, fixed up. An error body gets GitHub's `status`. */
export const askBackend = async (ground: Ground, request: BackendRequest): Promise<Reply> => {
  const { status, text } = await ground.backend.send(request);
  if (text === '') return { status };
  const fixes = { backendUrl: ground.backend.url, setup: ground.setup, roster: ground.roster };
  const body = fixUp(JSON.parse(text), '', fixes);
  return { status, body: status < 400 ? body : { ...(body as Body), status: String(status) } };
};

/**
 * The same for a request that cannot be refused.
 * @throws BugError when it is.
 */
export const askSurely = async (ground: Ground, request: BackendRequest): Promise<unknown> => {
  const { status, body } = await askBackend(ground, request);
  if (status < 400) return body;
  throw new BugError(`The embedded GitHub's backend refused ${request.method} ${request.path}: ${status}.`);
};

/** `/repos/acme/api` + `rest`, as the backend knows it. */
export const backendPath = (ground: Ground, rest: string): string => `/repos/${ground.setup.fullName}${rest}`;

/** Runs one after the other, in the order asked; a failure does not stop the next. */
export const queueOf = (): (<T>(run: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const next = last.then(run, run);
    last = next.catch(() => undefined);
    return next;
  };
};
