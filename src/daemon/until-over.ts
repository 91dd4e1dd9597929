/**
 * What the end of the daemon means for work that is still under way: the store may be closed by now, and the last word
 * has been said. So memory refuses, as a full disk would, and nothing more is told; the next start takes up the rest.
 */
import { TransientError } from '../model/failures.ts';
import type { World } from '../world/world.ts';

/** The same world until `isOver`; from then on its store throws TransientError and its narrator is silent. */
export const worldUntil = (world: World, isOver: () => boolean): World => ({
  ...world,
  store: refusingWhen(isOver, world.store),
  narrator: {
    tell: (line) => {
      if (!isOver()) world.narrator.tell(line);
    },
  },
});

const refusingWhen = <Door extends object>(isOver: () => boolean, door: Door): Door =>
  new Proxy(door, {
    get: (target, name) => {
      if (isOver()) throw new TransientError('the coordinator has ended');
      return Reflect.get(target, name);
    },
  });
