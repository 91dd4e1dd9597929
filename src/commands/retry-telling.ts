import type { Store } from '../world/world.ts';

/** What only shows on GitHub: a token's permissions decide whether it can be written. */
const tellingKinds: readonly string[] = ['write-comment', 'set-label', 'greet-issue'];

/**
 * What GitHub refused for good to be told of a task is tried again by a new start: the token or its permissions may be
 * others now. The trouble itself stays until then, since a half-set label is only looked at while there is one.
 */
export const retryTelling = (store: Store): void => {
  for (const { issue, troubles } of store.readMemory().tasks)
    for (const trouble of troubles)
      if (trouble.class === 'permanent' && tellingKinds.includes(trouble.action))
        store.saveTrouble(issue, { ...trouble, class: 'transient', tries: 1, retryAfterMs: null });
};
