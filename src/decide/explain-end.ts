/**
 * A task that rests: what its state rests on, and how it is taken up again.
 */
import type { Condition } from '../model/explanation.ts';
import { isRejected } from '../model/rejected.ts';
import { keptBecause } from '../model/removal.ts';
import type { TaskMemory } from '../model/task.ts';
import type { Context } from './context.ts';
import type { Part } from './explaining.ts';
import type { TaskFacts } from './facts.ts';

/** Of a terminal or a blocked task. */
export const explainEnd = ({ task, listing }: TaskFacts, { settings }: Context): Part => {
  const { state, reason } = task.recorded;
  const { label } = settings.github;
  return {
    answer: isRejected(task)
      ? `is rejected: PR #${task.pullRequest?.number} was closed unmerged`
      : `${state === 'blocked' ? 'waits for a person' : `is ${state}`}: ${reason}`,
    conditions: [
      ...evidenceOf(task),
      ...pullOf(task),
      ...(task.removal?.kind === 'kept'
        ? [noted('worktree', `kept: ${keptBecause(task.removal.risks)}`, task.removal.at.atMs)]
        : []),
      state === 'blocked' ? questionOf(task) : againOf(task, listing === 'closed', label),
    ],
  };
};

const noted = (name: string, seen: string, atMs: number | null): Condition => ({
  name,
  verdict: 'noted',
  seen,
  atMs,
  fix: null,
});

const evidenceOf = ({ recorded }: TaskMemory): readonly Condition[] =>
  recorded.evidence.map(({ kind, text, atMs }) => noted(`seen: ${kind}`, text, atMs));

const pullOf = ({ pullRequest, hold, recorded, followUp }: TaskMemory): readonly Condition[] => {
  if (pullRequest === null) return [];
  const { number, state, url } = pullRequest;
  const told = noted(
    'pull request',
    `#${number} is ${state === 'closed' ? 'closed unmerged, that is rejected' : state}: ${url}`,
    null,
  );
  const waits = recorded.state === 'completed' && hold !== null ? [noted('follow-up', hold, null)] : [];
  const left =
    followUp?.left == null || followUp.left === hold ? [] : [noted('follow-up', followUp.left, null)];
  return [told, ...waits, ...left];
};

const questionOf = ({ question, issue, recorded }: TaskMemory): Condition => ({
  name: question === null ? 'approval' : 'question',
  verdict: 'holds',
  seen: recorded.reason,
  atMs: recorded.sinceMs,
  fix:
    question === null
      ? `Read the text, then comment /rpi approve, or coordinator retry ${issue}`
      : `Answer on the issue, remove BLOCKED.md from its worktree, or coordinator retry ${issue}`,
});

const againOf = ({ issue, recorded }: TaskMemory, isClosed: boolean, label: string): Condition => ({
  name: 'taken up again',
  verdict: 'noted',
  seen:
    recorded.state === 'completed'
      ? 'only when somebody asks for it, or for what comes back'
      : 'only when somebody asks for it',
  atMs: recorded.sinceMs,
  fix: isClosed
    ? `gh issue reopen ${issue}, then coordinator retry ${issue}`
    : `coordinator retry ${issue}, or take the label ${label} off and put it on again`,
});
