/** `coordinator status` for people: one row per task, those that need a person first. */
import { isLive } from '../model/attempt.ts';
import { keyOf } from '../model/ids.ts';
import { isRejected, outcomeWordOf } from '../model/rejected.ts';
import type { Memory } from '../model/snapshot.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import { renderDuration } from './duration.ts';
import type { Link } from './hyperlink.ts';
import { type Attention, attentionOf, outcomeSignOf } from './labels.ts';
import { moneyText, spendingLine } from './money.ts';
import { oneLineOf } from './plain-text.ts';
import { type CoordinatorFacts, reasonOf, waitedTasksOf, worktreeKeptOf } from './status-json.ts';
import { supervisionNote } from './supervision.ts';
import { type Column, type Room, renderTable, type Table } from './table.ts';
import { dateOf, minuteOf } from './utc-time.ts';

/** Names of `util.styleText`, so that it can be passed as it is. */
export type PaintStyle = 'red' | 'yellow' | 'green' | 'cyan' | 'dim' | 'bold';

/** Adds colour, or returns the text as it is. */
export type Paint = (style: PaintStyle, text: string) => string;

/** Everything the table is made of. */
export interface StatusRequest {
  readonly memory: Memory;
  readonly coordinator: CoordinatorFacts;
  readonly nowMs: number;
  /** Local time minus UTC, milliseconds. */
  readonly utcOffsetMs: number;
  readonly room: Room;
  readonly paint: Paint;
  /** Makes issues and pull requests lead to GitHub; absent = they do not. */
  readonly link?: Link;
  /** By issue: when its worker last wrote something, epoch milliseconds. */
  readonly lastOutputAtMs?: ReadonlyMap<number, number>;
}

const columns: readonly Column[] = [
  { heading: 'ISSUE' },
  { heading: 'TITLE', minWidth: 12, easyWidth: 24 },
  { heading: 'STATE' },
  { heading: 'AGENT', dropOrder: 1 },
  { heading: 'SINCE' },
  { heading: 'EVIDENCE', minWidth: 16, easyWidth: 24 },
  { heading: 'PR', dropOrder: 3 },
];

/** Only where something is known. */
const costColumn: Column = { heading: 'COST', dropOrder: 2 };

/** Finished tasks shown; the others are counted. */
const maxDoneCount = 10;

const order: readonly Attention[] = ['needs-person', 'working', 'review', 'queued', 'done'];

const groupOf = (task: TaskMemory): Attention => attentionOf(task.recorded.state, task.pullRequest?.state);

/** The whole answer, lines joined, without a line end at the end. */
export const renderStatusTable = (request: StatusRequest): string => {
  const { paint, memory } = request;
  const head = [
    paint('bold', headOf(request)),
    ...limitOf(request),
    ...webhookOf(request),
    ...breakersOf(request),
    ...spentOf(request),
  ].join('\n');
  if (memory.tasks.length === 0) return `${head}\nno tasks`;
  const { shown, hiddenCount } = shownTasks(memory.tasks);
  const room = { ...request.room, width: request.room.width === null ? null : request.room.width - 2 };
  const [heading = '', ...rows] = renderTable(
    withCosts({ columns, rows: shown.map((task) => cellsOf(task, request)) }, shown, request),
    room,
  );
  return [
    head,
    ...supervisionOf(request).map((note) => paint('dim', note)),
    paint('dim', `  ${heading}`),
    ...rows.map((row, index) => linkRow(paintRow(row, shown[index], paint), shown[index], request.link)),
    ...(hiddenCount === 0 ? [] : [paint('dim', `  and ${hiddenCount} more done: coordinator status --json`)]),
    ...needsOf(shown),
  ].join('\n');
};

/** How the living workers are held: one line, as they are all held alike unless a restart changed the limits. */
const supervisionOf = ({ memory, coordinator }: StatusRequest): readonly string[] => {
  const live = memory.tasks.flatMap(({ attempts }) => attempts.filter(isLive));
  const seen = live.flatMap(({ run }) => coordinator.supervision.get(run) ?? []);
  return [...new Set(seen.map(supervisionNote))];
};

/** The table with what each task has cost before its last column. */
const withCosts = (
  { columns, rows }: Table,
  tasks: readonly TaskMemory[],
  { coordinator: { money } }: StatusRequest,
): Table => {
  const costs = tasks.map(({ issue }) => {
    const mine = money.tasks.get(issue);
    return mine === undefined ? null : moneyText(mine.all);
  });
  if (costs.every((cost) => cost === null)) return { columns, rows };
  return {
    columns: [...columns.slice(0, -1), costColumn, ...columns.slice(-1)],
    rows: rows.map((cells, index) => [...cells.slice(0, -1), costs[index] ?? '-', ...cells.slice(-1)]),
  };
};

/** Yellow where a budget is nearly spent, red where it is. */
const spentOf = ({ coordinator: { money }, paint }: StatusRequest): readonly string[] => {
  const line = spendingLine(money);
  if (line === null) return [];
  const levels = money.budgets.map(({ level }) => level);
  const style = levels.includes('spent') ? 'red' : levels.includes('near') ? 'yellow' : 'dim';
  return [paint(style, line)];
};

const headOf = ({ coordinator, memory, nowMs }: StatusRequest): string => {
  const parts = coordinator.repository === null ? [] : [oneLineOf(coordinator.repository)];
  if (!coordinator.running) return [...parts, 'not running. Start: coordinator run'].join(' · ');
  const live = memory.tasks.filter((task) => task.attempts.some(isLive)).length;
  parts.push(`${live} of ${coordinator.maxWorkers} workers`);
  const age = coordinator.sinceMs === null ? '' : `up ${renderDuration(nowMs - coordinator.sinceMs)} `;
  if (coordinator.pid !== null) parts.push(`${age}(pid ${coordinator.pid})`);
  return parts.join(' · ');
};

