import type { LedgerView } from '../model/ledger.ts';
import { renderLedgerBlock, spliceLedger, writtenEntriesOf } from '../render/ledger.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';

/**
 * `tasks.md` says what the view says; all outside the block stays as it is. Written only while the file is what was
 * read: otherwise the edit is taken in first, at the next tick. @throws TransientError read-only, disk full.
 */
export const writeLedger = (action: ActionOf<'write-ledger'>, hands: Hands): Skip => {
  const { world, site } = hands;
  const next = spliceLedger(action.expectedText, renderLedgerBlock(action.view));
  if (next !== action.expectedText) {
    const result = world.files.replaceText(site.ledgerPath, action.expectedText, next);
    if (result === 'changed') return 'tasks.md was edited meanwhile';
  }
  rememberLedger(action.view, next, hands);
  return undefined;
};

/** The text becomes what a person's next edit is compared with. */
export const rememberLedger = (view: LedgerView, text: string, { world }: Hands): void => {
  world.store.saveLedger({ viewKey: JSON.stringify(view), text, entries: writtenEntriesOf(view) });
};
