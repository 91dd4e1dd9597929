import { commentKeyOf } from '../model/comment.ts';
import type { CommentRow } from '../model/github.ts';
import { secretsOf } from '../render/secrets.ts';
import { renderComment, statusMark } from '../render/status-comment.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';
import { readTask } from './hands.ts';

/** How much of a log a failure shows. */
const tailLineCount = 20;
const tailBytes = 16_384;

/**
 * The one status comment says what the view says. It is edited by its id; when it is gone, or its id is not known, our
 * own comment with the mark is looked for before another is made. @throws TransientError @throws PermanentError GitHub.
 */
export const writeComment = async (action: ActionOf<'write-comment'>, hands: Hands): Promise<Skip> => {
  const { world } = hands;
  const { issue, view } = action;
  const tail = view.logTailPath === null ? [] : readTails(view.logTailPath, hands);
  const body = renderComment(view, tail, secretsOf(hands));
  const id = await placeComment({ issue, body, knownId: readTask(issue, hands).comment?.id ?? null }, hands);
  world.store.patchTask(issue, { comment: { id, viewKey: commentKeyOf(view) } });
  return undefined;
};

/** The end of what the worker said, and of what it complained about. */
const readTails = (logPath: string, { world }: Hands): readonly string[] => {
  const errorPath = logPath.replace(/\.jsonl$/, '.stderr.log');
  const said = world.files.readTail(logPath, tailLineCount, tailBytes);
  const complained = world.files.readTail(errorPath, tailLineCount / 2, tailBytes);
  if (complained.length === 0) return said;
  return [...said.slice(-(tailLineCount - complained.length - 1)), 'standard error:', ...complained];
};

const placeComment = async (
  wanted: { readonly issue: number; readonly body: string; readonly knownId: number | null },
  hands: Hands,
): Promise<number> => {
  const { github } = hands.world;
  const { issue, body, knownId } = wanted;
  if (knownId !== null && (await github.editComment(knownId, body))) return knownId;
  const own = await fetchOwnComment(issue, hands);
  if (own !== null && (await github.editComment(own.id, body))) return own.id;
  return (await github.createComment(issue, body)).id;
};

/** The oldest comment that carries the mark and was written by this token's owner; a token without one is an app's. */
const fetchOwnComment = async (issue: number, { world }: Hands): Promise<CommentRow | null> => {
  const login = await world.github.fetchLogin();
  const comments = await world.github.fetchComments(issue);
  return (
    comments.find(
      ({ body, author }) =>
        body.startsWith(statusMark) && (login === null ? author.endsWith('[bot]') : author === login),
    ) ?? null
  );
};
