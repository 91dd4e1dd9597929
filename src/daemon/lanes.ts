/**
 * Lanes: actions of one lane run one after the other, lanes beside each other. A lane that is busy takes nothing new;
 * what it would have done is planned again from fresh facts once it is free.
 */
import { type Action, type ActionKind, laneOf, type Outcome } from '../model/action.ts';

export interface Lanes {
  /** Starts what can start now. */
  dispatch(actions: readonly Action[]): void;
  /** Nothing is under way, but for another try at a `tasks.md` that could not be written. */
  isIdle(): boolean;
  /** From now on actions of this kind that are under way do not count: nobody waits for them. */
  abandon(kind: ActionKind): void;
  /** True when the last action that the lane finished has failed. */
  hasFailed(lane: string): boolean;
  /** Resolves when every lane is free. */
  idle(): Promise<void>;
}

/** What lanes need: how to carry an action out, and whom to tell. */
export interface LanesSource {
  readonly perform: (action: Action) => Promise<Outcome>;
  /** Something was done: a reason to look again. What was skipped or failed is planned again at the next beat. */
  readonly onDone: () => void;
  /** An invariant broke. */
  readonly onBug: (error: unknown) => void;
}

export const createLanes = ({ perform, onDone, onBug }: LanesSource): Lanes => {
  const busy = new Map<string, Promise<void>>();
  const failed = new Set<string>();
  const kinds = new Map<string, ActionKind>();
  const abandoned = new Set<ActionKind>();
  const isAbandoned = (lane: string): boolean => {
    const kind = kinds.get(lane);
    return kind !== undefined && abandoned.has(kind);
  };
  const runLane = async (lane: string, actions: readonly Action[]): Promise<void> => {
    let isDone = false;
    try {
      for (const action of actions) {
        kinds.set(lane, action.kind);
        const outcome = await perform(action);
        if (outcome.kind === 'failed') failed.add(lane);
        else failed.delete(lane);
        isDone ||= outcome.kind === 'done';
        if (outcome.kind === 'failed') break;
      }
    } catch (error) {
      onBug(error);
    } finally {
      busy.delete(lane);
      kinds.delete(lane);
      if (isDone) onDone();
    }
  };
  return {
    dispatch: (actions) => {
      const byLane = Map.groupBy(actions, laneOf);
      for (const [lane, queue] of byLane) if (!busy.has(lane)) busy.set(lane, runLane(lane, queue));
    },
    isIdle: () =>
      [...busy.keys()].every((lane) => (lane === 'ledger' && failed.has(lane)) || isAbandoned(lane)),
    abandon: (kind) => void abandoned.add(kind),
    hasFailed: (lane) => failed.has(lane),
    idle: async () => {
      while (busy.size > 0) await Promise.all(busy.values());
    },
  };
};
