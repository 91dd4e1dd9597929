/**
 * Requests that only comments can make: status, approve, an answer, and words that are none.
 */
import type { Action } from '../model/action.ts';
import type { Answer, CommentSource } from '../model/conversation.ts';
import { editNoteIn } from '../model/edit-note.ts';
import { keyOf } from '../model/ids.ts';
import type { Control } from '../model/snapshot.ts';
import { takesAnswer } from '../model/takes-answer.ts';
import type { TaskMemory } from '../model/task.ts';
import { commandWords } from './heard.ts';
import { requeue } from './requeue.ts';
import { remember, saw } from './steps.ts';

/** What a request does, or why it does nothing. */
export type Decided =
  | { readonly accepted: true; readonly answer: string; readonly actions: readonly Action[] }
  | { readonly accepted: false; readonly answer: string };

/** How many answers are remembered; a prompt has room for no more. */
const answerCount = 20;

/** The words that would have been understood. */
export const decideUnknown = ({ reason }: Control): Decided => ({
  accepted: false,
  answer: `${reason === null ? 'a command is missing' : `there is no command ${reason.slice(0, 40)}`}. Known: ${commandWords.map((word) => `/rpi ${word}`).join(', ')}`,
});

/** The status comment is written anew, whatever it says now. */
export const decideStatus = (task: TaskMemory): Decided => ({
  accepted: true,
  answer: `the status of ${keyOf(task.issue)} is written anew`,
  actions: task.comment === null ? [] : [remember(task, { comment: { ...task.comment, viewKey: '' } })],
});

/** The text as it stands is approved: a task that an edit holds back goes on. */
export const decideApprove = (task: TaskMemory, { login, atMs, textKey }: CommentSource): Decided => {
  const key = keyOf(task.issue);
  if (textKey === null)
    return {
      accepted: false,
      answer: `the issue of ${key} was changed after the comment, or GitHub does not tell by whom: read it again, then comment /rpi approve again, or put the label on again`,
    };
  const isSame = textKey === task.approvedText;
  return {
    accepted: true,
    answer: `the text of ${key} is approved`,
    actions: isSame
      ? []
      : [remember(task, { approval: { login, atMs }, approvedText: textKey, ...seen(task) })],
  };
};

/** Nobody has to look any more. */
const seen = ({ hold }: TaskMemory): Pick<TaskMemory, 'hold'> | Record<string, never> => {
  const note = editNoteIn(hold);
  if (hold === null || note === null) return {};
  return {
    hold:
      hold
        .split('; ')
        .filter((part) => part !== note)
        .join('; ') || null,
  };
};

/** The task goes on in its worktree, in a new round, with the answer in the prompt. */
export const decideAnswer = (task: TaskMemory, { reason, from }: Control): Decided => {
  const key = keyOf(task.issue);
  if (from === undefined || task.answers.some(({ commentId }) => commentId === from.commentId))
    return { accepted: true, answer: `${key} has this answer already`, actions: [] };
  if (!takesAnswer(task, from.atMs))
    return { accepted: false, answer: `${key} is ${task.recorded.state}: it does not wait for an answer` };
  const isAsking = task.question !== null;
  const answer: Answer = {
    commentId: from.commentId,
    login: from.login,
    atMs: from.atMs,
    text: reason ?? '',
    question: task.question ?? task.answers.at(-1)?.question ?? '',
    round: isAsking ? task.round + 1 : task.round,
  };
  const patch = { answers: [...task.answers, answer].slice(-answerCount) };
  const why = `answered by ${from.login}`;
  const evidence = [saw('comment', from.atMs, why)];
  const actions = [isAsking ? requeue(task, { reason: why, evidence, patch }) : remember(task, patch)];
  return { accepted: true, answer: `${key} goes on with the answer`, actions };
};
