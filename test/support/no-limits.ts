import type { WorkerLimits } from '../../src/model/settings.ts';

/** Nothing is limited: the default. */
export const noLimits: WorkerLimits = {
  memoryBytes: null,
  processCount: null,
  cpuMs: null,
  openFileCount: null,
  fileSizeBytes: null,
};
