/**
 * What a worker is told of what came back on its pull request. All of it was written by others or by programs: it is
 * masked before it is cut, and comes in fences that it cannot close. A log keeps its end, everything else its beginning.
 */
import type { Feedback, FollowUpMemory } from '../model/follow-up.ts';
import { maskSecrets } from './masking.ts';
import { cutText } from './plain-text.ts';
import type { PromptFollowUp } from './prompt-values.ts';

/** Characters of one piece, and of all together: a prompt may be one argument of a command, which Linux cuts at 128 KiB. */
const pieceLength = 16_000;
const allLength = 64_000;
const leastLength = 2000;

/** Everything the template may say; null = no follow-up is under way. */
export const promptFollowUpOf = (source: {
  readonly followUp: FollowUpMemory | null;
  readonly url: string;
  readonly limit: number;
  /** By key of the feedback; what has none is not there. */
  readonly logs: ReadonlyMap<string, string>;
  readonly secrets: readonly string[];
}): PromptFollowUp | null => {
  const { followUp, url, limit, logs, secrets } = source;
  if (followUp === null || followUp.told.length === 0) return null;
  const room = Math.max(leastLength, Math.min(pieceLength, Math.floor(allLength / followUp.told.length)));
  const piece = ({ kind, key, title, text }: Feedback): PromptFollowUp['feedback'][number] => {
    const log = maskSecrets(logs.get(key) ?? '', secrets);
    return {
      kind,
      title: maskSecrets(title, secrets),
      text: cutText(maskSecrets(text, secrets), log === '' ? room : leastLength),
      log: endOf(log, room),
    };
  };
  return { pull: followUp.pull, url, round: followUp.rounds, limit, feedback: followUp.told.map(piece) };
};

/** The last lines that fit. */
const endOf = (text: string, length: number): string => {
  if (text.length <= length) return text;
  const end = text.slice(-length);
  const line = end.indexOf('\n');
  return `…\n${line < 0 ? end : end.slice(line + 1)}`;
};
