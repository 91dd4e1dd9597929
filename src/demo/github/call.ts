/**
 * One request after it was understood: who asks for what, with which standing.
 */
import type { Standing } from './options.ts';
import { type Body, isBody } from './wire.ts';

/** A request before it is routed. `path` is without base path and query. `login` null = no token. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly login: string | null;
  /** Parsed JSON; undefined when there was none. */
  readonly body: unknown;
}

/** A request as it reaches a route. */
export interface Call extends Asked {
  readonly role: Standing;
  /** Parts of the path, decoded: `{ owner, repo, number }`. */
  readonly params: Readonly<Record<string, string>>;
}

/** The request body as an object; empty for anything else. */
export const bodyOf = (call: Call): Body => (isBody(call.body) ? call.body : {});

/** The number in the path; 0, which no issue has, when there is none. */
export const numberOf = (call: Call, name = 'number'): number => Number(call.params[name] ?? 0);

/** Who writes. Routes that write are reached with a login only. */
export const actorOf = (call: Call): string => call.login ?? '';
