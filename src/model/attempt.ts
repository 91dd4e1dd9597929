/**
 * An attempt: one run of a worker for a task. What is remembered of it, and what its run directory shows.
 */
import type { AgentAccount } from './agent-account.ts';
import type { RunId } from './ids.ts';
import type { Instant } from './instant.ts';

/** A process that can be told from every other: `startTicks` is field 22 of `/proc/PID/stat`, `boot` the boot id. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: string;
  readonly boot: string;
}

/**
 * How a worker ended. `code` 0 to 255 as the runner recorded it (above 128: a signal, by convention), `why` who
 * caused it: the worker itself, our TERM, our KILL, or the runner's own ceiling.
 */
export interface ExitRecord {
  readonly code: number;
  readonly why: 'self' | 'term' | 'kill' | 'ceiling';
  readonly durationMs: number | null;
  /** The last lines of `worktrees.setup`, where that failed: then `code` is its own, and the agent never began. */
  readonly failedSetup?: readonly string[];
  /** What the worker left running, and its runner ended: program and first argument of each, the first eight of them. */
  readonly leftovers?: readonly string[];
}

/**
 * What the run directory and the process table say about one attempt (guide: run directory, adoption table).
 * `fenced`: it was called off before it started and never will. `live`: runner alive, no exit yet.
 * `draining`: the worker ended, leftovers are still being ended. `orphaned`: the runner is gone, processes of this
 * attempt live on. `ended` and `lost` are final: no process of the attempt exists; `lost` means exit unknown.
 */
export type RunSeen =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unclaimed' }
  | { readonly kind: 'fenced' }
  | { readonly kind: 'claimed' }
  | { readonly kind: 'live'; readonly workerPid: number; readonly lastOutputAtMs: number | null }
  | { readonly kind: 'draining'; readonly exit: ExitRecord; readonly runnerAlive: boolean }
  | { readonly kind: 'orphaned'; readonly pids: readonly number[] }
  | { readonly kind: 'ended'; readonly exit: ExitRecord }
  | { readonly kind: 'lost'; readonly why: 'reboot' | 'runner-died' }
  | { readonly kind: 'garbled'; readonly file: string };

/**
 * Why we ended a worker. `limits`: its tree used more than `workers.limits` allows. `budget`: a budget is spent. `lingering`:
 * its agent had said that it is done, and its process stayed.
 */
export type StopCause =
  | 'stop'
  | 'cancel'
  | 'kill'
  | 'timeout'
  | 'stalled'
  | 'limits'
  | 'budget'
  | 'lingering'
  | 'shutdown';

/** A stop that was decided; `sentAt` is when the runner was asked last, null before the first time. */
export interface StopRequest {
  readonly cause: StopCause;
  /** One line for a person: `STOP file: wrong approach`. */
  readonly reason: string;
  readonly at: Instant;
  readonly sentAt: Instant | null;
}

/** How an attempt ended. `never-started`: it was called off before its command ran. */
export type AttemptEnd =
  | { readonly kind: 'exited'; readonly exit: ExitRecord }
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'never-started'; readonly why: string };

/**
 * Why an attempt came to nothing. `instant`: it never got to work (no login, a wrong flag). `provider`: the provider wants
 * a pause. `session`: the session that it was to go on in cannot be continued. `agent`: the agent itself says that it
 * failed. `error`: its process did. `preparation`: `worktrees.setup` failed.
 */
export type FailureClass =
  | 'instant'
  | 'provider'
  | 'session'
  | 'agent'
  | 'error'
  | 'timeout'
  | 'stalled'
  | 'limits'
  | 'budget'
  | 'killed'
  | 'no-changes'
  | 'publish'
  | 'never-started'
  | 'preparation'
  | 'shutdown';

/** A pull request as it stood: its number, the commit at its head, and its state. */
export interface PriorPull {
  readonly number: number;
  readonly headSha: string;
  readonly state: 'open' | 'merged' | 'closed';
}

/** A limit that was put off, because the worker visibly went on or because that could not be seen. */
export interface Extension {
  readonly at: Instant;
  /** How many times `workers.timeout` was added to the wall clock so far; never above `workers.maxExtensions`. */
  readonly addedTimeouts: number;
  /** One line for a person: `extended 1 of 3: 2 commits since 14:18 UTC`. */
  readonly text: string;
}

/** What is remembered of an attempt. `intent` -> `running` -> `ended`; `ended` means final. */
export interface Attempt {
  readonly run: RunId;
  readonly issue: number;
  /** From 1, over the whole life of the task. */
  readonly number: number;
  /** Of the task when it started: attempts are counted per round. */
  readonly round: number;
  readonly agent: string;
  /** Chosen by a label; null = the one that the agent takes by itself. */
  readonly model: string | null;
  /** Wall clock chosen by a label, milliseconds; null = `workers.timeout`. */
  readonly timeoutMs: number | null;
  /** 0 to `workers.max` - 1. */
  readonly slot: number;
  readonly phase: 'intent' | 'running' | 'ended';
  readonly startedAt: Instant;
  readonly runner: ProcessIdentity | null;
  readonly workerPid: number | null;
  readonly stop: StopRequest | null;
  /** The branch's newest pull request right before the attempt began; what differs from it is the attempt's doing. */
  readonly priorPull: PriorPull | null;
  /** Extensions granted so far, of the wall clock and of silence together. */
  readonly extensions: number;
  /** The latest of them; null = there was none. */
  readonly extended: Extension | null;
  readonly endedAt: Instant | null;
  readonly end: AttemptEnd | null;
  /** One line: what became of it, `exited 1`, `no-changes`, `PR #7`. Null while unjudged. */
  readonly result: string | null;
  /** Why it came to nothing; null while unjudged, and where it did not. */
  readonly failure: FailureClass | null;
  /** What its log amounts to; null = not read (yet). */
  readonly account: AgentAccount | null;
  /** The agent's session that it continues; null = it began anew. */
  readonly resumes: string | null;
  /** Where its uncommitted work was put when that could not become a commit of the branch; null = it was not. */
  readonly savedRef: string | null;
  /** Absolute path of its log (standard output); `.stderr.log` lies beside it. */
  readonly logPath: string;
}

/** True while a process of the attempt may exist or come to exist. */
export const isLive = (attempt: Attempt): boolean => attempt.phase !== 'ended';

/** False for one that was over before its agent began: it was called off, or `worktrees.setup` failed. */
export const hasBegun = ({ end }: Pick<Attempt, 'end'>): boolean =>
  end?.kind !== 'never-started' && !(end?.kind === 'exited' && end.exit.failedSetup !== undefined);

/** Fields of an attempt that an action may change. */
export type AttemptPatch = Partial<
  Pick<
    Attempt,
    | 'phase'
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
    | 'savedRef'
    | 'startedAt'
  >
>;
