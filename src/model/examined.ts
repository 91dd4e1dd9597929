/**
 * Facts that `coordinator doctor` and `coordinator init` look at beside what a tick sees.
 */
import type { RateLimit, RepositoryFacts } from './github.ts';

/** How a program ended that was run for its answer. */
export type ProgramSeen =
  | { readonly kind: 'ended'; readonly code: number; readonly stdout: string; readonly stderr: string }
  /** It was ended after its time. */
  | { readonly kind: 'silent'; readonly afterMs: number }
  | { readonly kind: 'missing'; readonly why: string };

/** Whether `origin` can be reached and would take a push. A failure's words hold no credentials. */
export type RemoteSeen =
  | { readonly kind: 'writable' }
  | { readonly kind: 'read-only' | 'unreachable'; readonly why: string; readonly fix: string | null }
  | { readonly kind: 'unknown'; readonly why: string };

/** What a token may do, as GitHub's own headers and answers tell. */
export interface TokenSeen {
  readonly facts: RepositoryFacts;
  /** Null for a token that stands for no person. */
  readonly login: string | null;
  /** Scopes of a classic or OAuth token (`x-oauth-scopes`); null where GitHub tells none. */
  readonly scopes: readonly string[] | null;
  /** Of our App's installation, `{ issues: 'write' }`; null for other tokens. */
  readonly permissions: Readonly<Record<string, string>> | null;
  /** Null: it does not end, or GitHub does not say. */
  readonly endsAtMs: number | null;
  readonly rate: RateLimit | null;
}

/** An agent on this machine; nothing of it is asked over the network. */
export interface AgentSeen {
  readonly name: string;
  readonly program: string;
  /** Why it cannot be started, and what to do; null: it can. */
  readonly flaw: { readonly why: string; readonly fix: string | null } | null;
  /** What its version command said; null = it was not asked. */
  readonly version: ProgramSeen | null;
  /** Null: an agent that is not built in, of which nothing is known. */
  readonly login: LoginSeen | null;
}

/** Where a login was seen. That it is valid only shows in use. */
export interface LoginSeen {
  /** Variables that workers get. */
  readonly variables: readonly string[];
  /** Variables that are set here, and that workers do not get. */
  readonly heldBack: readonly string[];
  readonly files: readonly string[];
}

/** Watches of inotify: what this user may have, and has. */
export interface InotifySeen {
  readonly instanceLimit: number;
  readonly instanceCount: number;
  readonly watchLimit: number;
  readonly watchCount: number;
}

/** One place in the folder of worktrees, or a registration that leads there. */
export interface PlaceSeen {
  readonly issue: number | null;
  /** Below the repository's root where it lies there. */
  readonly path: string;
  /** `gone`: registered, and the directory is not there. `half-made`: an add that never ended. `stray`: not registered. */
  readonly kind: 'whole' | 'gone' | 'half-made' | 'stray';
  /** A person locked it. */
  readonly isLocked: boolean;
}

/** What lies about in git's directory and beside the worktrees. */
export interface RemainsSeen {
  readonly places: readonly PlaceSeen[];
  /** Things that were moved aside because they were in the way. */
  readonly asideCount: number;
  readonly savedRefCount: number;
  /** Lock files of git that no living git holds, absolute. */
  readonly lockPaths: readonly string[];
}

/** A template that workers may be told something with. `place`: where it was found, below the clone; `fault` null: it fits. */
export interface TemplateSeen {
  readonly name: string;
  readonly place: string | null;
  readonly fault: { readonly message: string; readonly fix: string } | null;
}
