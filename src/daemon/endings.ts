/**
 * When the daemon may end.
 */
import { laneOf, type Plan } from '../model/action.ts';
import { isLive } from '../model/attempt.ts';
import type { Settings } from '../model/settings.ts';
import type { RemoteView, Snapshot } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory, type Trouble } from '../model/task.ts';
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
  /** Workers of a memory that was lost: what they hold up is work that waits. */
  readonly strays: Snapshot['strays'];
  readonly isShuttingDown: boolean;
  /** Nothing may be started yet: there may be work by then. */
  readonly isBeforeStart: boolean;
  /** Queued tasks that only a person can let go: that is not waited for. */
  readonly heldByPeople: ReadonlySet<number>;
}

/** True when nothing that this run of the daemon is for is left to do. */
export const isFinished = (source: EndingSource): boolean => {
  const { mode, remote } = source;
  if (!source.lanes.isIdle()) return false;
  if (source.isShuttingDown) return isWoundDown(source);
  if (mode === 'forever' || !isWhole(remote) || source.isBeforeStart) return false;
  if (hasPlans(source)) return false;
  return mode === 'once'
    ? !source.tasks.some(isPassing)
    : source.strays.size === 0 && source.tasks.every((task) => isAtRest(task, source.heldByPeople));
};

/** True when the last look at GitHub left nothing open: an issue whose labeller is not known yet may still be work. */
const isWhole = (remote: RemoteView | null): boolean => {
  if (remote?.issues.kind !== 'known' || remote.pulls.kind !== 'known') return false;
  return [...remote.labellings.values(), ...remote.confirmed.values()].every(({ kind }) => kind === 'known');
};

/** A `tasks.md` that could not be written, and what could not be mended, hold up no end; the next start does it. */
const hasPlans = ({ plan, lanes }: EndingSource): boolean =>
  plan.actions.map(laneOf).some((lane) => (lane !== 'ledger' && lane !== 'mend') || !lanes.hasFailed(lane));

/** With `shutdown: stop` the workers are down and their work is saved; with `detach` nothing is waited for. */
const isWoundDown = (source: EndingSource): boolean => {
  if (source.settings.shutdown === 'detach') return true;
  const isEnding = source.tasks.some(
    (task) => task.attempts.some(isLive) || task.recorded.state === 'stopping',
  );
  return !isEnding && !hasPlans(source);
};

/** On its way to a state that lasts; an ended worker that waits for its verdict is, one that works is not. */
const isPassing = ({ recorded: { state }, attempts, troubles }: TaskMemory): boolean => {
  if (state === 'running') return !attempts.some(isLive) && troubles.length === 0;
  return !isTerminal(state) && state !== 'queued' && state !== 'blocked';
};

/** A blocked task waits for a person: that is not waited for. What is to be told of it on GitHub is, for some tries. */
const isAtRest = (task: TaskMemory, heldByPeople: ReadonlySet<number>): boolean => {
  const { state } = task.recorded;
  const isWaiting = state === 'blocked' || (state === 'queued' && heldByPeople.has(task.issue));
  return (isTerminal(state) || isWaiting) && !task.troubles.some(isWorthWaiting);
};

const isWorthWaiting = ({ action, class: kind, tries }: Trouble): boolean =>
  kind === 'transient' && tries < tellTries && tellingKinds.includes(action);

const tellingKinds: readonly string[] = ['write-comment', 'set-label', 'greet-issue', 'acknowledge-comment'];

/** How often a comment or label that fails is tried before the end of a run no longer waits for it. */
const tellTries = 4;
