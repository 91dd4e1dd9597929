/**
 * Where the coordinator works: the repository on GitHub and the folders on this machine. Fixed from start to end.
 */
import type { AgentSettings, RepositoryName } from './settings.ts';

/** All paths are absolute. */
export interface Site {
  readonly repository: RepositoryName;
  /** Branch that work starts from and pull requests go to. */
  readonly baseBranch: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly rootPath: string;
  readonly treesPath: string;
  readonly logsPath: string;
  /** `.coordinator/` */
  readonly ownPath: string;
  readonly ledgerPath: string;
  /** Folders that prompt templates are looked up in, first hit wins. */
  readonly templatePaths: readonly string[];
  /** Variables of this process that may be passed on to workers. */
  readonly hostEnv: Readonly<Record<string, string>>;
  readonly builtInAgents: Readonly<Record<string, AgentSettings>>;
}
