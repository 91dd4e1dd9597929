/**
 * What an error of a CLI or of its provider means. The first rule that fits wins; a status that the log names beats one
 * found in the text.
 */

import type { AgentEventBody, TroubleClass } from '../model/agent-event.ts';
import type { LimitEvent } from '../model/agent-summary.ts';
import { headOf } from '../model/head-of.ts';
import { resetClockOf } from './reset-clock.ts';

/** What is known of an error. */
export interface Trouble {
  readonly message: string;
  readonly status?: number | null;
}

const quotaWords =
  /insufficient[_ ]quota|quota exceeded|exceeded your (?:current )?quota|usage limit|hit your (?:\w+ )?limit|billing|credit balance|out of credits|payment required/i;
const loginWords =
  /unauthorized|authenticat|not logged in|log ?in again|\/login\b|invalid.{0,12}api[ _-]?key|api[ _-]?key.{0,20}(?:missing|invalid|not set)|missing environment variable|no api key|permission_error|forbidden/i;
const contextWords =
  /context[ _](?:length|window|limit)|prompt is too long|too many tokens|maximum context|input is too long/i;
const overloadWords =
  /overloaded|high demand|server_error|internal server error|service unavailable|bad gateway/i;
const turnWords =
  /max(?:imum)?(?: number of)?[ _]?(?:session )?turns|TurnLimit|turn limit|max[ _]iterations/i;
const budgetWords = /max[ _]budget|budget (?:exceeded|exhausted|reached)|budget_exhausted/i;
const connectionWords =
  /\bE(?:CONN|AI_|NOTFOUND|TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH)|stream (?:disconnected|ended|closed|was cut)|connection (?:failed|error|refused|reset|closed|lost)|network error|fetch failed|socket hang up|timed? ?out|waiting for network/i;

const rules: readonly (readonly [TroubleClass, (status: number | null, text: string) => boolean])[] = [
  ['quota', (status, text) => status === 402 || quotaWords.test(text)],
  ['auth', (status, text) => status === 401 || status === 403 || (isOpen(status) && loginWords.test(text))],
  ['rate_limit', (status, text) => status === 429 || /rate[ _-]?limit|too many requests/i.test(text)],
  ['context', (_, text) => contextWords.test(text)],
  ['overloaded', (status, text) => (status !== null && status >= 500) || overloadWords.test(text)],
  ['max_turns', (_, text) => turnWords.test(text)],
  ['budget', (_, text) => budgetWords.test(text)],
  ['network', (status, text) => status === 408 || connectionWords.test(text)],
  ['invalid_request', (status, text) => isRefused(status) || /invalid[_ ](?:request|argument)/i.test(text)],
];

const isOpen = (status: number | null): boolean => status === null || status < 500;
const isRefused = (status: number | null): boolean => status !== null && status >= 400 && status < 500;

/**
 * An HTTP status as CLIs write it: `API Error: 500 ...`, `"code":429`, `last status: 429`, `rejected (429)`, `400 {...}`.
 * The digits are looked for first, which most texts have none of, and only then what stands before them.
 */
const statusInText = /([45]\d\d)(?![\d.])(?<=(?:^|\b(?:error|status|code|http)\b[^a-z0-9]{0,6}|\()\d{3})/i;

/** The HTTP status that the text names, or null. */
export const statusOf = (text: string): number | null => {
  const digits = statusInText.exec(text.slice(0, scannedCount))?.[1];
  return digits === undefined ? null : Number(digits);
};

const scannedCount = 4000;

/** The last text that was looked at: retries tell one error again and again, and so does the end that they come to. */
let known: { readonly text: string; readonly status: number | null; readonly name: TroubleClass } = {
  text: '',
  status: null,
  name: 'unknown',
};

/** The class of an error. */
export const troubleClassOf = ({ message, status: told }: Trouble): TroubleClass => {
  const text = message.slice(0, scannedCount);
  const status = told ?? statusOf(text);
  if (known.text !== text || known.status !== status)
    known = { text, status, name: rules.find(([, fits]) => fits(status, text))?.[0] ?? 'unknown' };
  return known.name;
};

/** The limit that an error stands for, or nothing when it is of another class. */
export const limitsOf = (name: TroubleClass, message: string): readonly AgentEventBody[] =>
  name === 'rate_limit' || name === 'quota' || name === 'overloaded'
    ? [{ kind: 'limit', class: name, ...resetOf(message), message: headOf(message, 1000) }]
    : [];

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `limit reached|1795222396` names an instant, `try again in 2 hours 5 minutes` a wait, `resets 7:30pm (UTC)` a time of day. */
const resetOf = (message: string): Pick<LimitEvent, 'resetAtMs' | 'waitMs' | 'resetClock'> => {
  const epoch = /limit reached\|(\d{10})\b/.exec(message)?.[1];
  if (epoch !== undefined) return { resetAtMs: Number(epoch) * 1000, waitMs: null, resetClock: null };
  const wait =
    /(?:try again|retry|reset\w*) (?:in|after):? ((?:\d+(?:\.\d+)? ?[a-z]+[ ,]*(?:and )?){1,4})/i.exec(
      message,
    )?.[1];
  const waitMs = wait === undefined ? null : waitOf(wait);
  return { resetAtMs: null, waitMs, resetClock: waitMs === null ? resetClockOf(message) : null };
};

const waitOf = (text: string): number | null => {
  let waitMs = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?) ?(ms|[dhms])/gi))
    waitMs += Number(amount) * (unitMs[(unit ?? '').toLowerCase()] ?? 0);
  return waitMs > 0 ? Math.ceil(waitMs) : null;
};
