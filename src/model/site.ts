/**
 * Where the coordinator works: the repository on GitHub and the folders on this machine. Fixed from start to end.
 */
import type { RunId } from './ids.ts';
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

/** Names of sockets, 100 characters at most, have to fit in below it. */
const longestTemporaryPath = 40;

/** Where temporary files go on this machine: `TMPDIR`, or `/tmp` where that is not said, relative or too long. */
export const temporaryPathOf = ({ hostEnv }: Pick<Site, 'hostEnv'>): string => {
  const { TMPDIR = '' } = hostEnv;
  const isFine = TMPDIR.startsWith('/') && TMPDIR.length <= longestTemporaryPath;
  return isFine ? TMPDIR.replace(/\/+$/, '') : '/tmp';
};

/** Directory of one run's temporary files, named by the end of its id: `/tmp/coordinator-8f3a2c1d0e4b`. */
export const scratchPathOf = (site: Pick<Site, 'hostEnv'>, run: RunId): string =>
  `${temporaryPathOf(site)}/coordinator-${run.replaceAll('-', '').slice(-12)}`;
