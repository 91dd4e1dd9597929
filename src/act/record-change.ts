import type { StateChange } from '../model/action.ts';
import { keyOf } from '../model/ids.ts';
import type { World } from '../world/world.ts';
import { type ActionOf, forgetTroubles, type Hands, type Skip } from './hands.ts';

/** State, memory and attempt change in one transaction; then the console gets its line. */
export const recordChange = (action: ActionOf<'record-change'>, { world }: Hands): Skip => {
  world.store.recordChange(action.change, world.clock.now(), action.patch, action.attempt);
  if (action.patch?.round !== undefined) forgetTroubles(action.change.issue, world);
  tellChange(action.change, world, action.patch?.question ?? null);
  return undefined;
};

/** One console line per change of state; `question`: what a worker asks. */
export const tellChange = (
  change: StateChange,
  { clock, narrator }: World,
  question: string | null = null,
): void =>
  narrator.tell({
    atMs: clock.now().atMs,
    subject: keyOf(change.issue),
    word: change.to,
    text:
      question !== null
        ? `${change.reason} (to go on: answer on the issue, remove BLOCKED.md from its worktree, or coordinator retry ${change.issue})`
        : change.reason,
  });
