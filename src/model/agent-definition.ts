/**
 * What is known of an agent CLI beyond how it is started: data for who resumes, checks, stops and explains it.
 */
import type { FirstSignal } from './run-spec.ts';
import type { AgentSettings } from './settings.ts';

/** One agent CLI. Names of variables and files are for telling a person; nothing secret is read from here. */
export interface AgentDefinition {
  /** How it is started. */
  readonly settings: AgentSettings;
  /** What it may do, by its own rules, when started like this. */
  readonly permissions: {
    readonly mode: string;
    /** Arguments that set the mode; none when there is no such system or the mode is the default. */
    readonly arguments: readonly string[];
    readonly meaning: string;
  };
  /** What its CLI does with a prompt before any model sees it, as it is started here. */
  readonly takes: {
    /** Reads a file, or more, for `@path` anywhere. */
    readonly mentions: boolean;
    /** Runs a command of its own for `/word` at the beginning. */
    readonly commands: boolean;
  };
  readonly login: {
    /** Any one of these variables is enough. */
    readonly variables: readonly string[];
    /** Below the home directory, or another place a variable names. */
    readonly files: readonly string[];
    /** What a person types. */
    readonly fix: string;
  };
  /** Tells presence and version without network or cost. */
  readonly versionCommand: readonly string[];
  /** The version that was run and read. */
  readonly testedVersion: string;
  readonly install: string;
  readonly limits: {
    /** Arguments that end a run after so many turns or dollars, before the value; null when there are none. */
    readonly turns: string | null;
    readonly dollars: string | null;
    /** How its log shows a provider's limit. */
    readonly shownAs: string;
  };
  readonly reports: {
    /** What its log tells of tokens: for the whole run at its end, per request as they end, or nothing. */
    readonly tokens: 'run' | 'session' | 'request' | 'none';
    readonly cost: 'run' | 'request' | 'none';
  };
  /** Goes to the whole process group first; at most `longestFirstGraceMs`. */
  readonly stop: FirstSignal & {
    /** How long it may stay after its result before it is stopped; null: it ends by itself. */
    readonly lingerAfterResultMs: number | null;
  };
}
