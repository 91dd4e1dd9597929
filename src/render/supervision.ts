/** How workers are held, in words and as `status --json` tells it. */
import type { WorkerLimits } from '../model/settings.ts';
import type { RunSupervision, Supervision, TreeLimitMeans } from '../model/supervision.ts';

/** What `status --json` tells of a task's latest attempt. `memory` and `processes` are null where no limit is set. */
export interface SupervisionJson {
  readonly tier: 'T0' | 'T1' | 'T2';
  readonly tree: 'proven' | 'unproven';
  readonly memory: TreeLimitMeans | null;
  readonly processes: TreeLimitMeans | null;
}

export const supervisionJsonOf = (seen: RunSupervision, limits: WorkerLimits): SupervisionJson => ({
  tier: seen.tier,
  tree: seen.isProven ? 'proven' : 'unproven',
  memory: limits.memoryBytes === null ? null : seen.memory,
  processes: limits.processCount === null ? null : seen.processes,
});

const meansText: Readonly<Record<TreeLimitMeans, string>> = {
  scope: 'kept by the kernel',
  sampled: 'looked at every 2 s',
  none: 'not applied, this machine does not tell what a tree uses',
};

/** `workers held by T1, whole tree proven gone at the end; memory limit looked at every 2 s`. */
export const supervisionNote = (seen: SupervisionJson): string =>
  [
    `workers held by ${seen.tier}, ${seen.tree === 'proven' ? 'whole tree' : 'tree not'} proven gone at the end`,
    ...(seen.memory === null ? [] : [`memory limit ${meansText[seen.memory]}`]),
    ...(seen.processes === null ? [] : [`processes limit ${meansText[seen.processes]}`]),
  ].join('; ');

/** `T1: a worker's whole tree is proven gone at its end (subreaper); memory limit looked at every 2 s`. */
export const supervisionText = (seen: Supervision, limits: WorkerLimits): string => {
  const proof =
    seen.tier === 'T2'
      ? "that nothing of a worker's tree is left at its end is not proven"
      : "a worker's whole tree is proven gone at its end";
  return [
    `${seen.tier}: ${proof} (${seen.why})`,
    ...(limits.memoryBytes === null ? [] : [`memory limit ${meansText[seen.memory]}`]),
    ...(limits.processCount === null ? [] : [`processes limit ${meansText[seen.processes]}`]),
  ].join('; ');
};