/** Only where GitHub's limits set the pace. */
const limitOf = ({ coordinator, memory, paint }: StatusRequest): readonly string[] => {
  const { slowedBecause, writesWaitUntilMs } = memory.github;
  if (!coordinator.running) return [];
  const lines = [
    ...(slowedBecause === null ? [] : [oneLineOf(slowedBecause)]),
    ...(writesWaitUntilMs === null
      ? []
      : [`comments and labels wait for the limit of writes, until ${minuteOf(writesWaitUntilMs)} UTC`]),
  ];
  return lines.map((line) => paint('yellow', `GitHub: ${line}`));
};

const webhookOf = ({ coordinator, memory, paint }: StatusRequest): readonly string[] => {
  const { webhookUrl } = memory.github;
  if (!coordinator.running || webhookUrl === null) return [];
  return [paint('dim', `GitHub: webhooks are listened for at ${oneLineOf(webhookUrl)}`)];
};

const breakersOf = ({ coordinator, paint }: StatusRequest): readonly string[] =>
  coordinator.breakers.map((text) => paint('yellow', `breaker: ${oneLineOf(text)}`));

const shownTasks = (tasks: readonly TaskMemory[]) => {
  const sorted = tasks.toSorted(
    (left, right) => order.indexOf(groupOf(left)) - order.indexOf(groupOf(right)) || withinGroup(left, right),
  );
  const done = sorted.filter((task) => groupOf(task) === 'done');
  const hidden = new Set(done.slice(maxDoneCount));
  return { shown: sorted.filter((task) => !hidden.has(task)), hiddenCount: hidden.size };
};

/** Finished ones newest first, waiting ones by urgency and age, others by number. */
const withinGroup = (left: TaskMemory, right: TaskMemory): number => {
  if (isTerminal(left.recorded.state) && isTerminal(right.recorded.state))
    return right.recorded.sinceMs - left.recorded.sinceMs || left.issue - right.issue;
  return (
    urgencyOf(left) - urgencyOf(right) || left.createdAtMs - right.createdAtMs || left.issue - right.issue
  );
};

const urgencyOf = (task: TaskMemory): number =>
  task.recorded.state === 'queued' ? (task.ledgerPriority ?? task.labelPriority) : 0;

const cellsOf = (task: TaskMemory, request: StatusRequest): readonly string[] => [
  keyOf(task.issue),
  oneLineOf(task.title),
  outcomeWordOf(task),
  oneLineOf(task.attempts.at(-1)?.agent ?? '-'),
  sinceOf(task.recorded.sinceMs, request),
  evidenceOf(task, request),
  task.pullRequest === null ? '-' : `#${task.pullRequest.number}`,
];

/** Once the columns stand: what is behind a link takes no room. */
const linkRow = (row: string, task: TaskMemory | undefined, link: Link | undefined): string => {
  if (link === undefined || task === undefined) return row;
  const key = keyOf(task.issue);
  const linked = row.replace(key, () => link(key, task.url));
  const pull = task.pullRequest;
  return pull === null
    ? linked
    : linked.replace(new RegExp(`#${pull.number}$`), (text) => link(text, pull.url));
};

/** `14:18` today, `2026-11-19` before. */
const sinceOf = (atMs: number, { nowMs, utcOffsetMs }: StatusRequest): string => {
  const day = dateOf(atMs + utcOffsetMs);
  return day === dateOf(nowMs + utcOffsetMs) ? minuteOf(atMs + utcOffsetMs) : day;
};

const evidenceOf = (task: TaskMemory, { lastOutputAtMs, nowMs, memory }: StatusRequest): string => {
  const kept = worktreeKeptOf(task);
  const waited = waitedTasksOf(task, memory).map(
    ({ issue, recorded }) => `${keyOf(issue)} is ${recorded.state}`,
  );
  const notes = [...waited, ...(kept === null ? [] : [`worktree kept: ${kept}`])];
  const reason = oneLineOf([reasonOf(task), ...notes].join('; '));
  const outputAtMs = task.recorded.state === 'running' ? lastOutputAtMs?.get(task.issue) : undefined;
  if (outputAtMs === undefined) return reason === '' ? '-' : reason;
  return `${reason}, last output ${renderDuration(nowMs - outputAtMs)} ago`;
};

const styles: Readonly<Record<Attention, PaintStyle>> = {
  'needs-person': 'yellow',
  working: 'cyan',
  review: 'green',
  queued: 'dim',
  done: 'dim',
};

const paintRow = (row: string, task: TaskMemory | undefined, paint: Paint): string => {
  if (task === undefined) return row;
  const isRed = task.recorded.state === 'failed' || isRejected(task);
  return `${paint(isRed ? 'red' : styles[groupOf(task)], outcomeSignOf(task))} ${row}`;
};

/** `1 needs you: gh-38   coordinator retry 38`. */
const needsOf = (tasks: readonly TaskMemory[]): readonly string[] => {
  const needy = tasks.filter((task) => groupOf(task) === 'needs-person');
  const first = needy[0];
  if (first === undefined) return [];
  const names = needy.map(({ issue }) => keyOf(issue)).join(', ');
  return [
    `${needy.length} ${needy.length === 1 ? 'needs' : 'need'} you: ${names}   coordinator retry ${first.issue}`,
  ];
};
