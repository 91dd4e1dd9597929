/**
 * `tasks.md` as it is now.
 */
import type { LedgerSeen } from '../model/ledger.ts';
import { known, type Seen, unknown } from '../model/seen.ts';
import type { Site } from '../model/site.ts';
import { parseLedger } from '../render/ledger-parse.ts';
import type { World } from '../world/world.ts';

/** Reads and parses the ledger; the same text is parsed once. */
export const createLedgerReader = (world: World, site: Site): (() => Seen<LedgerSeen>) => {
  let last: LedgerSeen = { text: null, parse: { kind: 'absent' } };
  return () => {
    try {
      const text = world.files.readText(site.ledgerPath);
      if (text !== last.text) last = { text, parse: text === null ? { kind: 'absent' } : parseLedger(text) };
      return known(last, world.clock.now().atMs);
    } catch (error) {
      return unknown(error instanceof Error ? error.message : String(error));
    }
  };
};
