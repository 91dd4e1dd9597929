/**
 * The small rest: actions in trouble, refused labels, and what was last written to the ledger.
 */
import type { HeardMemory, Pause } from '../../model/conversation.ts';
import { type GitHubStanding, noStanding } from '../../model/github.ts';
import type { Instant } from '../../model/instant.ts';
import type { LedgerMemory } from '../../model/ledger.ts';
import type { Refusal } from '../../model/snapshot.ts';
import type { Trouble } from '../../model/task.ts';
import {
  isWorktreeError,
  noWorktreeErrors,
  type WorktreeCare,
  withCleanUp,
  withoutDoubt,
  withWorktreeError,
} from '../../model/worktree-care.ts';
import type { Connection } from './connection.ts';
import { type DocumentRow, standingOf, worktreeCareOf } from './rows.ts';

/** Keys in `notes`: the ledger's memory, how far comments were heard, the pause. */
export const LEDGER_KEY = 'ledger';
export const HEARD_KEY = 'heard';
export const PAUSE_KEY = 'pause';

/** Key of the errors of worktrees in `notes`. */
export const WORKTREES_KEY = 'worktrees';

/** Key of the standing with GitHub in `notes`. */
export const GITHUB_KEY = 'github';

/** The statements; each function runs inside the caller's transaction. */
export const prepareNotes = ({ db }: Connection) => {
  const putTrouble = db.prepare('REPLACE INTO troubles (issue, action, document) VALUES (?, ?, ?)');
  const dropTrouble = db.prepare('DELETE FROM troubles WHERE issue = ? AND action = ?');
  const putRefusal = db.prepare('REPLACE INTO refusals (issue, document) VALUES (?, ?)');
  const dropRefusal = db.prepare('DELETE FROM refusals WHERE issue = ?');
  const dropNote = db.prepare('DELETE FROM notes WHERE key = ?');
  const getNote = db.prepare('SELECT document FROM notes WHERE key = ?');
  const putNote = db.prepare('REPLACE INTO notes (key, document) VALUES (?, ?)');
  const changeCare = (change: (care: WorktreeCare) => WorktreeCare): void => {
    const row = getNote.get(WORKTREES_KEY) as unknown as DocumentRow | undefined;
    const care = (row && worktreeCareOf(row)) ?? noWorktreeErrors;
    putNote.run(WORKTREES_KEY, JSON.stringify(change(care)));
  };
  return {
    saveTrouble: (issue: number, trouble: Trouble): void => {
      putTrouble.run(issue, trouble.action, JSON.stringify(trouble));
      if (isWorktreeError(trouble)) changeCare(withWorktreeError);
    },
    noteCleanUp: (at: Instant): void => changeCare((care) => withCleanUp(care, at)),
    noteWorktreeMade: (): void => changeCare(withoutDoubt),
    clearTrouble: (issue: number, action: string): void => {
      dropTrouble.run(issue, action);
    },
    saveRefusal: (refusal: Refusal): void => {
      putRefusal.run(refusal.issue, JSON.stringify(refusal));
    },
    clearRefusal: (issue: number): void => {
      dropRefusal.run(issue);
    },
    saveLedger: (memory: LedgerMemory): void => {
      putNote.run(LEDGER_KEY, JSON.stringify(memory));
    },
    saveHeard: (memory: HeardMemory): void => {
      putNote.run(HEARD_KEY, JSON.stringify(memory));
    },
    savePause: (pause: Pause | null): void => {
      if (pause === null) dropNote.run(PAUSE_KEY);
      else putNote.run(PAUSE_KEY, JSON.stringify(pause));
    },
    patchGitHub: (patch: Partial<GitHubStanding>): void => {
      const row = getNote.get(GITHUB_KEY) as unknown as DocumentRow | undefined;
      putNote.run(GITHUB_KEY, JSON.stringify({ ...(row ? standingOf(row) : noStanding), ...patch }));
    },
  };
};
