import fc from 'fast-check';
import type { Settings } from '../../src/model/settings.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { anyBudget } from './any-money.ts';

const oneOf = fc.constantFrom;
const defaults = settingsOf();

/** Settings that matter to decisions. */
export const anySettings: fc.Arbitrary<Settings> = fc
  .record({
    max: fc.integer({ min: 1, max: 4 }),
    attempts: oneOf(1, 3),
    startupDelayMs: oneOf(0, 0, 30_000),
    waitForExit: oneOf(true, true, false),
    shutdown: oneOf<Settings['shutdown']>('stop', 'detach'),
    open: oneOf<Settings['pullRequests']['open']>('missing', 'never'),
    saveOnStop: fc.boolean(),
    minDiskBytes: oneOf(null, 2 ** 31),
    processCount: oneOf(null, null, 10),
    reviews: fc.boolean(),
    budget: anyBudget,
  })
  .map(
    ({
      waitForExit,
      reviews,
      budget,
      shutdown,
      open,
      saveOnStop,
      minDiskBytes,
      processCount,
      ...workers
    }) => ({
      ...defaults,
      budget,
      host: { ...defaults.host, minDiskBytes },
      workers: { ...defaults.workers, ...workers, limits: { ...defaults.workers.limits, processCount } },
      completion: { waitForExit },
      followUp: { checks: false, reviews, maxRounds: 2 },
      shutdown,
      pullRequests: { ...defaults.pullRequests, open },
      worktrees: { ...defaults.worktrees, saveOnStop },
    }),
  );
