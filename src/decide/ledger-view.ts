/**
 * What `tasks.md` should say: every task in its section, with absolute times only, so that equal tasks are equal bytes.
 */
import { hasBegun, isLive } from '../model/attempt.ts';
import { keyOf, workerOf } from '../model/ids.ts';
import { elapsedMs } from '../model/instant.ts';
import type { LedgerNote, LedgerPart, LedgerRow, LedgerSection, LedgerView } from '../model/ledger.ts';
import { rejectionOf } from '../model/rejected.ts';
import type { Settings } from '../model/settings.ts';
import { spentByEnded, sumOfSpent } from '../model/spending.ts';
import type { TaskMemory } from '../model/task.ts';
import { attemptCountOf } from '../model/tries.ts';
import { isActive } from './admission.ts';
import { byTurn, priorityOf } from './order.ts';
import { placeOf } from './place.ts';

const sectionOf = (task: TaskMemory): LedgerSection => {
  switch (task.recorded.state) {
    case 'queued':
      return 'pending';
    case 'blocked':
    case 'completed':
    case 'failed':
    case 'cancelled':
      return task.recorded.state;
    case 'stopped':
      return 'cancelled';
    default:
      return 'active';
  }
};

/** The whole view: active and pending by turn, finished ones newest first. */
export const ledgerViewOf = (tasks: readonly TaskMemory[], settings: Settings): LedgerView => {
  const isLiveRow = (task: TaskMemory): boolean => ['active', 'blocked', 'pending'].includes(sectionOf(task));
  const live = tasks.filter(isLiveRow);
  const done = tasks.filter((task) => !isLiveRow(task));
  const ordered = [
    ...live.toSorted(byTurn),
    ...done.toSorted((a, b) => b.recorded.sinceMs - a.recorded.sinceMs || b.issue - a.issue),
  ];
  return {
    activeCount: tasks.filter((task) => sectionOf(task) === 'active' && isActive(task)).length,
    maxWorkers: settings.workers.max,
    rows: ordered.map((task) => rowOf(task, settings)),
  };
};

const rowOf = (task: TaskMemory, settings: Settings): LedgerRow => ({
  issue: task.issue,
  section: sectionOf(task),
  title: task.title,
  priority: priorityOf(task),
  pullRequest:
    task.pullRequest === null ? null : { number: task.pullRequest.number, url: task.pullRequest.url },
  notes: notesOf(task, settings),
});

const text = (words: string): LedgerPart => ({ text: words });
const code = (label: string, value: string): LedgerPart => ({ label, code: value });
const time = (atMs: number, label?: string): LedgerPart => (label === undefined ? { atMs } : { label, atMs });

const notesOf = (task: TaskMemory, settings: Settings): readonly LedgerNote[] => {
  const { reason, sinceMs } = task.recorded;
  switch (sectionOf(task)) {
    case 'active':
      return activeNotes(task, settings);
    case 'pending': {
      const words = task.hold ?? (task.attempts.length > 0 ? reason : null);
      return words === null ? [] : [[text(words)]];
    }
    case 'blocked':
      return [
        [text(reason), time(sinceMs)],
        ...(task.question === null
          ? []
          : [[code('to go on, answer on the issue or remove', `${placeOf(task)}/BLOCKED.md`)]]),
      ];
    case 'completed': {
      const left = task.followUp?.left ?? null;
      const notes = [left, rejectionOf(task)].filter((note) => note !== null);
      return [doneParts(task), ...notes.map((note) => [text(note)])];
    }
    default:
      return [[text(reason), ...doneParts(task)]];
  }
};

const activeNotes = (task: TaskMemory, settings: Settings): readonly LedgerNote[] => {
  const attempt = task.attempts.at(-1);
  const state =
    task.recorded.state === 'running' ? [] : [text(`${task.recorded.state}: ${task.recorded.reason}`)];
  const place = code('', placeOf(task));
  // While the next one is prepared, the one before it is over.
  const isOver = attempt === undefined || (task.recorded.state === 'preparing' && !isLive(attempt));
  if (isOver) return [[...state, place, code('branch', task.branch)]];
  const pid = attempt.workerPid === null ? [] : [text(`pid ${attempt.workerPid}`)];
  const since = time(attempt.startedAt.atMs, 'since');
  const count = text(countText(task, attempt.number, settings));
  return [
    [
      ...state,
      code('worker', workerOf(attempt.run)),
      place,
      code('branch', task.branch),
      ...pid,
      count,
      since,
    ],
  ];
};

/** `attempt 1 of 3`; after a retry by a person also which it is in all: `attempt 1 of 3, 4 in all`. */
const countText = (task: TaskMemory, number: number, { workers }: Settings): string => {
  const count = Math.max(1, attemptCountOf(task));
  return `attempt ${count} of ${workers.attempts}${number === count ? '' : `, ${number} in all`}`;
};

/** How long its attempts have worked, and what they have cost. */
const workParts = ({ attempts }: TaskMemory): readonly LedgerPart[] => {
  const begun = attempts.filter(hasBegun);
  const tookMs = begun.map(({ startedAt, endedAt }) =>
    endedAt === null ? null : elapsedMs(startedAt, endedAt),
  );
  const allMs = tookMs.reduce((sum, ms) => (sum === null || ms === null ? null : sum + ms), 0);
  const took = begun.length === 0 || allMs === null ? [] : [text(workedText(allMs))];
  const spent = sumOfSpent(begun.map(spentByEnded));
  const isKnown = spent.attemptCount > Math.min(spent.unpricedCount, spent.uncountedCount);
  return isKnown ? [...took, { spent }] : took;
};

/** `4 s`, `22 min`, `3 h 5 min`. */
const workedText = (ms: number): string => {
  if (ms < 60_000) return `${Math.max(1, Math.floor(ms / 1000))} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

const doneParts = (task: TaskMemory): readonly LedgerPart[] => {
  const attempt = task.attempts.at(-1);
  if (task.recorded.state === 'completed')
    return [
      ...(task.pushedSha === null ? [] : [code('commit', task.pushedSha.slice(0, 7))]),
      ...(attempt === undefined ? [] : [code('worker', workerOf(attempt.run))]),
      code('branch', task.branch),
      ...workParts(task),
      time(task.recorded.sinceMs),
    ];
  const log = attempt === undefined ? [] : [code('log', `logs/${keyOf(task.issue)}.jsonl`)];
  return [...log, time(task.recorded.sinceMs)];
};
