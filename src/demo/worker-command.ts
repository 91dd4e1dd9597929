/**
 * How the sample worker is started: the same in a checkout and in the published package.
 */
import { fileURLToPath } from 'node:url';

/** Program and arguments. */
export const workerCommand = (): readonly string[] => {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return [process.execPath, fileURLToPath(new URL(`./sample-worker.${extension}`, import.meta.url))];
};
