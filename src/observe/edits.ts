/**
 * What became of an approved text: whether it was changed since, and by whom. What a trusted person labels is the title
 * and body as they stand; whoever may not label may not slip in another text afterwards either.
 */
import { PermanentError } from '../model/failures.ts';
import type { EditEvent } from '../model/github.ts';
import type { Settings } from '../model/settings.ts';
import type { IssueRow, TextEdit } from '../model/snapshot.ts';
import type { World } from '../world/world.ts';
import { reaches, type Trust } from './trust.ts';

/** What an issue is compared with. */
export interface Approved {
  readonly atMs: number;
  /** The text that was approved; null = not known. */
  readonly text: string | null;
}

/** Looks into edits; the same text is looked into once. */
export interface EditReader {
  /**
   * Who changed the text since; null = nobody. Asks GitHub only where somebody untrusted can have.
   * @throws TransientError it cannot be told now.
   */
  fetchEdit(row: IssueRow, approved: Approved, settings: Settings): Promise<TextEdit | null>;
}

/** Times of GitHub are whole seconds: an edit in the second of the approval may have come after it. */
const secondMs = 1000;

export const createEditReader = ({ github }: World, trust: Trust): EditReader => {
  const fetchSince = async (row: IssueRow, approved: Approved): Promise<readonly EditEvent[] | null> => {
    try {
      const edits = await github.fetchEdits(row.number);
      return edits.filter(({ atMs }) => atMs > approved.atMs - secondMs);
    } catch (error) {
      if (error instanceof PermanentError) return null;
      throw error;
    }
  };
  const judge = async (edits: readonly EditEvent[], settings: Settings): Promise<TextEdit | null> => {
    let last: TextEdit | null = null;
    for (const edit of edits) {
      last = { login: edit.login, ...(await trust.fetchStanding(edit, settings)) };
      if (!last.trusted) return last;
    }
    return last;
  };
  const look = async (row: IssueRow, approved: Approved, settings: Settings): Promise<TextEdit | null> => {
    const author = { login: row.author, isBot: row.author.endsWith('[bot]'), viaApp: null };
    const standing = await trust.fetchStanding(author, settings);
    // Beside its author only people with write access can change an issue's text.
    if (standing.trusted && reaches('write', settings.trust.permission))
      return { login: row.author, ...standing };
    const edits = await fetchSince(row, approved);
    if (edits !== null && edits.length > 0) return judge(edits, settings);
    const isUntouched = edits !== null || row.updatedAtMs < approved.atMs + secondMs;
    return approved.text === null && isUntouched ? null : untold;
  };
  const looked = new Map<number, { readonly key: string; readonly edit: TextEdit | null }>();
  return {
    fetchEdit: async (row, approved, settings) => {
      if (approved.text === row.textKey) return null;
      const key = [row.textKey, row.updatedAtMs, approved.atMs, approved.text].join(' ');
      const before = looked.get(row.number);
      if (before?.key === key) return before.edit;
      const edit = await look(row, approved, settings);
      looked.set(row.number, { key, edit });
      return edit;
    },
  };
};

const untold: TextEdit = { login: 'somebody', trusted: false, ground: 'GitHub does not tell who' };
