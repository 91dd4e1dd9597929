/**
 * When the daemon may end.
 */
import type { Plan } from '../model/action.ts';
import { isLive } from '../model/attempt.ts';
import type { Settings } from '../model/settings.ts';
import type { RemoteView } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import type { Lanes } from './lanes.ts';

/** `forever` until asked to end; `until-idle` until nothing lives or waits; `once` until all that can start has. */
export type DaemonMode = 'forever' | 'until-idle' | 'once';

/** What the decision rests on. */
export interface EndingSource {
  readonly mode: DaemonMode;
  readonly settings: Settings;
  readonly tasks: readonly TaskMemory[];
  readonly plan: Plan;
  readonly lanes: Lanes;
  readonly remote: RemoteView | null;
  readonly isShuttingDown: boolean;
}

/** True when nothing that this run of the daemon is for is left to do. */
export const isFinished = (source: EndingSource): boolean => {
  const { mode, lanes, plan, remote } = source;
  if (!lanes.isIdle()) return false;
  if (source.isShuttingDown) return isWoundDown(source);
  if (mode === 'forever' || remote?.issues.kind !== 'known') return false;
  if (plan.actions.length > 0) return false;
  return mode === 'once' ? !source.tasks.some(isStarting) : source.tasks.every(isAtRest);
};

/** With `shutdown: stop` the workers are down and their work is saved; with `detach` nothing is waited for. */
const isWoundDown = ({ settings, tasks, plan }: EndingSource): boolean => {
  if (settings.shutdown === 'detach') return true;
  const isEnding = tasks.some((task) => task.attempts.some(isLive) || task.recorded.state === 'stopping');
  return !isEnding && plan.actions.length === 0;
};

const isStarting = (task: TaskMemory): boolean => task.recorded.state === 'preparing';

/** A blocked task waits for a person: that is not waited for. */
const isAtRest = (task: TaskMemory): boolean =>
  isTerminal(task.recorded.state) || task.recorded.state === 'blocked';
