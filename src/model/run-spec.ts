/**
 * What is run under a runner: an agent, after the set-up of its worktree where that is still to be done, or one command
 * to its end (docs/decisions/0020-setting-up-worktrees.md).
 */
import type { RunId } from './ids.ts';
import type { WorkerLimits } from './settings.ts';
import type { RunAbout } from './traces.ts';

/** A signal on which a worker's program ends well, and how long it may take for that. */
export interface FirstSignal {
  readonly signal: 'SIGINT' | 'SIGTERM';
  readonly graceMs: number;
}

/** No first signal is waited for longer than this, nor than the grace itself. */
export const longestFirstGraceMs = 5000;

/** How long a worker may take to end after it was asked to, until it is killed. */
export const longestDownMs = (graceMs: number): number => graceMs + Math.min(graceMs, longestFirstGraceMs);

/** Everything needed to start one attempt's command. */
export interface RunSpec {
  readonly run: RunId;
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The complete environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** File given as standard input; null = `/dev/null`. */
  readonly stdinPath: string | null;
  readonly stdoutPath: string;
  readonly stderrPath: string;
  readonly graceMs: number;
  /** Goes to the worker's group before its tree is asked to end, which waits so long for it; null = nothing does. */
  readonly firstSignal: FirstSignal | null;
  /** Directory for temporary files, made for this run and taken away after its end; null = it has none of its own. */
  readonly scratchPath: string | null;
  /** The runner ends the worker after this by itself, whatever the coordinator does. */
  readonly ceilingMs: number;
  readonly limits: WorkerLimits;
  readonly setup?: SetupSpec;
  /** Kept in the run directory: the run can be adopted also where memory was lost. */
  readonly about?: RunAbout;
}

/** A command that is run in the worktree before the agent, under the same supervision. */
export interface SetupSpec {
  /** For `/bin/sh -c`. */
  readonly command: string;
  /** Its output is put at the end of this file. */
  readonly logPath: string;
  /** A file that is made when it did well. */
  readonly markPath: string;
  /** Variable of the worker that it does not get; null = it gets all. */
  readonly hiddenName: string | null;
}
