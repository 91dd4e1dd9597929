/**
 * What stands around a conversation: whose it is at the top, what came of it at the end.
 */
import type { AgentAccount } from '../../model/agent-account.ts';
import type { Tokens } from '../../model/agent-event.ts';
import type { Attempt } from '../../model/attempt.ts';
import { outcomeOf as wordOf } from '../../model/attempt-outcome.ts';
import { keyOf } from '../../model/ids.ts';
import type { TaskMemory } from '../../model/task.ts';
import { renderDuration } from '../duration.ts';
import { clockOf, excerptOf, type Page, safeLine, wrapped } from './page.ts';

/** Whose conversation it is. */
export interface Subject {
  readonly task: Pick<TaskMemory, 'issue' | 'title' | 'branch' | 'pullRequest' | 'attempts'>;
  readonly attempt: Attempt;
}

/** The task, the attempt, where it works. */
export const headerLines = ({ task, attempt }: Subject, page: Page): readonly string[] => {
  const { paint, width } = page;
  const facts = [
    `attempt ${attempt.number} of ${task.attempts.length}`,
    safeLine(attempt.agent, page),
    `started ${clockOf(attempt.startedAt.atMs, page)}`,
    `branch ${safeLine(task.branch, page)}`,
  ].join(' · ');
  const title = `${keyOf(task.issue)}  ${safeLine(task.title, page)}`;
  return [
    ...wrapped([title], width).map((row) => paint('bold', row)),
    ...wrapped([facts], width).map((row) => paint('dim', row)),
  ];
};

/** What is known at the end. */
export interface Closing extends Subject {
  readonly account: AgentAccount;
  /** The log is not in a form that tells of tokens and tools. */
  readonly isText: boolean;
  /** When it last wrote, epoch milliseconds; null = not known. */
  readonly lastOutputAtMs: number | null;
  /** The end of standard error; only shown where the attempt came to nothing. */
  readonly complaints: readonly string[];
}

const labelWidth = 9;

/** The end of standard error of a failure; outcome, the agent's own word, tokens and cost, one line each. */
export const closingLines = (closing: Closing, page: Page): readonly string[] => {
  const rows: readonly (readonly [string, string | null])[] = [
    ['Outcome', outcomeOf(closing, page)],
    ['Error', errorOf(closing, page)],
    ['Fix', isFailed(closing.attempt) ? textOr(closing.account.advice, page) : null],
    ['Phase', closing.account.phase === null ? null : `${closing.account.phase} done`],
    ['Agent', agentOf(closing, page)],
    ['Tokens', closing.isText ? 'unknown: the log is plain text' : tokensOf(closing.account)],
    ['Cost', closing.isText ? null : costOf(closing.account)],
    ['Session', textOr(closing.account.sessionId, page)],
  ];
  const lines = rows.flatMap(([label, text]) => (text === null ? [] : lineOf(label, text, page)));
  return [...complaintLines(closing, page), ...lines];
};

const lineOf = (label: string, text: string, page: Page): readonly string[] => {
  const room = page.width === null ? null : Math.max(20, page.width - labelWidth);
  return wrapped([text], room).map((row, index) =>
    index === 0 ? `${page.paint('bold', label.padEnd(labelWidth))}${row}` : `${' '.repeat(labelWidth)}${row}`,
  );
};

const textOr = (text: string | null, page: Page): string | null =>
  text === null || text === '' ? null : safeLine(text, page);

const isFailed = ({ phase, failure, end }: Attempt): boolean =>
  phase === 'ended' && (failure !== null || end?.kind !== 'exited' || end.exit.code !== 0);

