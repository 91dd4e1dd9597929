/**
 * Checks of the clone and of this machine.
 */
import { join } from 'node:path';
import { hostFindings, inotifyFindings, supervisionFindings } from '../../decide/doctor-machine.ts';
import { lockFindings, placeFindings, processFindings } from '../../decide/doctor-remains.ts';
import {
  excludeFindings,
  gitFindings,
  nodeFindings,
  originFindings,
  remoteFindings,
  templateFindings,
} from '../../decide/doctor-tools.ts';
import { TransientError } from '../../model/failures.ts';
import { type Finding, untold } from '../../model/finding.ts';
import { issueOf, type RunId } from '../../model/ids.ts';
import { supervisionText } from '../../render/supervision.ts';
import { parseRepositoryOf, readOriginUrl } from '../../world/git/origin.ts';
import { probeRemote } from '../../world/git/probe-remote.ts';
import { readRemains } from '../../world/git/read-remains.ts';
import { readGitVersion } from '../../world/git/read-version.ts';
import { openHost } from '../../world/host.ts';
import { readInotify } from '../../world/inotify.ts';
import { openProcesses } from '../../world/processes/open-processes.ts';
import { outlivesLogin, probeScope } from '../../world/processes/scope.ts';
import { readMemoryOf } from '../clean-choice.ts';
import { missingPatternsOf } from '../own-patterns.ts';
import { tryTemplates } from '../required-templates.ts';
import { readRepository } from '../workplace.ts';
import type { Check } from './check.ts';
import type { Exam } from './exam.ts';

/** Of the programs and the clone. A remote is asked up to three times in turn. */
export const cloneChecks = (exam: Exam): readonly Check[] => {
  const { clone, settings, configFindings, limitMs } = exam;
  return [
    { id: 'node', run: () => nodeFindings(process.versions.node) },
    { id: 'git', run: async () => gitFindings(await readGitVersion(clone.git.rootPath, 0.4 * limitMs)) },
    { id: 'config', run: () => configFindings },
    { id: 'templates', run: () => templateFindings(tryTemplates(clone.git.rootPath, settings)) },
    { id: 'exclude', run: async () => excludeFindings(await missingPatternsOf(clone.git, settings)) },
    { id: 'remote', run: async () => remoteFindings(await probeRemote(clone.git.rootPath, 0.3 * limitMs)) },
    { id: 'origin', run: () => originCheck(exam) },
  ];
};

const originCheck = async ({ clone, settings, configFindings }: Exam): Promise<readonly Finding[]> => {
  const origin = parseRepositoryOf(await readOriginUrl(clone.git.rootPath));
  const isMisread = configFindings.some(({ status }) => status === 'fail');
  // The wrong configuration may be what names the repository.
  if (isMisread && origin === null && settings.repository === null)
    return [untold('origin', 'no repository can be read from the configuration', 'See the finding config.')];
  const watched = await readRepository(clone, settings);
  return originFindings(origin, watched);
};

/** Of the machine. */
export const machineChecks = ({ clone, settings, request }: Exam): readonly Check[] => [
  {
    id: 'supervision',
    run: () => {
      const { limits } = settings.workers;
      const seen = processesOf(clone.paths.runsPath, request.env).readSupervision(limits);
      return supervisionFindings(seen, { limits, text: supervisionText(seen, limits) });
    },
  },
  {
    id: 'host',
    run: () => {
      const { rootPath } = clone.git;
      return hostFindings(openHost().readHost([treesPathOf({ clone, settings }), rootPath]), settings.host);
    },
  },
  { id: 'inotify', run: () => inotifyFindings(readInotify()) },
];

/** Of what earlier work left. */
export const remainsChecks = (exam: Exam): readonly Check[] => {
  const { clone, holder } = exam;
  const isHeld = holder !== null;
  const remains = readRemains(clone.git, treesPathOf(exam));
  return [
    { id: 'lock', run: async () => lockFindings(holder, (await remains).lockPaths) },
    {
      id: 'processes',
      run: () => processFindings(runsOf(exam), { isHeld, memory: readMemoryOf(clone) }),
    },
    {
      id: 'worktrees',
      run: async () => placeFindings(await remains, { memory: readMemoryOf(clone), isHeld }),
    },
  ];
};

/** Where worktrees are. */
export const treesPathOf = ({ clone, settings }: Pick<Exam, 'clone' | 'settings'>): string =>
  join(clone.git.rootPath, settings.worktrees.dir);

const processesOf = (runsPath: string, env: Exam['request']['env']) =>
  openProcesses({ runsPath, probeScope: () => probeScope({ env, outlivesLogin }) });

const runsOf = ({ clone, request }: Exam) => {
  const processes = processesOf(clone.paths.runsPath, request.env);
  const issueOfRun = (run: RunId): number | null => {
    try {
      return issueOf(processes.readRunPath(run)?.split('/').at(-1) ?? '') ?? null;
    } catch (error) {
      if (error instanceof TransientError) return null;
      throw error;
    }
  };
  return processes.listRuns().map((run) => ({ run, issue: issueOfRun(run), seen: processes.readRun(run) }));
};
