/**
 * What people say on issues: commands and answers in comments, and how far they were heard.
 */
import type { Instant } from './instant.ts';
import type { Seen } from './seen.ts';

/** A comment as it was when it was first seen; what is edited later does not count. `text` is cut. */
export interface HeardComment {
  readonly id: number;
  readonly issue: number;
  readonly login: string;
  readonly isBot: boolean;
  readonly viaApp: string | null;
  readonly atMs: number;
  readonly text: string;
}

/** Who wrote it may, or may not, be listened to. `ground` is for people: `permission: read`. */
export interface Standing {
  readonly trusted: boolean;
  readonly ground: string;
}

/** A comment that may mean something, and what was found out about it. */
export interface WeighedComment {
  readonly comment: HeardComment;
  readonly standing: Seen<Standing>;
  /**
   * The text that `/rpi approve` approves, `textKey` of the issue's row; null = somebody who may not has changed it since
   * the comment, or it is no such command.
   */
  readonly textKey: Seen<string | null>;
}

/** New comments of the whole repository, as one poll saw them. */
export interface Heard {
  /** Highest id of any comment so far; 0 = there was none. */
  readonly newestId: number;
  /** Those that may mean something, oldest first. */
  readonly comments: readonly WeighedComment[];
}

/** How far comments were heard: all up to `newestId`, but for those whose author is not known yet. */
export interface HeardMemory {
  readonly newestId: number;
  readonly waiting: readonly HeardComment[];
}

/** The comment that a request came in. `textKey`: the text that it approves; null = none. */
export interface CommentSource {
  readonly commentId: number;
  readonly login: string;
  readonly atMs: number;
  readonly textKey: string | null;
}

/** What became of a request made in a comment, and is not shown there yet. */
export interface Acknowledgement {
  /** Id of the request. */
  readonly control: number;
  readonly issue: number;
  readonly commentId: number;
  readonly accepted: boolean;
  readonly answer: string;
}

/** A trusted person's answer to the question of a blocked task. `round`: the round that it began. */
export interface Answer {
  readonly commentId: number;
  readonly login: string;
  readonly atMs: number;
  readonly text: string;
  readonly question: string;
  readonly round: number;
}

/** Nothing new is started. `by` null: somebody at the command line. `untilMs` null: until it is taken back. */
export interface Pause {
  readonly by: string | null;
  readonly reason: string;
  readonly at: Instant;
  readonly untilMs: number | null;
}

/** What every comment of ours begins with. */
const ownMark = '<!-- coordinator:';

/** True for a comment that carries a mark of ours: it means nothing, whoever wrote it. */
export const carriesOwnMark = (text: string): boolean => text.includes(ownMark);

/** The command in the first line of a comment, `/rpi stop wrong approach`; null = it is none. The word is in lower case. */
export const commandIn = (text: string): { readonly word: string; readonly rest: string } | null => {
  const line = text.split(/\r?\n/, 1)[0] ?? '';
  const match = /^\/rpi(?:[ \t]+(\S+)(?:[ \t]+(.*))?)?[ \t]*$/i.exec(line);
  return match === null ? null : { word: (match[1] ?? '').toLowerCase(), rest: (match[2] ?? '').trim() };
};
