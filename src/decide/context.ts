/**
 * What every decision about a task may look at beside the task itself.
 */
import type { Settings } from '../model/settings.ts';
import type { Snapshot } from '../model/snapshot.ts';

export interface Context {
  readonly snapshot: Snapshot;
  readonly settings: Settings;
}
