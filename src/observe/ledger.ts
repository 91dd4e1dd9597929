/**
 * `tasks.md` as it is now.
 */
import type { LedgerMemory, LedgerParse, LedgerSeen } from '../model/ledger.ts';
import { known, type Seen, unknown } from '../model/seen.ts';
import type { Site } from '../model/site.ts';
import { sectionsInOrder } from '../render/ledger-format.ts';
import { parseLedger } from '../render/ledger-parse.ts';
import type { World } from '../world/world.ts';

/** How long a file without a whole block may be one that an editor is still writing. */
const savingMs = 500;

/** Reads the ledger; `written`: what we remember of our own last write, null = none. */
export type LedgerReader = (written: LedgerMemory | null) => Seen<LedgerSeen>;

/** The same text is parsed once, and our own not at all. A file that may be half-saved is unknown. */
export const createLedgerReader = (world: World, site: Site): LedgerReader => {
  let last: LedgerSeen = { text: null, parse: { kind: 'absent' } };
  return (written) => {
    try {
      const text = world.files.readText(site.ledgerPath);
      if (text !== last.text) last = { text, parse: ownParseOf(text, written) ?? parseLedger(text) };
      const nowMs = world.clock.now().atMs;
      if (last.parse.kind !== 'block' && isFresh(world, site, nowMs))
        return unknown('tasks.md is being saved');
      return known(last, nowMs);
    } catch (error) {
      return unknown(error instanceof Error ? error.message : String(error));
    }
  };
};

/** What we wrote says what we remember of it; null = it is not ours as it stands. */
const ownParseOf = (text: string | null, written: LedgerMemory | null): LedgerParse | null => {
  const isOurs = written !== null && written.viewKey !== '' && written.text === text;
  return isOurs ? { kind: 'block', entries: written.entries, sections: sectionsInOrder } : null;
};

const isFresh = ({ files }: World, { ledgerPath }: Site, nowMs: number): boolean => {
  const modifiedAtMs = files.readModifiedAtMs(ledgerPath);
  return modifiedAtMs !== null && Math.abs(nowMs - modifiedAtMs) < savingMs;
};
