/**
 * The one comment per issue (SPEC section 9): the first visible line says state, since when, and on what it rests;
 * then what was seen, the attempts, the end of the log on failure, and how to stop or retry. Texts of others are
 * masked, cut and escaped, in this order. Equal views give equal comments, so it is edited on changes only.
 */
import type { CommentAttempt, CommentView } from '../model/comment.ts';
import { isRejected, outcomeWordOf, rejectionOf } from '../model/rejected.ts';
import { sumOfSpent } from '../model/spending.ts';
import { isTerminal } from '../model/task.ts';
import { renderDuration } from './duration.ts';
import { codeBlockOf, codeSpanOf, escapeInline } from './escape.ts';
import { headingOf, outcomeSignOf } from './labels.ts';
import { maskSecrets } from './masking.ts';
import { moneyLine, moneyText } from './money.ts';
import { cutText } from './plain-text.ts';
import { dateOf, minuteOf, utcMinuteOf } from './utc-time.ts';

/** First line of every status comment; what it is found by. */
export const statusMark = '<!-- coordinator:status -->';

/** GitHub refuses bodies of 65,536 characters and more; the rest is room for what GitHub counts differently. */
export const maxCommentLength = 60_000;

const logLineCount = 20;
const maxLogLineLength = 2000;
const maxQuestionLength = 8000;
const maxEvidenceCount = 12;
const maxAttemptCount = 20;

/** One text of others on one line, at most `maxLength` characters before escaping. */
type Say = (text: string, maxLength: number) => string;

/** The whole body. `secrets` are masked wherever they occur, as is everything shaped like a token. */
export const renderComment = (
  view: CommentView,
  logTail: readonly string[],
  secrets: readonly string[] = [],
): string => {
  const say: Say = (text, maxLength) => escapeInline(cutText(maskSecrets(text, secrets), maxLength));
  const before = [
    statusMark,
    headLine(view, say),
    ...alertOf(view, say),
    ...editedOf(view, say),
    placeLine(view),
    ...questionOf(view, secrets),
    ...evidenceOf(view, say),
  ];
  const attempts = attemptsOf(view, say);
  const controls = controlsOf(view);
  const rest = [...before, ...attempts, controls].join('\n\n').length;
  const log =
    view.logTailPath === null ? [] : logOf(maskSecrets(logTail.join('\n'), secrets), maxCommentLength - rest);
  return `${statusMark}\n${[...before.slice(1), ...attempts, ...log, controls].join('\n\n')}\n`;
};

/** `**✗ Failed** at 2026-11-20 14:32 UTC: exited 1 · claude · [PR #57](...)`. */
const headLine = (view: CommentView, say: Say): string => {
  const task = { recorded: view, pullRequest: view.pullRequest };
  // When it was rejected is not kept; when it was done is.
  const done = isRejected(task) ? 'completed at' : isTerminal(view.state) ? 'at' : 'since';
  const why = rejectionOf(task) ?? view.reason;
  const reason = why.trim() === '' ? '' : `: ${say(why, 500)}`;
  const heading = `**${outcomeSignOf(task)} ${headingOf(outcomeWordOf(task))}**`;
  const parts = [`${heading}${isRejected(task) ? ',' : ''} ${done} ${utcMinuteOf(view.sinceMs)}${reason}`];
  if (view.agent !== null && !view.reason.includes(view.agent)) parts.push(say(view.agent, 60));
  if (view.pullRequest !== null) parts.push(pullLink(view.pullRequest));
  return parts.join(' · ');
};

const isPlainUrl = (url: string): boolean => /^https?:\/\/[\w.:/~%@+-]{1,500}$/.test(url);

const pullLink = ({ number, url, state }: NonNullable<CommentView['pullRequest']>): string => {
  const text = isPlainUrl(url) ? `[PR #${number}](${url})` : `PR ${number}`;
  return `${text} ${state === 'closed' ? 'closed unmerged' : state}`;
};

/** Whoever may label has not seen the text as it is now. */
const editedOf = ({ edited }: CommentView, say: Say): readonly string[] =>
  edited === undefined
    ? []
    : [`> [!WARNING]\n> The issue was ${say(edited, 400)}. The worker has the text as it was approved.`];

/** How to go on where no follow-up does. */
const leftAdvice =
  'Push to the branch, review, or let it be tried once more: `/rpi retry` as a comment begins anew, without what came back.';

const alertOf = (view: CommentView, say: Say): readonly string[] => {
  const retry = `\`coordinator retry ${view.issue}\``;
  if (view.left !== undefined)
    return [`> [!WARNING]\n> A person is needed: ${say(view.left, 800)}. ${leftAdvice}`];
  if (view.state === 'failed')
    return [
      `> [!WARNING]\n> A person is needed: no attempt succeeded. Try again: \`/rpi retry\` as a comment, or ${retry}`,
    ];
  if (view.state === 'blocked')
    return [
      view.question === null
        ? `> [!WARNING]\n> A person is needed: whoever may put the label on is to read the text as it is now. Then comment \`/rpi approve\`, put the label on again, or: ${retry}`
        : `> [!WARNING]\n> A person is needed: the worker waits for an answer. Write it as a comment here (whoever may put the label on), remove BLOCKED.md from its worktree, or: ${retry}`,
    ];
  return [];
};

