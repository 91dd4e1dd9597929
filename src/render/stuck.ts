/** `coordinator recover list-stuck`: one line per finding, and what to do about it. */
import type { StuckAnswer } from '../answers/recover.ts';
import { keyOf } from '../model/ids.ts';
import type { Stuck } from '../model/stuck.ts';
import { renderDuration } from './duration.ts';
import { hanging } from './hanging.ts';
import { oneLineOf } from './plain-text.ts';
import { isoOf } from './utc-time.ts';

/** As JSON: times ISO 8601 in UTC. Fields are added, never renamed. */
export const stuckJsonOf = (findings: readonly Stuck[], nowMs: number): StuckAnswer => ({
  lookedAt: isoOf(nowMs),
  stuck: findings.map(({ issue, sinceMs, ...finding }) => ({
    ...finding,
    issue,
    key: issue === null ? null : keyOf(issue),
    since: sinceMs === null ? null : isoOf(sinceMs),
  })),
});

/** For people, lines joined, without a line end at the end. */
export const renderStuck = (
  findings: readonly Stuck[],
  { nowMs, width }: { readonly nowMs: number; readonly width: number | null },
): string => {
  if (findings.length === 0) return 'nothing is stuck';
  return findings
    .flatMap(({ kind, issue, text, sinceMs, fix }) => {
      const who = issue === null ? '-' : keyOf(issue);
      const age = sinceMs === null ? '' : ` (since ${renderDuration(nowMs - sinceMs)})`;
      return [
        ...hanging(`${who.padEnd(8)}  ${kind.padEnd(8)}  `, `${oneLineOf(text)}${age}`, {
          width,
          indent: 20,
        }),
        ...hanging(`${' '.repeat(20)}-> `, oneLineOf(fix), { width, indent: 23 }),
      ];
    })
    .join('\n');
};