const outcomeOf = ({ task, attempt, lastOutputAtMs }: Closing, page: Page): string => {
  const { startedAt, endedAt, end, result } = attempt;
  if (attempt.phase !== 'ended') {
    const last = lastOutputAtMs === null ? 'no output yet' : `last output ${clockOf(lastOutputAtMs, page)}`;
    return `${page.paint('cyan', '● not over yet')} · ${last}`;
  }
  const word = result === null ? 'ended, not judged yet' : safeLine(result, page);
  const sign = isFailed(attempt) ? page.paint('red', `✗ ${word}`) : endedWell(attempt, word, page);
  const took = endedAt === null ? null : renderDuration(endedAt.atMs - startedAt.atMs);
  const pull = task.pullRequest;
  const isLatest = task.attempts.at(-1)?.number === attempt.number;
  return [
    attempt.stop === null ? sign : page.paint('yellow', `■ ${word}`),
    end?.kind === 'exited' && !word.includes('exited') ? `exit ${end.exit.code}` : '',
    took === null ? '' : `took ${took}`,
    pull === null || !isLatest || word.includes(`#${pull.number}`) ? '' : `PR #${pull.number} ${pull.state}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
};

/** An attempt that asks for a person is neither a success nor a failure. */
const endedWell = (attempt: Attempt, word: string, page: Page): string =>
  wordOf(attempt) === 'blocked' ? page.paint('yellow', `▲ ${word}`) : page.paint('green', `✓ ${word}`);

/** Only where it is not the outcome's own text. */
const errorOf = ({ attempt, account }: Closing, page: Page): string | null => {
  if (!isFailed(attempt) || account.lastError === null || account.status === 'succeeded') return null;
  const error = safeLine(account.lastError, page);
  return attempt.result?.includes(error) === true ? null : error;
};

const agentOf = ({ account, isText }: Closing, page: Page): string | null => {
  if (isText) return null;
  const { status, reason, model, turnCount, toolCallCount, toolFailureCount, toolDenialCount } = account;
  const bad = [counted(toolFailureCount, 'failed'), counted(toolDenialCount, 'denied')].filter(
    (part) => part !== '',
  );
  const word = status === null ? 'says nothing of its end' : (statusWords[status] ?? status);
  return [
    reason === null || reason === 'completed'
      ? word
      : `${word}: ${safeLine(reason, page).replaceAll('_', ' ')}`,
    model === null ? '' : safeLine(model, page),
    turnCount === 0 ? '' : `${turnCount} ${turnCount === 1 ? 'turn' : 'turns'}`,
    `${toolCallCount} tool ${toolCallCount === 1 ? 'call' : 'calls'}${bad.length === 0 ? '' : ` (${bad.join(', ')})`}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
};

const counted = (count: number, word: string): string => (count === 0 ? '' : `${count} ${word}`);

const statusWords: Readonly<Record<NonNullable<AgentAccount['status']>, string>> = {
  succeeded: 'says it is done',
  failed: 'failed',
  stopped: 'was stopped',
  unfinished: 'has not finished',
};

const number = new Intl.NumberFormat('en-US');

/** `1,200 in · 3,000 cache read · 240 out`, `≥` before what is known to be too low. */
const tokensOf = ({ tokens, isTokensExact }: AgentAccount): string =>
  tokens === null ? 'unknown' : `${isTokensExact ? '' : '≥ '}${tokenWords(tokens)}`;

const tokenWords = ({ input, cacheRead, cacheWrite, output, reasoning }: Tokens): string =>
  [
    `${number.format(input)} in`,
    cacheRead === 0 ? '' : `${number.format(cacheRead)} cache read`,
    cacheWrite === 0 ? '' : `${number.format(cacheWrite)} cache write`,
    `${number.format(output)} out${reasoning === 0 ? '' : ` (${number.format(reasoning)} of them thinking)`}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');

const costOf = ({ cost }: AgentAccount): string => {
  if (cost === null) return 'unknown';
  const { amountUsd, source } = cost;
  const figure = amountUsd < 0.1 ? amountUsd.toFixed(4).replace(/0{1,2}$/, '') : amountUsd.toFixed(2);
  return source === 'agent' ? `$${figure}` : `$${figure} (estimated from list prices)`;
};

const complaintLines = ({ attempt, complaints }: Closing, page: Page): readonly string[] => {
  if (complaints.length === 0 || !isFailed(attempt)) return [];
  const { lines } = excerptOf(complaints.join('\n'), { count: 10, from: 'end' }, page);
  if (lines.length === 0) return [];
  const room = page.width === null ? null : Math.max(20, page.width - 4);
  return [
    page.paint('bold', 'Standard error, its end:'),
    ...wrapped(lines, room).map((row) => `    ${row}`),
    '',
  ];
};
