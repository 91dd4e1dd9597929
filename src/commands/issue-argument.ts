/**
 * The `N` of a command: 450, #450 or gh-450.
 */
import { UsageError } from '../model/failures.ts';
import { issueOf } from '../model/ids.ts';

/** The issue's number. @throws UsageError it is none. */
export const parseIssue = (text: string): number => {
  const issue = issueOf(`gh-${text.replace(/^(?:#|gh-)/i, '')}`);
  if (issue !== undefined) return issue;
  throw new UsageError(`"${text}" is not an issue`, { fix: 'Write its number: 450, #450 or gh-450.' });
};

/** `Tasks: 38, 40, 42 (did you mean 42?)`; of many the five nearest, and that there are more. */
export const nearestIssues = (issue: number, known: readonly number[]): string => {
  if (known.length === 0) return 'There are no tasks yet. Start: coordinator run';
  const shown = known.toSorted((a, b) => Math.abs(a - issue) - Math.abs(b - issue)).slice(0, 5);
  const near = shown.find(
    (candidate) => String(candidate).includes(String(issue)) || String(issue).includes(String(candidate)),
  );
  const list = shown.toSorted((a, b) => a - b).join(', ');
  const more = known.length - shown.length;
  const all = more > 0 ? `Nearest tasks: ${list}; ${more} more: coordinator status` : `Tasks: ${list}`;
  return near === undefined ? all : `${all} (did you mean ${near}?)`;
};
