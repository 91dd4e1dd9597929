/**
 * `tasks.md` as it is now.
 */
import type { LedgerSeen } from '../model/ledger.ts';
import { known, type Seen, unknown } from '../model/seen.ts';
import type { Site } from '../model/site.ts';
import { parseLedger } from '../render/ledger-parse.ts';
import type { World } from '../world/world.ts';

/** How long a file without a whole block may be one that an editor is still writing. */
const savingMs = 500;

/** Reads and parses the ledger; the same text is parsed once. A file that may be half-saved is unknown. */
export const createLedgerReader = (world: World, site: Site): (() => Seen<LedgerSeen>) => {
  let last: LedgerSeen = { text: null, parse: { kind: 'absent' } };
  return () => {
    try {
      const text = world.files.readText(site.ledgerPath);
      if (text !== last.text) last = { text, parse: text === null ? { kind: 'absent' } : parseLedger(text) };
      const nowMs = world.clock.now().atMs;
      if (last.parse.kind !== 'block' && isFresh(world, site, nowMs))
        return unknown('tasks.md is being saved');
      return known(last, nowMs);
    } catch (error) {
      return unknown(error instanceof Error ? error.message : String(error));
    }
  };
};

const isFresh = ({ files }: World, { ledgerPath }: Site, nowMs: number): boolean => {
  const modifiedAtMs = files.readModifiedAtMs(ledgerPath);
  return modifiedAtMs !== null && Math.abs(nowMs - modifiedAtMs) < savingMs;
};
