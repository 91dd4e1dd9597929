/**
 * The fixed words and signs of the managed block, shared by those who write it and those who read it.
 */
import type { LedgerSection } from '../model/ledger.ts';

export const beginMarker = '<!-- coordinator:begin -->';
export const endMarker = '<!-- coordinator:end -->';

/** All sections, in the order of the file. */
export const sectionsInOrder: readonly LedgerSection[] = [
  'active',
  'blocked',
  'pending',
  'completed',
  'failed',
  'cancelled',
];

/** Heading of each section, without the count that follows `Active`. */
export const headingOf: Readonly<Record<LedgerSection, string>> = {
  active: 'Active',
  blocked: 'Blocked',
  pending: 'Pending',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** What stands between the bullet and the key of a row: box, then the sign if the section has one. */
export const markOf: Readonly<Record<LedgerSection, string>> = {
  active: '[ ] 🟡',
  blocked: '[ ] ✋',
  pending: '[ ]',
  completed: '[x] ✅',
  failed: '[ ] ❌',
  cancelled: '[-] 🚫',
};

/** Sections whose tasks may still do something by themselves; their rows show a priority. */
export const isLiveSection = (section: LedgerSection): boolean =>
  section === 'active' || section === 'blocked' || section === 'pending';
