/**
 * The one reply to a command that was refused: why, on one line.
 */
import { escapeInline } from './escape.ts';
import { maskSecrets } from './masking.ts';
import { cutText } from './plain-text.ts';

/** First line of the reply to a comment; what it is found by. */
export const replyMarkOf = (commentId: number): string => `<!-- coordinator:reply ${commentId} -->`;

/** The whole body. The answer names words of whoever asked, so it is masked, cut and escaped. */
export const renderReply = (
  { commentId, answer }: { readonly commentId: number; readonly answer: string },
  secrets: readonly string[] = [],
): string => `${replyMarkOf(commentId)}\n😕 ${escapeInline(cutText(maskSecrets(answer, secrets), 1000))}\n`;
