import { PermanentError } from '../model/failures.ts';
import { keyOf } from '../model/ids.ts';
import { maskSecrets } from '../render/masking.ts';
import { renderReply, replyMarkOf } from '../render/reply.ts';
import { secretsOf } from '../render/secrets.ts';
import type { ActionOf, Hands, Skip } from './hands.ts';

/**
 * 👀 on the comment that was taken up; 😕 and one reply on the one that was refused. A reply whose answer was lost is
 * found by its mark. What GitHub refuses for good is told on the console and not tried again. @throws TransientError
 */
export const acknowledgeComment = async (
  action: ActionOf<'acknowledge-comment'>,
  hands: Hands,
): Promise<Skip> => {
  const { store, clock, narrator } = hands.world;
  try {
    await show(action, hands);
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    const text = `the answer to comment ${action.commentId} cannot be shown: ${error.message}`;
    narrator.tell({ atMs: clock.now().atMs, subject: keyOf(action.issue), word: 'trouble', text });
  }
  store.markTold(action.control);
  return undefined;
};

const show = async (action: ActionOf<'acknowledge-comment'>, hands: Hands): Promise<void> => {
  const { github } = hands.world;
  const isThere = await github.addCommentReaction(action.commentId, action.accepted ? 'eyes' : 'confused');
  if (action.accepted || !isThere || (await isReplied(action, hands))) return;
  const body = renderReply(action, secretsOf(hands));
  await github.createComment(action.issue, maskSecrets(body, [hands.site.token]));
};

/** The mark alone does not do: anybody can write one. */
const isReplied = async (
  { issue, commentId }: ActionOf<'acknowledge-comment'>,
  { world }: Hands,
): Promise<boolean> => {
  const login = await world.github.fetchLogin();
  const comments = await world.github.fetchComments(issue);
  return comments.some(
    ({ body, author }) =>
      body.startsWith(replyMarkOf(commentId)) &&
      (login === null ? author.endsWith('[bot]') : author === login),
  );
};
