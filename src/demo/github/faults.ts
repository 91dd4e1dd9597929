/**
 * Faults on order: which requests, how often, and whether the request takes effect first.
 */

/** What happens instead of, or (`delayMs`) before, the answer. */
export type FaultAct =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  | { readonly delayMs: number }
  /** Never answers; the socket stays open until the client gives up. */
  | 'hang'
  /** Closes the socket. */
  | 'reset'
  /** 200 with a body that is no JSON. */
  | 'garbage-json'
  /** The connection ends in the middle of the answer. */
  | 'cut';

export interface Fault {
  /** `path` is tested against path and query, without the base path. */
  readonly match: { readonly method?: string; readonly path: RegExp; readonly login?: string };
  /** 1 unless told; `Infinity` for always. */
  readonly times?: number;
  /** `before`: the request never reaches the server. `after`: it is carried out, its answer is lost. */
  readonly when: 'before' | 'after';
  readonly act: FaultAct;
}

/** A fault that was ordered. */
export interface PlacedFault {
  /** Requests it has struck. */
  hitCount(): number;
  remove(): void;
}

export interface Faults {
  add(fault: Fault): PlacedFault;
  clear(): void;
}

/** What a request is matched by. */
export interface Struck {
  readonly method: string;
  readonly path: string;
  readonly login: string | null;
}

export interface FaultBox extends Faults {
  /** The first fault that fits and has strikes left; uses one up. */
  take(request: Struck): Fault | undefined;
}

const fits = ({ match }: Fault, request: Struck): boolean =>
  (match.method === undefined || match.method === request.method) &&
  (match.login === undefined || match.login === request.login) &&
  request.path.search(match.path) !== -1;

/** An empty box. */
export const openFaultBox = (): FaultBox => {
  const placed = new Set<{ readonly fault: Fault; hits: number }>();
  return {
    add: (fault) => {
      const entry = { fault, hits: 0 };
      placed.add(entry);
      return { hitCount: () => entry.hits, remove: () => void placed.delete(entry) };
    },
    clear: () => placed.clear(),
    take: (request) => {
      for (const entry of placed) {
        if (entry.hits >= (entry.fault.times ?? 1) || !fits(entry.fault, request)) continue;
        entry.hits += 1;
        return entry.fault;
      }
      return undefined;
    },
  };
};