/** The worker's own words, in a fence that they cannot close. */
const questionOf = ({ question }: CommentView, secrets: readonly string[]): readonly string[] => {
  if (question === null || question.trim() === '') return [];
  return [`The worker asks:\n\n${codeBlockOf(cutText(maskSecrets(question, secrets), maxQuestionLength))}`];
};

/** Where the work lies. The branch is a link once there is a pull request: before that it may not be on GitHub. */
const placeLine = (view: CommentView): string => {
  const pullUrl = view.pullRequest?.url ?? '';
  const repositoryUrl = isPlainUrl(pullUrl) ? /^(.+)\/pull\/\d+$/.exec(pullUrl)?.[1] : undefined;
  const path = view.branch
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/[()*!']/g, percentOf);
  const branch = codeSpanOf(view.branch);
  const parts = [
    `Branch ${repositoryUrl === undefined ? branch : `[${branch}](${repositoryUrl}/tree/${path})`}`,
    `worktree ${codeSpanOf(shortPathOf(view.worktree))}`,
  ];
  if (view.baseSha !== null) parts.push(`from ${codeSpanOf(view.baseSha.slice(0, 7))}`);
  return parts.join(' · ');
};

const percentOf = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** The last two steps of a path: what lies above is the machine's own business. */
const shortPathOf = (path: string): string => path.split('/').slice(-2).join('/');

const evidenceOf = (view: CommentView, say: Say): readonly string[] => {
  if (view.evidence.length === 0) return [];
  const lines = view.evidence
    .slice(-maxEvidenceCount)
    .map(({ kind, atMs, text }) => `- ${utcMinuteOf(atMs)}, ${kind}: ${say(text, 300)}`);
  return [`Seen:\n\n${lines.join('\n')}`];
};

const attemptsOf = (view: CommentView, say: Say): readonly string[] => {
  if (view.attempts.length === 0) return [];
  const shown = view.attempts.slice(-maxAttemptCount);
  const left = view.attempts.length - shown.length;
  const heading = `Attempts: ${view.attempts.length} (limit ${view.attemptLimit})`;
  const costs = shown.map(({ spent }) => (spent === undefined ? null : moneyText(spent)));
  const isKnown = costs.some((cost) => cost !== null);
  const rows = shown.map((attempt, index) =>
    attemptRow(attempt, { say, cost: isKnown ? (costs[index] ?? '-') : null }),
  );
  const table = [
    `| attempt | agent | worker | started (UTC) | ended (UTC) | took |${isKnown ? ' cost |' : ''} result |`,
    `|---|---|---|---|---|---|${isKnown ? '---|' : ''}---|`,
    ...rows,
  ].join('\n');
  const note = left === 0 ? [] : [`Older attempts not shown: ${left}.`];
  const details = [`<details><summary>${heading}</summary>`, table, ...note, '</details>'].join('\n\n');
  return [...costOf(view), details];
};

/** Of all attempts that have ended; one of which nothing is known makes it "at least". */
const costOf = ({ attempts }: CommentView): readonly string[] => {
  const line = moneyLine(sumOfSpent(attempts.flatMap(({ spent }) => spent ?? [])));
  return line === null ? [] : [`Cost so far: ${line}`];
};

const attemptRow = (
  attempt: CommentAttempt,
  { say, cost }: { readonly say: Say; readonly cost: string | null },
): string => {
  const { startedAtMs, endedAtMs } = attempt;
  const cells = [
    String(attempt.number),
    say(attempt.agent, 60),
    codeSpanOf(attempt.worker),
    `${dateOf(startedAtMs)} ${minuteOf(startedAtMs)}`,
    endedAtMs === null ? '-' : `${dateOf(endedAtMs)} ${minuteOf(endedAtMs)}`,
    endedAtMs === null ? '-' : renderDuration(endedAtMs - startedAtMs),
    ...(cost === null ? [] : [cost]),
    attempt.result === null ? '-' : say(attempt.result, 200),
  ];
  return `| ${cells.join(' | ')} |`;
};

/** The last lines that fit into `room` characters, newest kept; nothing when none does. */
const logOf = (maskedLog: string, room: number): readonly string[] => {
  const lines = maskedLog.trimEnd().split('\n').slice(-logLineCount);
  const cut = lines.map((line) => cutText(line, maxLogLineLength));
  for (let from = 0; from < cut.length; from += 1) {
    const block = codeBlockOf(cut.slice(from).join('\n'));
    const text = `<details><summary>Last lines of the log</summary>\n\n${block}\n\n</details>`;
    if (text.length + 2 <= room && cut.slice(from).join('').trim() !== '') return [text];
  }
  return [];
};

/** How to go on from here; names only what works. */
const controlsOf = (view: CommentView): string => {
  const label = codeSpanOf(view.label);
  const again = `Try again: comment \`/rpi retry\`, \`coordinator retry ${view.issue}\`, or remove the label ${label} and add it again.`;
  const hasWorker = view.state !== 'queued' && view.state !== 'blocked';
  const verb = hasWorker
    ? `Stop: comment \`/rpi stop\`, or \`coordinator stop ${view.issue}\``
    : `Give up: comment \`/rpi cancel\`, or \`coordinator cancel ${view.issue}\``;
  const text = isTerminal(view.state)
    ? again
    : `${verb}. Removing the label ${label} or closing the issue cancels.`;
  return `<sub>${text}</sub>`;
};
