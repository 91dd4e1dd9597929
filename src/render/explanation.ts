/** `coordinator explain N`: the answer, then each condition with its age and what to do. */
import type { ExplainAnswer } from '../answers/explain.ts';
import type { Condition, Explanation, Verdict } from '../model/explanation.ts';
import { keyOf } from '../model/ids.ts';
import { renderDuration } from './duration.ts';
import { hanging, wrappedLine } from './hanging.ts';
import { oneLineOf } from './plain-text.ts';
import type { Paint, PaintStyle } from './status-table.ts';
import { isoOf, timeOf } from './utc-time.ts';

/** What is shown beside the explanation. */
export interface ExplanationFrame {
  readonly nowMs: number;
  /** When GitHub was asked; null = it was not, `notAskedBecause` says why. */
  readonly askedAtMs: number | null;
  readonly notAskedBecause: string | null;
}

/** As JSON: times ISO 8601 in UTC. Fields are added, never renamed. */
export const explanationJsonOf = (
  { issue, title, url, state, sinceMs, answer, conditions }: Explanation,
  { nowMs, askedAtMs, notAskedBecause }: ExplanationFrame,
): ExplainAnswer => ({
  issue,
  key: keyOf(issue),
  title,
  url,
  state,
  since: sinceMs === null ? null : isoOf(sinceMs),
  answer,
  conditions: conditions.map(({ atMs, ...condition }) => ({
    ...condition,
    at: atMs === null ? null : isoOf(atMs),
  })),
  lookedAt: isoOf(nowMs),
  github: { askedAt: askedAtMs === null ? null : isoOf(askedAtMs), notAskedBecause },
});

const words: Readonly<Record<Verdict, readonly [string, PaintStyle]>> = {
  met: ['ok', 'green'],
  holds: ['holds', 'red'],
  unknown: ['unknown', 'yellow'],
  noted: ['-', 'dim'],
};

const wordWidth = 7;

/** For people, lines joined, without a line end at the end. */
export const renderExplanation = (
  explanation: Explanation,
  frame: ExplanationFrame & { readonly paint: Paint; readonly width: number | null },
): string => {
  const { title, url, state, sinceMs, answer, conditions } = explanation;
  const { paint, nowMs, width } = frame;
  const nameWidth = Math.max(...conditions.map(({ name }) => name.length));
  const since = state === null || sinceMs === null ? [] : [`${state} for ${renderDuration(nowMs - sinceMs)}`];
  const about = [title, url].flatMap((part) => (part === null ? [] : [oneLineOf(part)]));
  return [
    ...wrappedLine(paint('bold', oneLineOf(answer)), width),
    ...(about.length === 0 ? [] : wrappedLine([...about, ...since].join(' · '), width)),
    ...conditions.flatMap((condition) => linesOf(condition, { paint, nowMs, width, nameWidth })),
    ...wrappedLine(paint('dim', footOf(frame)), width),
  ].join('\n');
};

interface Lines {
  readonly paint: Paint;
  readonly nowMs: number;
  readonly width: number | null;
  readonly nameWidth: number;
}

const linesOf = (
  { name, verdict, seen, atMs, fix }: Condition,
  { paint, nowMs, width, nameWidth }: Lines,
): readonly string[] => {
  const [word, style] = words[verdict];
  const isOld = atMs !== null && nowMs - atMs >= 2000;
  const age = isOld ? ` ${paint('dim', `(${renderDuration(nowMs - atMs)} ago)`)}` : '';
  const head = `${paint(style, word.padEnd(wordWidth))}  ${name.padEnd(nameWidth)}  `;
  const indent = wordWidth + nameWidth + 4;
  const advice = `${' '.repeat(indent)}-> `;
  return [
    ...hanging(head, `${oneLineOf(seen)}${age}`, { width, indent }),
    ...(fix === null ? [] : hanging(advice, oneLineOf(fix), { width, indent: indent + 3 })),
  ];
};

const footOf = ({ nowMs, askedAtMs, notAskedBecause }: ExplanationFrame): string => {
  const memory = `memory and machine as of ${timeOf(nowMs)} UTC`;
  if (askedAtMs !== null) return `${memory}; GitHub asked at ${timeOf(askedAtMs)} UTC`;
  return `${memory}; GitHub was not asked${notAskedBecause === null ? '' : `: ${oneLineOf(notAskedBecause)}`}`;
};
