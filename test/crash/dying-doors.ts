/**
 * The real doors, with points to die at around each call that writes.
 */
import type { World } from '../../src/world/world.ts';
import { type Strike, wordOf } from './mortality.ts';

const dying = ['store', 'github', 'git', 'processes', 'files'] as const;

/** By the names of the house `readX`, `fetchX`, `isX` and their like only look; whatever else a door does is an effect. */
const isEffect = (method: string): boolean =>
  method === 'fetchRemote' || !/^(read|fetch|is|list|count|close|find)/.test(method);

/** A world that passes points around each effect. */
export const dyingWorld = (world: World, strike: Strike): World => {
  const doors = dying.map((name) => [name, dyingDoor(world[name], { name, strike })]);
  return { ...world, ...Object.fromEntries(doors) };
};

interface DoorSource {
  readonly name: string;
  readonly strike: Strike;
}

type Call = (...args: readonly unknown[]) => unknown;

const dyingDoor = <Door extends object>(door: Door, { name, strike }: DoorSource): Door =>
  new Proxy(door, {
    get: (target, method) => {
      const call: unknown = Reflect.get(target, method);
      if (typeof method !== 'string' || typeof call !== 'function' || !isEffect(method)) return call;
      return (...args: readonly unknown[]): unknown => {
        const words = args.map(wordOf).filter((word) => word !== '');
        return between(call.bind(target) as Call, args, (when) =>
          strike([when, `${name}.${method}`, ...words].join(' ')),
        );
      };
    },
  });

/**
 * The call with a point before it, and one after it where it takes time; a refused one counts as well. After a call
 * that takes none nothing happens until the next effect, which has its own point before it.
 */
const between = (call: Call, args: readonly unknown[], strike: (when: string) => void): unknown => {
  strike('before');
  const result = call(...args);
  if (!(result instanceof Promise)) return result;
  return result.finally(() => strike('after'));
};
