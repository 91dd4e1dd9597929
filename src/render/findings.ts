import type { DoctorAnswer } from '../answers/setting-up.ts';
import { type Finding, type FindingStatus, worstOf } from '../model/finding.ts';
import type { Paint } from './status-table.ts';

/** What `doctor --json` prints. */
export const findingsJsonOf = (findings: readonly Finding[]): DoctorAnswer => ({
  status: worstOf(findings),
  findings: findings.map(({ id, status, message, fix }) => ({ id, status, message, fix })),
});

const looks = { pass: ['✓', 'green'], warn: ['▲', 'yellow'], fail: ['✗', 'red'] } as const;

/** A line for each, its fix below, and how many of which. */
export const renderFindings = (findings: readonly Finding[], paint: Paint): string => {
  const lines = findings.flatMap(({ id, status, message, fix }) => {
    const [sign, style] = looks[status];
    const line = `${paint(style, `${sign} ${status.toUpperCase()}`)}  ${id}: ${message}`;
    return fix === null || status === 'pass' ? [line] : [line, `        fix: ${fix}`];
  });
  return [...lines, countText(findings)].join('\n');
};

const countText = (findings: readonly Finding[]): string => {
  const count = (status: FindingStatus): number => findings.filter((one) => one.status === status).length;
  const words = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${words(count('fail'), 'problem')}, ${words(count('warn'), 'warning')}, ${count('pass')} fine`;
};
