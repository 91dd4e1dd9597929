/**
 * Title and body of a pull request that the coordinator opens for a worker.
 */
import { workerOf } from '../model/ids.ts';
import type { TaskMemory } from '../model/task.ts';
import { codeBlockOf, escapeInline } from './escape.ts';
import { cutText } from './plain-text.ts';

/** What the text is made of; `messages` are the worker's commit messages, newest first. */
export interface PullRequestSource {
  readonly task: TaskMemory;
  readonly messages: readonly string[];
  /** The worker's last words; null = it told none. */
  readonly summary: string | null;
}

const titleLength = 240;
const messageCount = 20;
const summaryLength = 2000;

/** One line as title; a body that closes the issue on merge and says where the work came from. */
export const renderPullRequest = ({
  task,
  messages,
  summary,
}: PullRequestSource): { readonly title: string; readonly body: string } => {
  const title = cutText(plainLine(task.title), titleLength) || `Issue ${task.issue}`;
  const attempt = task.attempts.at(-1);
  const commits = messages.slice(0, messageCount).map((message) => `- ${escapeInline(firstLine(message))}`);
  const facts =
    attempt === undefined
      ? ''
      : `Worker \`${workerOf(attempt.run)}\` (${escapeInline(attempt.agent)}), attempt ${attempt.number}, branch \`${task.branch}\`.`;
  const words =
    summary === null || summary.trim() === ''
      ? ''
      : `The worker says:\n\n${codeBlockOf(cutText(summary.trim(), summaryLength))}`;
  const body = [`Fixes #${task.issue}`, words, commits.join('\n'), facts]
    .filter((part) => part !== '')
    .join('\n\n');
  return { title, body: `${body}\n` };
};

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** Control characters and line breaks become spaces: a title is one line. */
const plainLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
