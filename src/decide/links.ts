/**
 * What queued tasks wait for on GitHub: open issues that block them, open sub-issues that have the label; and circles of
 * tasks that wait for each other. The count in the list decides about blockers, their names only say which.
 */
import { keyOf } from '../model/ids.ts';
import type { LinkedIssue, LinkWait } from '../model/links.ts';
import type { IssueRow } from '../model/snapshot.ts';
import type { Context } from './context.ts';

/** By issue of a queued task: what it is known to wait for, at least one each. */
export type LinkWaits = ReadonlyMap<number, readonly LinkWait[]>;

/** Everything that is known to be waited for. */
export const linkWaitsOf = ({ snapshot, settings }: Context): LinkWaits => {
  const { remote, memory } = snapshot;
  if (remote?.issues.kind !== 'known' || remote.links.size === 0) return new Map();
  const queued = new Set(
    memory.tasks.filter(({ recorded }) => recorded.state === 'queued').map(({ issue }) => issue),
  );
  const listed = new Set(remote.issues.value.map(({ number }) => number));
  const waits = remote.issues.value
    .filter(({ number }) => queued.has(number))
    .map((row) => {
      const links = remote.links.get(row.number);
      if (links?.kind !== 'known') return [row.number, []] as const;
      const blockers = (row.openBlockerCount ?? 0) > 0 ? links.value.blockers : [];
      const children = settings.intake.subIssues === 'wait' ? links.value.children : [];
      const labelled = children.filter(({ repository, number }) => repository !== null || listed.has(number));
      return [row.number, [...blockers.map(asBlocker), ...labelled.map(asChild)]] as const;
    });
  return new Map(waits.filter(([, all]) => all.length > 0));
};

const asBlocker = (issue: LinkedIssue): LinkWait => ({ ...issue, why: 'blocked by' });
const asChild = (issue: LinkedIssue): LinkWait => ({ ...issue, why: 'sub-issue' });

/** Why links hold a queued task back: `waiting for gh-450 (blocked by), acme/other#3`; null = they do not. */
export const linkHoldOf = (
  row: IssueRow,
  waits: LinkWaits,
  { snapshot, settings }: Context,
): string | null => {
  const own = waits.get(row.number) ?? [];
  const blockerCount = row.openBlockerCount ?? 0;
  const childCount = settings.intake.subIssues === 'wait' ? (row.openChildCount ?? 0) : 0;
  if (own.length === 0 && blockerCount > 0)
    return `waiting for ${blockerCount} open issue${blockerCount === 1 ? '' : 's'} (blocked by)`;
  if (own.length > 0) return `waiting for ${namesOf(own, blockerCount)}${circleText(row.number, own, waits)}`;
  const isToldOf = snapshot.remote?.links.get(row.number)?.kind === 'known';
  return childCount > 0 && !isToldOf ? 'waiting for GitHub to tell which sub-issues are open' : null;
};

/** How many are named; the others are counted. */
const mostNames = 10;

/** The kind of a link is said where it is first needed. Blockers that this token cannot see are counted. */
const namesOf = (waits: readonly LinkWait[], blockerCount: number): string => {
  const shown = waits.slice(0, mostNames);
  const names = shown.map((wait, index) => {
    const isFirst = shown.findIndex(({ why }) => why === wait.why) === index;
    return isFirst ? `${nameOf(wait)} (${wait.why})` : nameOf(wait);
  });
  const unseen = Math.max(0, blockerCount - waits.filter(({ why }) => why === 'blocked by').length);
  const more = waits.length - shown.length + unseen;
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${more} more`;
};

const nameOf = ({ repository, number }: LinkedIssue): string =>
  repository === null ? keyOf(number) : `${repository}#${number}`;

const circleText = (issue: number, own: readonly LinkWait[], waits: LinkWaits): string => {
  const [, first, ...rest] = circleOf(issue, waits) ?? [];
  if (first === undefined) return '';
  const links = [...rest, issue].map((each) => `waits for ${keyOf(each)}`);
  return own.length === 1
    ? `${links.map((link) => `, which ${link}`).join('')}: a circle`
    : `; ${keyOf(first)} ${links.join(', which ')}: a circle`;
};

const nextOf = (issue: number, waits: LinkWaits): readonly number[] =>
  (waits.get(issue) ?? []).filter(({ repository }) => repository === null).map(({ number }) => number);

/** The shortest circle through a task, itself first; null = there is none. */
const circleOf = (issue: number, waits: LinkWaits): readonly number[] | null => {
  const before = new Map<number, number>();
  const open = [issue];
  for (let from = open.shift(); from !== undefined; from = open.shift()) {
    for (const next of nextOf(from, waits)) {
      if (next === issue) return pathTo(from, issue, before);
      if (before.has(next)) continue;
      before.set(next, from);
      open.push(next);
    }
  }
  return null;
};

const pathTo = (end: number, start: number, before: ReadonlyMap<number, number>): readonly number[] => {
  const path: number[] = [];
  for (let at = end; at !== start; at = before.get(at) ?? start) path.unshift(at);
  return [start, ...path];
};

/** All circles, each once, its lowest number first. */
export const circlesOf = (waits: LinkWaits): readonly (readonly number[])[] => {
  const circles = [...waits.keys()].flatMap((issue) => {
    const circle = circleOf(issue, waits);
    return circle !== null && Math.min(...circle) === issue ? [circle] : [];
  });
  return circles.toSorted(([one = 0], [other = 0]) => one - other);
};
