import type { ActionOf, Hands, Skip } from './hands.ts';

/** The file as it stands, written by an earlier life, is what edits are compared with; nothing is written to it. */
export const acceptLedger = ({ text, entries }: ActionOf<'accept-ledger'>, { world }: Hands): Skip => {
  if (world.store.readMemory().ledger !== null) return 'a ledger is remembered by now';
  world.store.saveLedger({ viewKey: '', text, entries });
  return undefined;
};
