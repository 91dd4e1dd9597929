/**
 * What GitHub says of the issue itself: open, labelled, by whom, and whether its text is the approved one.
 */
import { isLive } from '../model/attempt.ts';
import type { Condition, Explanation, Verdict } from '../model/explanation.ts';
import type { IssueRow, Refusal, Snapshot } from '../model/snapshot.ts';
import { isTerminal } from '../model/task.ts';
import type { Context } from './context.ts';
import { type Listing, listingOf, type TaskFacts } from './facts.ts';

/** Of a task. What is over for a finished one is only noted. */
export const explainIssue = (facts: TaskFacts, context: Context): readonly Condition[] => {
  const { task, listing } = facts;
  const against: Verdict = isTerminal(task.recorded.state) ? 'noted' : 'holds';
  const standing = standingOf(task.issue, listing, context).map((condition) =>
    condition.verdict === 'holds' ? { ...condition, verdict: against } : condition,
  );
  const { login, atMs } = task.approval;
  return [
    ...standing,
    { name: 'labeller', verdict: 'met', seen: `labelled by ${login}, who was trusted then`, atMs, fix: null },
    ...(isTerminal(task.recorded.state) ? [] : [textOf(facts, context)]),
  ];
};

const textOf = ({ text, task }: TaskFacts, { snapshot }: Context): Condition => {
  const about = { name: 'text', atMs: askedAtMs(snapshot) };
  if (text.kind === 'approved')
    return {
      ...about,
      verdict: 'met',
      seen: `title and body are what ${task.approval.login} approved`,
      fix: null,
    };
  if (text.kind !== 'edited')
    return { ...about, verdict: 'unknown', seen: 'whether it was edited since is not known', fix: null };
  const { edit } = text;
  if (edit === null || edit.trusted)
    return { ...about, verdict: 'met', seen: 'edited since, by people who may approve it', fix: null };
  // A worker that lives has its prompt: the edit holds back the next one only.
  const isUnderWay = task.attempts.some(isLive);
  return {
    ...about,
    verdict: isUnderWay ? 'noted' : 'holds',
    seen: `edited by ${edit.login} (${edit.ground}) after it was approved${isUnderWay ? '; the worker has the approved text' : ''}`,
    fix: 'Read it, then comment /rpi approve, or put the label on again.',
  };
};

/** Of an issue that is no task: GitHub was asked for it by number. */
export const explainStranger = (issue: number, context: Context): Omit<Explanation, 'issue'> => {
  const { snapshot, settings } = context;
  const { listing, row } = listingOf(issue, snapshot.remote, settings.github.label);
  const conditions = [
    ...standingOf(issue, listing, context),
    ...(listing === 'listed' && row !== null
      ? [labellerOf(row, context)]
      : rememberedRefusal(issue, context)),
    ...strayOf(issue, snapshot),
  ];
  const against = conditions.filter(({ verdict }) => verdict === 'holds' || verdict === 'unknown').at(-1);
  const refusal = snapshot.memory.refusals.find((one) => one.issue === issue);
  const why = against?.seen ?? 'it is taken in with the next poll of a coordinator that runs';
  return {
    title: row?.title ?? refusal?.title ?? null,
    url: row?.url ?? null,
    state: null,
    sinceMs: null,
    answer: `is no task: ${why}`,
    conditions,
  };
};

const strayOf = (issue: number, { strays }: Snapshot): readonly Condition[] => {
  const why = strays.get(issue);
  if (why === undefined) return [];
  return [
    {
      name: 'processes',
      verdict: 'holds',
      seen: why,
      atMs: null,
      fix: 'It is waited for; see: coordinator recover diagnostics',
    },
  ];
};

const labellerOf = ({ number }: IssueRow, { snapshot, settings }: Context): Condition => {
  const seen = snapshot.remote?.labellings.get(number);
  if (seen?.kind !== 'known') {
    const why = seen === undefined ? 'nobody has looked yet' : seen.why;
    return {
      name: 'labeller',
      verdict: 'unknown',
      seen: `who labelled it is not known: ${why}`,
      atMs: null,
      fix: null,
    };
  }
  const { login, ground, atMs, trusted } = seen.value;
  const text = `labelled by ${login} (${ground})`;
  if (trusted) return { name: 'labeller', verdict: 'met', seen: text, atMs, fix: null };
  return {
    name: 'labeller',
    verdict: 'holds',
    seen: text,
    atMs,
    fix: trustFix(settings.trust.permission, login),
  };
};

const trustFix = (permission: string, login: string): string =>
  `Somebody with ${permission} permission puts the label on again, or add ${login} to trust.users.`;

/** While GitHub does not answer, what was refused before is still an answer. */
const rememberedRefusal = (issue: number, { snapshot, settings }: Context): readonly Condition[] => {
  const refusal: Refusal | undefined = snapshot.memory.refusals.find((one) => one.issue === issue);
  if (refusal === undefined) return [];
  const { login, ground, labelledAtMs: atMs } = refusal;
  const fix = trustFix(settings.trust.permission, login);
  return [
    { name: 'labeller', verdict: 'holds', seen: `refused: labelled by ${login} (${ground})`, atMs, fix },
  ];
};

const askedAtMs = ({ remote }: Snapshot): number | null =>
  remote?.issues.kind === 'known' ? remote.issues.atMs : null;

/** Open and labelled, or what it is instead. */
const standingOf = (
  issue: number,
  listing: Listing,
  { snapshot, settings }: Context,
): readonly Condition[] => {
  const atMs = askedAtMs(snapshot);
  const { label } = settings.github;
  const open: Condition = { name: 'issue', verdict: 'met', seen: 'open', atMs, fix: null };
  switch (listing) {
    case 'listed':
      return [open, { name: 'label', verdict: 'met', seen: `carries ${label}`, atMs, fix: null }];
    case 'unlabelled':
      return [
        open,
        {
          name: 'label',
          verdict: 'holds',
          seen: `it does not carry the label ${label}`,
          atMs,
          fix: `gh issue edit ${issue} --add-label ${label}`,
        },
      ];
    case 'closed':
      return [{ ...open, verdict: 'holds', seen: 'it is closed', fix: `gh issue reopen ${issue}` }];
    case 'gone':
      return [
        {
          ...open,
          verdict: 'holds',
          seen: 'there is no such issue: it was deleted, moved away, or never was',
        },
      ];
    default:
      return [{ ...open, verdict: 'unknown', seen: whyUnknown(issue, snapshot), atMs: null }];
  }
};

const whyUnknown = (issue: number, { remote }: Snapshot): string => {
  if (remote === null) return 'GitHub was not asked';
  if (remote.issues.kind === 'unknown') return `the list of issues could not be read: ${remote.issues.why}`;
  const confirmed = remote.confirmed.get(issue);
  return confirmed?.kind === 'unknown'
    ? confirmed.why
    : 'it is not in the list, and was not asked for by number';
};
