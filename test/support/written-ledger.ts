/**
 * `tasks.md` as the real renderer writes it and the real parser reads it, for tests of decisions.
 */
import { ledgerViewOf } from '../../src/decide/ledger-view.ts';
import type { LedgerMemory, LedgerSeen, LedgerView } from '../../src/model/ledger.ts';
import { known, type Seen } from '../../src/model/seen.ts';
import type { Settings } from '../../src/model/settings.ts';
import type { TaskMemory } from '../../src/model/task.ts';
import { renderLedgerBlock, spliceLedger } from '../../src/render/ledger.ts';
import { parseLedger } from '../../src/render/ledger-parse.ts';
import { settingsOf } from './plain-settings.ts';
import { at } from './remembered.ts';

/** What is remembered after the view was written into a file that said `before`. */
const written = (view: LedgerView, before: string | null): LedgerMemory => {
  const text = spliceLedger(before, renderLedgerBlock(view));
  const parse = parseLedger(text);
  return { viewKey: JSON.stringify(view), text, entries: parse.kind === 'block' ? parse.entries : [] };
};

/** The file as it is read. */
const read = (text: string | null): Seen<LedgerSeen> => known({ text, parse: parseLedger(text) }, at(0).atMs);

/** The file as it was written for these tasks, and as somebody has changed it since. */
export const ledgerOf = (
  tasks: readonly TaskMemory[],
  edit: (text: string) => string | null = (text) => text,
  settings: Settings = settingsOf(),
) => {
  const memory = written(ledgerViewOf(tasks, settings), null);
  return { memory, seen: read(edit(memory.text)) };
};
