/**
 * A worker's environment: an allow-list of this machine's variables, what a person lets through, and the contract of
 * SPEC section 5. Nothing else is inherited; a token only with `workers.githubToken`.
 */
import { keyOf, type RunId, workerOf } from '../model/ids.ts';
import { passedVariablesOf } from '../model/passed-variables.ts';
import type { AgentSettings, Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import type { TaskMemory } from '../model/task.ts';

/** What one attempt's environment is made of. */
export interface EnvironmentSource {
  readonly site: Site;
  readonly settings: Settings;
  readonly agent: Pick<AgentSettings, 'env'>;
  readonly task: TaskMemory;
  readonly run: RunId;
  readonly attempt: number;
  readonly slot: number;
  readonly promptPath: string;
  /** Where its temporary files go, unless a person has said where. */
  readonly scratchPath: string;
  /** Null: it gets none. */
  readonly token: string | null;
}

/** The complete environment of one attempt. */
export const workerEnvironmentOf = (source: EnvironmentSource): Readonly<Record<string, string>> => {
  const { site, settings, agent, token } = source;
  return {
    ...passedVariablesOf({
      hostEnv: site.hostEnv,
      agentEnv: { TMPDIR: source.scratchPath, ...agent.env },
      entries: settings.workers.env,
    }),
    ...(settings.workers.githubToken && token !== null ? { GH_TOKEN: token } : {}),
    ...contractOf(source),
  };
};

const contractOf = (source: EnvironmentSource): Record<string, string> => {
  const { site, settings, task, run, attempt, slot, promptPath } = source;
  const { base, perWorker } = settings.workers.ports;
  return {
    COORDINATOR_TASK: keyOf(task.issue),
    COORDINATOR_ISSUE: String(task.issue),
    COORDINATOR_WORKER: workerOf(run),
    COORDINATOR_RUN: run,
    COORDINATOR_ATTEMPT: String(attempt),
    COORDINATOR_BRANCH: task.branch,
    COORDINATOR_BASE: site.baseBranch,
    COORDINATOR_WORKTREE: task.worktreePath,
    COORDINATOR_PROMPT: promptPath,
    COORDINATOR_REPOSITORY: `${site.repository.owner}/${site.repository.name}`,
    COORDINATOR_API_URL: site.apiUrl,
    COORDINATOR_SLOT: String(slot),
    COORDINATOR_PORT: String(base + slot * perWorker),
  };
};
