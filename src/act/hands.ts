/**
 * What an action works with: the doors, the settings of this tick, the site.
 */
import type { Action, ActionKind } from '../model/action.ts';
import { BugError } from '../model/failures.ts';
import type { Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import type { TaskMemory } from '../model/task.ts';
import type { World } from '../world/world.ts';

export interface Hands {
  readonly world: World;
  readonly settings: Settings;
  readonly site: Site;
  /** True once the coordinator is to end: nothing new may begin. Left out = never. */
  readonly isEnding?: () => boolean;
}

/** What a removal works with; less than a daemon has, so that it needs neither GitHub nor the host. */
export interface RemovalHands {
  readonly world: Pick<World, 'clock' | 'narrator' | 'store' | 'git' | 'files' | 'processes'>;
  readonly settings: Settings;
  readonly site: Site;
}

/** The action of one kind. */
export type ActionOf<K extends ActionKind> = Extract<Action, { kind: K }>;

/** Why an action found nothing to do; undefined when it did it. */
export type Skip = string | undefined;

/** The task as remembered at this moment. @throws BugError nothing is remembered of the issue. */
export const readTask = (issue: number, { world }: { readonly world: Pick<World, 'store'> }): TaskMemory => {
  const task = world.store.readMemory().tasks.find((candidate) => candidate.issue === issue);
  if (task === undefined) throw new BugError(`nothing is remembered of issue ${issue}`);
  return task;
};

/** A new round starts without the troubles of the one before. */
export const forgetTroubles = (issue: number, { store }: Pick<World, 'store'>): void => {
  const task = store.readMemory().tasks.find((candidate) => candidate.issue === issue);
  for (const { action } of task?.troubles ?? []) store.clearTrouble(issue, action);
};
