/**
 * What an agent CLI tells in its log, in one form for all of them. A reader in `src/agents/` makes these from lines; who
 * shows, counts or judges them needs to know no CLI. Instants are epoch milliseconds and come from the log only.
 */

/** Tokens by kind. `input` is without cached ones, `output` is with `reasoning`. */
export interface Tokens {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
}

/** Why a run or a request went wrong, whoever the provider is. */
export type TroubleClass =
  | 'auth'
  | 'quota'
  | 'rate_limit'
  | 'overloaded'
  | 'network'
  | 'invalid_request'
  | 'context'
  | 'max_turns'
  | 'budget'
  | 'aborted'
  | 'unknown';

/** A time of day. `zone`: IANA name; null = where the agent runs, which is here. */
export interface ResetClock {
  /** 0 to 1439. */
  readonly minuteOfDay: number;
  readonly zone: string | null;
}

/** What a tool does, whatever its CLI calls it. */
export type ToolKind =
  | 'shell'
  | 'write'
  | 'edit'
  | 'read'
  | 'search'
  | 'web'
  | 'task'
  | 'plan'
  | 'mcp'
  | 'other';

/** One step of an agent's own plan. */
export interface PlanItem {
  readonly text: string;
  readonly status: 'pending' | 'active' | 'done';
}

/**
 * What a figure covers. `request`: one call of the model, a later figure of the same id replaces it. `turn`: all since the
 * last such figure. `run`: this process. `session`: earlier runs too. `live`: a hint while it runs, in no total.
 */
export type FigureScope = 'request' | 'turn' | 'run' | 'session' | 'live';

/** When the line says so: its instant, and the call of the sub-agent that it belongs to. */
interface Origin {
  readonly atMs: number | null;
  readonly parent: string | null;
}

/** One thing that happened, without its origin. */
export type AgentEventBody =
  | {
      readonly kind: 'session';
      readonly sessionId: string | null;
      readonly model: string | null;
      readonly cwd: string | null;
      readonly version: string | null;
    }
  | { readonly kind: 'turn'; readonly phase: 'start' | 'end' }
  | {
      readonly kind: 'message';
      readonly role: 'assistant' | 'reasoning' | 'user';
      /** Parts of one message share it. */
      readonly id: string | null;
      readonly text: string;
      /** True: to be appended to the parts before it; false: the whole message, in place of its parts. */
      readonly partial: boolean;
      /** Written by the CLI, not by model or person. */
      readonly synthetic: boolean;
    }
  | {
      readonly kind: 'tool-call';
      readonly callId: string;
      readonly name: string;
      readonly tool: ToolKind;
      readonly input: unknown;
      /** One line of 200 characters at most: command, path or description. */
      readonly summary: string;
    }
  | {
      readonly kind: 'tool-progress';
      readonly callId: string;
      readonly text: string | null;
      readonly elapsedMs: number | null;
    }
  | {
      readonly kind: 'tool-result';
      readonly callId: string;
      readonly ok: boolean;
      readonly output: string;
      readonly exitCode: number | null;
      /** Refused by a permission rule or a person: it never ran. */
      readonly denied: boolean;
      readonly durationMs: number | null;
    }
  | { readonly kind: 'plan'; readonly items: readonly PlanItem[] }
  | {
      readonly kind: 'usage';
      readonly scope: FigureScope;
      readonly id: string | null;
      /** False: a figure known to be too low, such as one from the start of a reply. */
      readonly final: boolean;
      readonly tokens: Tokens;
    }
  | {
      readonly kind: 'cost';
      readonly scope: FigureScope;
      /** Null: the CLI does not know the price. */
      readonly amount: number | null;
      readonly currency: 'USD';
    }
  | {
      readonly kind: 'retry';
      readonly attempt: number | null;
      readonly maxAttempts: number | null;
      readonly delayMs: number | null;
      readonly status: number | null;
      readonly message: string;
    }
  | {
      /** The provider wants a pause: nothing more is to be started with it until `resetAtMs` or after `waitMs`. */
      readonly kind: 'limit';
      readonly class: 'rate_limit' | 'quota' | 'overloaded';
      readonly resetAtMs: number | null;
      readonly waitMs: number | null;
      /** The next such time of day, where neither is told. */
      readonly resetClock: ResetClock | null;
      readonly message: string;
    }
  /** Commands that go on without the agent: it may wait for them after its result, and then begin another turn. */
  | { readonly kind: 'background'; readonly count: number }
  | { readonly kind: 'notice'; readonly level: 'info' | 'warn'; readonly message: string }
  | {
      readonly kind: 'error';
      /** True: it belongs to the end of the run. */
      readonly fatal: boolean;
      readonly class: TroubleClass;
      readonly status: number | null;
      readonly message: string;
    }
  | {
      /** The agent's own verdict on what it did last; the process may still go on. */
      readonly kind: 'result';
      readonly ok: boolean;
      readonly reason: 'completed' | TroubleClass;
      readonly text: string | null;
      readonly turns: number | null;
      readonly durationMs: number | null;
      /** Tool calls that were refused. */
      readonly denials: number;
    };

/** One event of a log. */
export type AgentEvent = AgentEventBody & Origin;

/** One format's reader: a line of JSON to its events. It remembers what it must across lines, and never throws. */
export type LineReader = (line: Readonly<Record<string, unknown>>) => readonly AgentEvent[];

/** A log format that can be read line by line. */
export interface LogFormat {
  /** A fresh reader, one per log. */
  readonly open: () => LineReader;
  /** False: no line says when it was written. */
  readonly tellsTimes: boolean;
  /** Values of `type` that its reader makes nothing of: such a line is not even parsed when its type comes first. */
  readonly silentTypes: ReadonlySet<string>;
}
