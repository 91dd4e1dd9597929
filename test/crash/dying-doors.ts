/**
 * The real doors, with points to die at around each call that writes.
 */
import type { World } from '../../src/world/world.ts';
import { type Strike, wordOf } from './mortality.ts';

type Writers = { readonly [Door in Dying]: readonly (keyof World[Door])[] };
type Dying = 'store' | 'github' | 'git' | 'processes' | 'files';

const writers: Writers = {
  store: [
    'rememberTask',
    'recordChange',
    'patchTask',
    'patchAttempt',
    'openAttempt',
    'saveTrouble',
    'clearTrouble',
    'addRefusal',
    'answerControl',
    'saveLedger',
  ],
  github: [
    'createComment',
    'editComment',
    'addLabel',
    'removeLabel',
    'ensureLabel',
    'addReaction',
    'createPull',
  ],
  git: ['fetchRemote', 'excludePatterns', 'ensureWorktree', 'saveWork', 'pushBranch'],
  processes: ['startRun', 'fenceRun', 'stopRun', 'sweepRun'],
  files: ['writeText', 'replaceText', 'remove', 'pointLink'],
};

/** A world that passes points around each effect. */
export const dyingWorld = (world: World, strike: Strike): World => {
  const doors = (Object.keys(writers) as Dying[]).map((name) => [
    name,
    dyingDoor(world[name], { name, writes: writers[name] as readonly string[], strike }),
  ]);
  return { ...world, ...Object.fromEntries(doors) };
};

interface DoorSource {
  readonly name: string;
  readonly writes: readonly string[];
  readonly strike: Strike;
}

type Call = (...args: readonly unknown[]) => unknown;

const dyingDoor = <Door extends object>(door: Door, { name, writes, strike }: DoorSource): Door =>
  new Proxy(door, {
    get: (target, method) => {
      const call: unknown = Reflect.get(target, method);
      if (typeof method !== 'string' || typeof call !== 'function' || !writes.includes(method)) return call;
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
