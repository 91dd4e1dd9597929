/**
 * What a worker's whole tree uses beyond its limits.
 */
import type { WorkerLimits } from '../model/settings.ts';
import { sizeText } from '../model/size.ts';
import type { TreeUsage } from '../model/supervision.ts';

/** What a tree goes on using beyond its limits, as a reason and as what was measured. */
export const excessOf = (
  { residentBytes, processCount }: TreeUsage,
  limits: WorkerLimits,
): { readonly reason: string; readonly seen: string } | null => {
  const { memoryBytes, processCount: most } = limits;
  if (memoryBytes !== null && residentBytes > memoryBytes)
    return {
      reason: `memory: over workers.limits.memory (${sizeText(memoryBytes)})`,
      seen: `its processes held ${sizeText(residentBytes)} of memory in two looks in a row`,
    };
  if (most !== null && processCount > most)
    return {
      reason: `processes: over workers.limits.processes (${most})`,
      seen: `it had ${processCount} processes in two looks in a row`,
    };
  return null;
};
