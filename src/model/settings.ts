/**
 * What the program may assume after a person's configuration was checked, normalised and completed (SPEC section 11).
 * Durations in milliseconds, sizes in bytes, `null` for "no limit" or "not set".
 */

/** Repository roles of GitHub, weakest first. */
export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin';

/** `owner/name` of the watched repository. */
export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

/** How the prompt reaches the agent: standard input, a file named in `COORDINATOR_PROMPT`, or the last argument. */
export type PromptChannel = 'stdin' | 'file' | 'argument';

/** One agent as a person configured it (`agents.<name>`), or as it is built in. */
export interface AgentSettings {
  /** Program and arguments; never a shell string. A relative program is looked up in the worktree. */
  readonly command: readonly string[];
  readonly prompt: PromptChannel;
  /** Name of the log format; `text` means any output. */
  readonly log: string;
  /** Extra variables the agent needs; a person's `workers.env` wins. */
  readonly env: Readonly<Record<string, string>>;
  /** Arguments that choose a model, in which `{model}` stands for its name; null = it cannot be told one. */
  readonly model: readonly string[] | null;
  /** The same for how much it thinks, `{effort}`. */
  readonly effort: readonly string[] | null;
  /** The whole command of a start that continues a session, `{session}` being its id; null = it cannot. */
  readonly resume: readonly string[] | null;
}

/** What a label of an issue chooses (`agents.byLabel`); null = as for every issue. */
export interface LabelChoice {
  readonly label: string;
  readonly agent: string | null;
  readonly model: string | null;
  readonly template: string | null;
  readonly effort: string | null;
  readonly timeoutMs: number | null;
}

/** One entry of `workers.env`: a variable to let through, or one with a value of its own. */
export interface EnvironmentEntry {
  readonly name: string;
  readonly value: string | null;
}

/** A GitHub App where it is installed. */
export interface AppSettings {
  readonly id: number;
  readonly installationId: number;
  /** Path of its private key, below the repository's root unless it is absolute. */
  readonly privateKey: string;
}

export interface BackoffSettings {
  readonly initialMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** 0.2 = up to 20 % earlier or later. */
  readonly jitter: number;
}

/**
 * What one worker may use; null = no limit. Memory and processes are those of its whole tree, the others are limits of
 * each of its processes.
 */
export interface WorkerLimits {
  readonly memoryBytes: number | null;
  readonly processCount: number | null;
  /** Processor time. */
  readonly cpuMs: number | null;
  readonly openFileCount: number | null;
  /** Its own log included. */
  readonly fileSizeBytes: number | null;
}

export interface WorkerSettings {
  readonly max: number;
  readonly agent: string;
  readonly template: string;
  readonly timeoutMs: number;
  readonly stallTimeoutMs: number;
  readonly maxExtensions: number;
  readonly graceMs: number;
  readonly phantomGraceMs: number;
  readonly startupDelayMs: number;
  readonly startTimeoutMs: number;
  readonly attempts: number;
  readonly backoff: BackoffSettings;
  readonly env: readonly EnvironmentEntry[];
  readonly githubToken: boolean;
  /** A later attempt goes on in the agent's own session, where it can. */
  readonly resume: boolean;
  readonly limits: WorkerLimits;
  readonly ports: { readonly base: number; readonly perWorker: number };
}

/** Below (above, for load) these nothing new is started; null switches a guard off. */
export interface HostSettings {
  readonly minDiskBytes: number | null;
  readonly minMemoryBytes: number | null;
  /** Of the last minute. */
  readonly maxLoad: number | null;
}

/** When new starts are held back because the ones before came to nothing. */
export interface BreakerSettings {
  /** So many failures of one class in a row. */
  readonly failures: number;
  /** Only those this close together count. */
  readonly windowMs: number;
  /** How long nothing is started; then one task is tried. */
  readonly cooldownMs: number;
}

/** So many US dollars, or so many tokens. */
export interface Amount {
  readonly unit: 'usd' | 'tokens';
  readonly amount: number;
}

/** US dollars for one token of each kind. */
export interface TokenPrices {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

/** Null = no limit. `block`: nothing is begun beyond it, and what runs is ended. */
export interface BudgetSettings {
  readonly perTask: Amount | null;
  readonly perDay: Amount | null;
  readonly total: Amount | null;
  readonly mode: 'warn' | 'block';
  /** A person's own prices, by model, or by agent where it does not tell its model; they win over list prices. */
  readonly prices: Readonly<Record<string, TokenPrices>>;
}

export interface WorktreeSettings {
  /** Directory below the repository's root, `trees`. */
  readonly dir: string;
  /** Liquid template of the branch name, `rpi/gh-{{ issue.number }}`. */
  readonly branch: string;
  /** Branch to start from; null = the remote's default branch. */
  readonly base: string | null;
  readonly cleanup: 'merged' | 'never';
  readonly saveOnStop: boolean;
  readonly setup: string | null;
  readonly teardown: string | null;
}

/** Everything the program may assume. `repository` is null until the origin remote was asked. */
/** What a person asked of one run of the coordinator on its command line; nothing of it outlives the run. */
export interface RunBounds {
  /** Only these issues are taken in and started; null = all. */
  readonly issues: readonly number[] | null;
  /** Nothing is started before, epoch milliseconds; `text` as people are told; null = at once. */
  readonly startAt: { readonly atMs: number; readonly text: string } | null;
}

/** A run that nobody bounded. */
export const unbounded: RunBounds = { issues: null, startAt: null };

/** True for an issue that this run is to look after. */
export const isSelected = ({ bounds }: Pick<Settings, 'bounds'>, issue: number): boolean =>
  bounds.issues === null || bounds.issues.includes(issue);

export interface Settings {
  readonly repository: RepositoryName | null;
  readonly github: {
    readonly label: string;
    readonly pollIntervalMs: number;
    /** The state of a task is a label of its issue, too. */
    readonly stateLabels: boolean;
    /** Where webhooks are listened for, on the loopback; null = nowhere. */
    readonly webhook: { readonly port: number | null };
    /** The GitHub App that we act as; null = a person's token is used. */
    readonly app: AppSettings | null;
  };
  readonly trust: {
    readonly permission: Role;
    readonly users: readonly string[];
    readonly bots: readonly string[];
  };
  readonly intake: { readonly subIssues: 'wait' | 'ignore' };
  readonly workers: WorkerSettings;
  readonly host: HostSettings;
  readonly breaker: BreakerSettings;
  readonly budget: BudgetSettings;
  readonly worktrees: WorktreeSettings;
  readonly pullRequests: { readonly open: 'missing' | 'never'; readonly draft: boolean };
  readonly completion: { readonly waitForExit: boolean };
  /** What sends a completed task back to its worker while its pull request is open, and how often. */
  readonly followUp: { readonly checks: boolean; readonly reviews: boolean; readonly maxRounds: number };
  readonly shutdown: 'stop' | 'detach';
  /** Those a person wrote something about, completed. */
  readonly agents: Readonly<Record<string, AgentSettings>>;
  /** In the order of the file: the first that counts chooses. */
  readonly byLabel: readonly LabelChoice[];
  readonly bounds: RunBounds;
}
