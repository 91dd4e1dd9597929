/**
 * Evidence: what was observed, with its time. Every state is shown with it.
 */

/** The kinds of observation that a state may rest on (SPEC section 6). */
export type EvidenceKind =
  | 'issue'
  | 'label'
  | 'pull-request'
  | 'exit'
  | 'agent'
  | 'mark'
  | 'phase'
  | 'commits'
  | 'stop-file'
  | 'blocked-file'
  | 'ledger'
  | 'command'
  | 'comment'
  | 'worktree'
  | 'process'
  | 'time'
  | 'failure'
  | 'saved-work'
  | 'memory';

/** One observation: `text` is one line for a person, `atMs` epoch milliseconds. */
export interface Evidence {
  readonly kind: EvidenceKind;
  readonly atMs: number;
  readonly text: string;
}
