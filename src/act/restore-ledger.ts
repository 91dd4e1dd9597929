import { renderLedgerBlock, spliceLedger } from '../render/ledger.ts';
import { parseLedger } from '../render/ledger-parse.ts';
import { stampOf } from '../render/utc-time.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { rememberLedger } from './write-ledger.ts';

/**
 * A ledger that cannot be trusted is kept beside it and restored: a whole block is written anew in place,
 * otherwise the file as it was written last comes back; where none is remembered, only its broken marker lines go.
 * @throws TransientError read-only, disk full.
 */
export const restoreLedger = (action: ActionOf<'restore-ledger'>, hands: Hands): Skip => {
  const { world, site } = hands;
  const seen = world.files.readText(site.ledgerPath);
  const isWhole = seen !== null && parseLedger(seen).kind === 'block';
  const base = isWhole ? seen : (world.store.readMemory().ledger?.text ?? seen);
  const next = spliceLedger(base, renderLedgerBlock(action.view));
  if (next === seen) {
    rememberLedger(action.view, next, hands);
    return 'tasks.md is as it should be';
  }
  const keptPath = seen === null ? null : keptPathOf(hands);
  if (seen !== null && keptPath !== null) world.files.writeText(keptPath, seen);
  let isWritten = false;
  try {
    isWritten = world.files.replaceText(site.ledgerPath, seen, next) === 'written';
  } finally {
    if (!isWritten && keptPath !== null) world.files.remove(keptPath);
  }
  if (!isWritten) return 'tasks.md was edited meanwhile';
  rememberLedger(action.view, next, hands);
  const kept = keptPath === null ? '' : `; kept: ${keptPath.slice(site.rootPath.length + 1)}`;
  world.narrator.tell({
    atMs: world.clock.now().atMs,
    subject: 'tasks.md',
    word: 'restored',
    text: `${action.why}; nothing was cancelled${kept}`,
  });
  return undefined;
};

/** `tasks.md.rejected-20261120-143312`, and `-2` and so on after it where that is taken. */
const keptPathOf = ({ world, site }: Hands): string => {
  const stem = `${site.ledgerPath}.rejected-${stampOf(world.clock.now().atMs)}`;
  let path = stem;
  for (let count = 2; world.files.isPresent(path); count += 1) path = `${stem}-${count}`;
  return path;
};
