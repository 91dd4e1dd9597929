/**
 * The ledger, `tasks.md`, as data: what it should say, and what was read from it (SPEC section 8).
 */
import type { Spent } from './spending.ts';
import type { Priority } from './task.ts';

/** The sections of the managed block, in their order. `cancelled` holds stopped tasks too. */
export type LedgerSection = 'active' | 'blocked' | 'pending' | 'completed' | 'failed' | 'cancelled';

/** One row as it should stand. `notes` become nested bullets; plain text, escaped when rendered. */
export interface LedgerRow {
  readonly issue: number;
  readonly section: LedgerSection;
  readonly title: string;
  /** Shown as `{p1}` in active, blocked and pending rows. */
  readonly priority: Priority;
  /** Shown as `([PR #470](url))` in completed rows. */
  readonly pullRequest: { readonly number: number; readonly url: string } | null;
  readonly notes: readonly LedgerNote[];
}

/** A nested bullet: parts joined with ` · `. */
export type LedgerNote = readonly LedgerPart[];
/** Plain words; code in backticks after a label; a time, rendered as `2026-11-20 14:18` (UTC) after a label; or a cost. */
export type LedgerPart =
  | { readonly text: string }
  | { readonly label?: string; readonly code: string }
  | { readonly label?: string; readonly atMs: number }
  | { readonly spent: Spent };

/** All rows in file order, and the two numbers of the `Active (1 of 3)` heading. */
export interface LedgerView {
  readonly activeCount: number;
  readonly maxWorkers: number;
  readonly rows: readonly LedgerRow[];
}

/** What a row's mark says after a person may have edited it. */
export type LedgerMark = 'open' | 'ticked' | 'cancelled';

/** One row as read. */
export interface LedgerEntry {
  readonly issue: number;
  readonly section: LedgerSection | null;
  readonly mark: LedgerMark;
  readonly struck: boolean;
  readonly priority: Priority | null;
  /** From the older form `[❌ w-abc123] gh-450: User cancelled` or a `- Reason: ...` line. */
  readonly cancelReason: string | null;
  /** The row is of the older form `[❌ w-...] gh-N: ...`, which cancels wherever it stands. */
  readonly legacyCancel: boolean;
}

/** The state that an Active row names; `running` where it names none. */
export type ActiveState = 'preparing' | 'running' | 'stopping' | 'timing_out' | 'zombie';

/** What the block tells of one task beyond its entries, as the coordinator wrote it. Null = it does not say. */
export interface LedgerRecord {
  readonly issue: number;
  /** The section it was written in, whatever a person made of it since. */
  readonly wrote: LedgerSection;
  /** As shown: cut after 120 characters. */
  readonly title: string;
  readonly priority: Priority | null;
  readonly pullRequest: { readonly number: number; readonly url: string } | null;
  /** `w-3fa2c1` */
  readonly worker: string | null;
  readonly branch: string | null;
  readonly attempt: number | null;
  /** Of an Active row only. */
  readonly state: ActiveState | null;
  readonly reason: string | null;
  /** Since when; whole minutes. */
  readonly atMs: number | null;
  /** It names a log, so an attempt was made. */
  readonly hasLog: boolean;
  /** The first seven digits of what was pushed, of a Completed row only. */
  readonly commit: string | null;
}

/** What was read. `damaged`: markers missing, doubled or out of order. `absent`: no block in the file at all. */
export type LedgerParse =
  | {
      readonly kind: 'block';
      readonly entries: readonly LedgerEntry[];
      /** Whose headings stand in the block: a row whose old heading is gone cannot be told to have been moved. */
      readonly sections: readonly LedgerSection[];
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged'; readonly why: string };

/** The file as it is: `text` null when there is no file. Bytes are decoded as UTF-8, a BOM kept in `text`. */
export interface LedgerSeen {
  readonly text: string | null;
  readonly parse: LedgerParse;
}

/** What is remembered of the last write: the view's key, and the rows a person's edits are compared with. */
export interface LedgerMemory {
  readonly viewKey: string;
  /** The whole file as written. */
  readonly text: string;
  /** Entries of the block as written, parsed back. */
  readonly entries: readonly LedgerEntry[];
}

/** What an edit means (SPEC section 8, the table). */
export type LedgerEdit =
  | { readonly kind: 'cancel'; readonly issue: number; readonly reason: string }
  | { readonly kind: 'retry'; readonly issue: number }
  | { readonly kind: 'priority'; readonly issue: number; readonly priority: Priority }
  | { readonly kind: 'order'; readonly issues: readonly number[] };
