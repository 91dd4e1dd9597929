/**
 * What new comments ask for: a command of a trusted author, an answer to a question that a task waits for. All others
 * mean nothing; strangers are told nothing, so that nobody can make the coordinator talk.
 */
import type { Action } from '../model/action.ts';
import {
  commandIn,
  type HeardComment,
  type HeardMemory,
  type WeighedComment,
} from '../model/conversation.ts';
import type { Control, ControlKind, Snapshot } from '../model/snapshot.ts';

/** Words after `/rpi`. */
export const commandWords = ['stop', 'cancel', 'retry', 'status', 'approve', 'pause', 'resume'] as const;

/** Strangers may write as much as they like while nobody can be looked up: the newest are enough. */
const waitingCount = 100;

const reasonLength = 200;
const answerLength = 4000;

/** One action when there is anything new; the first look at a repository only notes where to begin. */
export const decideHeard = ({ now, memory, remote }: Snapshot): readonly Action[] => {
  if (remote?.heard.kind !== 'known') return [];
  const { newestId, comments } = remote.heard.value;
  if (memory.heard === null) return [heardTo({ newestId, waiting: [] })];
  const before = memory.heard;
  const fresh = comments.filter(({ comment }) => isNew(comment, before));
  const unweighed = fresh.filter((one) => !isWeighed(one)).map(({ comment }) => comment);
  const waiting = unweighed.slice(-waitingCount);
  const heard = { newestId: Math.max(before.newestId, newestId), waiting };
  if (heard.newestId === before.newestId && idsOf(waiting) === idsOf(before.waiting)) return [];
  const weighed = fresh.filter(isWeighed);
  return [
    {
      ...heardTo(heard),
      controls: weighed.flatMap((one) => (isTrusted(one) ? [{ ...controlOf(one), at: now }] : [])),
      ignored: ignoredOf(weighed),
    },
  ];
};

const heardTo = (heard: HeardMemory): Extract<Action, { kind: 'hear-comments' }> => ({
  kind: 'hear-comments',
  heard,
  controls: [],
  ignored: [],
});

/** A view may be older than memory: what was heard since is not heard again. */
const isNew = ({ id }: HeardComment, { newestId, waiting }: HeardMemory): boolean =>
  id > newestId || waiting.some((comment) => comment.id === id);

const idsOf = (comments: readonly HeardComment[]): string => comments.map(({ id }) => id).join();

/** What is not known yet waits, and is asked for again. */
const isWeighed = ({ standing, textKey }: WeighedComment): boolean =>
  standing.kind === 'known' && textKey.kind === 'known';

const isTrusted = ({ standing }: WeighedComment): boolean =>
  standing.kind === 'known' && standing.value.trusted;

const controlOf = ({ comment, textKey }: WeighedComment): Omit<Control, 'id' | 'at'> => {
  const { id, issue, login, atMs, text } = comment;
  const approved = textKey.kind === 'known' ? textKey.value : null;
  const from = { commentId: id, login, atMs, textKey: approved };
  const command = commandIn(text);
  if (command === null) return { kind: 'answer', issue, reason: text.slice(0, answerLength), from };
  const kind: ControlKind = commandWords.find((word) => word === command.word) ?? 'unknown';
  const rest = kind === 'unknown' ? command.word : command.rest;
  return { kind, issue, reason: rest === '' ? null : rest.slice(0, reasonLength), from };
};

/** For the console, one line for each author and issue. */
const ignoredOf = (weighed: readonly WeighedComment[]): readonly { issue: number; text: string }[] => {
  const lines = weighed.flatMap(({ comment, standing }) => {
    if (standing.kind !== 'known' || standing.value.trusted) return [];
    const { issue, login, text } = comment;
    const what = commandIn(text) === null ? 'an answer' : 'a command';
    return [{ issue, text: `${what} by ${login}, who is not trusted (${standing.value.ground})` }];
  });
  return [...new Map(lines.map((line) => [`${line.issue} ${line.text}`, line])).values()];
};
