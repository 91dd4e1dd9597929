/**
 * New comments of the repository that may be commands or answers, with what is found out about their authors. One list,
 * whatever the number of tasks; an author is asked about only where a comment may mean something.
 */
import {
  carriesOwnMark,
  commandIn,
  type Heard,
  type HeardComment,
  type WeighedComment,
} from '../model/conversation.ts';
import type { NewComment } from '../model/github.ts';
import { known, type Seen, unknown } from '../model/seen.ts';
import type { Settings } from '../model/settings.ts';
import type { Memory } from '../model/snapshot.ts';
import { takesAnswer } from '../model/takes-answer.ts';
import type { World } from '../world/world.ts';
import type { EditReader } from './edits.ts';
import type { Trust } from './trust.ts';

/** What comments are heard with. */
export interface HeardSource {
  readonly world: World;
  readonly trust: Trust;
  readonly edits: EditReader;
}

/** So many new comments may be read again at each poll: with some of others' they still fit on one page. */
const ownRowCount = 50;

/** How much of a comment is listened to, characters. */
const textLength = 8000;

/** @throws TransientError @throws PermanentError the list cannot be read. What is not known of one comment is `unknown`. */
export const readHeard = async (source: HeardSource, memory: Memory, settings: Settings): Promise<Heard> => {
  const { heard } = memory;
  const rows = await source.world.github.fetchNewComments(heard?.newestId ?? null);
  const others = rows.filter(({ body }) => !carriesOwnMark(body));
  // Our own mean nothing, heard or not: they are worth no write, as long as they stay on the first page.
  const counted = heard === null || rows.length > ownRowCount ? rows : others;
  const newestId = Math.max(heard?.newestId ?? 0, ...counted.map(({ id }) => id));
  if (heard === null) return { newestId, comments: [] };
  // A command is heard anywhere: a pause concerns all, and whoever mistakes the issue is told so.
  const fresh = others.filter(({ issue, body }) => memory.knownIssues.has(issue) || commandIn(body) !== null);
  const all = new Map([...heard.waiting, ...fresh.map(heardOf)].map((comment) => [comment.id, comment]));
  const meant = [...all.values()].filter((comment) => mayMean(comment, memory)).sort((a, b) => a.id - b.id);
  return { newestId, comments: await Promise.all(meant.map((comment) => weigh(source, comment, settings))) };
};

const heardOf = ({ id, issue, author, isBot, viaApp, createdAtMs, body }: NewComment): HeardComment => ({
  ...{ id, issue, login: author, isBot, viaApp, atMs: createdAtMs },
  text: body.slice(0, textLength),
});

/** A command, or an answer to what a task waits for. */
const mayMean = ({ issue, atMs, text }: HeardComment, { tasks }: Memory): boolean => {
  const task = tasks.find((candidate) => candidate.issue === issue);
  return commandIn(text) !== null || (task !== undefined && takesAnswer(task, atMs));
};

const weigh = async (
  source: HeardSource,
  comment: HeardComment,
  settings: Settings,
): Promise<WeighedComment> => {
  const nowMs = source.world.clock.now().atMs;
  const standing = await seen(() => source.trust.fetchStanding(comment, settings), nowMs);
  const isApproval = commandIn(comment.text)?.word === 'approve';
  const isTrusted = standing.kind === 'known' && standing.value.trusted;
  const textKey =
    isApproval && isTrusted
      ? await seen(() => fetchApproved(source, comment, settings), nowMs)
      : known(null, nowMs);
  return { comment, standing, textKey };
};

/** The text as it is now, unless somebody who may not has changed it since the comment. */
const fetchApproved = async (
  { world, edits }: HeardSource,
  { issue, atMs }: HeardComment,
  settings: Settings,
): Promise<string | null> => {
  const presence = await world.github.fetchIssue(issue);
  if (presence.kind === 'gone') return null;
  const edit = await edits.fetchEdit(presence.row, { atMs, text: null }, settings);
  return edit === null || edit.trusted ? presence.row.textKey : null;
};

const seen = async <T>(read: () => Promise<T>, atMs: number): Promise<Seen<T>> => {
  try {
    return known(await read(), atMs);
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
};
