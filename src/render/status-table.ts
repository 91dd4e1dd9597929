/** `coordinator status` for people: one row per task, those that need a person first. */
import { isLive } from '../model/attempt.ts';
import { keyOf } from '../model/ids.ts';
import { isRejected, outcomeWordOf } from '../model/rejected.ts';
import type { Memory } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import { renderDuration } from './duration.ts';
import { hanging, wrappedLine } from './hanging.ts';
import type { Link } from './hyperlink.ts';
import { type Attention, attentionOf, outcomeSignOf } from './labels.ts';
import { moneyText, spendingLine } from './money.ts';
import { oneLineOf } from './plain-text.ts';
import { type CoordinatorFacts, reasonOf, waitedTasksOf, worktreeKeptOf } from './status-json.ts';
import { supervisionNote } from './supervision.ts';
import { type Column, type Room, renderTable, type Table } from './table.ts';
import { minuteOf } from './utc-time.ts';

/** Names of `util.styleText`, so that it can be passed as it is. */
export type PaintStyle = 'red' | 'yellow' | 'green' | 'cyan' | 'dim' | 'bold';

/** Adds colour, or returns the text as it is. */
export type Paint = (style: PaintStyle, text: string) => string;

/** Everything the table is made of. */
export interface StatusRequest {
  readonly memory: Memory;
  readonly coordinator: CoordinatorFacts;
  readonly nowMs: number;
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
  { heading: 'AGE' },
  { heading: 'EVIDENCE', minWidth: 16, easyWidth: 24 },
  { heading: 'PR', dropOrder: 3 },
];

/** Only where something is known. */
const costColumn: Column = { heading: 'COST', dropOrder: 2 };

/** Finished tasks shown; the others are counted. */
const maxDoneCount = 10;

const order: readonly Attention[] = ['needs-person', 'working', 'review', 'queued', 'done'];

/** A failed one whose issue is closed, or has lost its label, waits for nobody any more. */
const groupOf = (task: TaskMemory): Attention =>
  task.recorded.state === 'failed' && task.labelGone
    ? 'done'
    : attentionOf(task.recorded.state, task.pullRequest?.state);

/** The whole answer, lines joined, without a line end at the end. */
export const renderStatusTable = (request: StatusRequest): string => {
  const { paint, memory } = request;
  const { width } = request.room;
  const head = [
    paint('bold', headOf(request)),
    ...limitOf(request),
    ...webhookOf(request),
    ...breakersOf(request),
    ...spentOf(request),
  ].flatMap((line) => wrappedLine(line, width));
  if (memory.tasks.length === 0) return [...head, 'no tasks'].join('\n');
  const { shown, hiddenCount } = shownTasks(memory.tasks);
  const notes = supervisionOf(request).flatMap((note) => wrappedLine(paint('dim', note), width));
  const hidden = `  and ${hiddenCount} more done: coordinator status --json`;
  return [
    ...head,
    ...notes,
    ...(width !== null && width < stackedWidth ? stackedOf(shown, request, width) : tableOf(shown, request)),
    ...(hiddenCount === 0 ? [] : [paint('dim', hidden)]),
    ...needsOf(shown, request),
  ].join('\n');
};

/** A terminal narrower than this has no room for columns. */
const stackedWidth = 60;

const tableOf = (shown: readonly TaskMemory[], request: StatusRequest): readonly string[] => {
  const { paint, link } = request;
  const room = { ...request.room, width: request.room.width === null ? null : request.room.width - 2 };
  const cells = shown.map((task) => cellsOf(task, request));
  const [heading = '', ...rows] = renderTable(withCosts({ columns, rows: cells }, shown, request), room);
  return [
    paint('dim', `  ${heading}`),
    ...rows.map((row, index) => linkRow(paintRow(row, shown[index], paint), shown[index], link)),
  ];
};

/** A task below the other: what its columns would say, wrapped. */
const stackedOf = (shown: readonly TaskMemory[], request: StatusRequest, width: number): readonly string[] =>
  shown.flatMap((task) => {
    const [key = '', title = '', state, agent, age, evidence = '', pull] = cellsOf(task, request);
    const facts = [key, state, age, agent, pull === '-' ? '-' : `PR ${pull}`].filter((cell) => cell !== '-');
    const place = { width, indent: 2 };
    return [
      linkRow(paintRow(facts.join('  '), task, request.paint), task, request.link),
      ...hanging('  ', title, place),
      ...hanging('  ', evidence, place).map((row) => request.paint('dim', row)),
    ];
  });

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

/** Waiting ones by urgency and age, working ones by age; where something came of it, the latest first. */
const withinGroup = (left: TaskMemory, right: TaskMemory): number => {
  const group = groupOf(left);
  const byGroup =
    group === 'queued' || group === 'working'
      ? urgencyOf(left) - urgencyOf(right) || left.createdAtMs - right.createdAtMs
      : right.recorded.sinceMs - left.recorded.sinceMs;
  return byGroup || left.issue - right.issue;
};

const urgencyOf = (task: TaskMemory): number =>
  task.recorded.state === 'queued' ? (task.ledgerPriority ?? task.labelPriority) : 0;

const cellsOf = (task: TaskMemory, request: StatusRequest): readonly string[] => [
  keyOf(task.issue),
  oneLineOf(task.title),
  outcomeWordOf(task),
  oneLineOf(task.attempts.at(-1)?.agent ?? '-'),
  ageOf(task.recorded.sinceMs, request),
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

const minuteMs = 60_000;

/** How long a task is in its state, in whole minutes: `--watch` shows it anew once a minute. */
const ageOf = (sinceMs: number, { nowMs }: StatusRequest): string => {
  const ageMs = nowMs - sinceMs;
  return ageMs < minuteMs ? '<1m' : renderDuration(Math.floor(ageMs / minuteMs) * minuteMs);
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

/** So many are named; the rows above show them all. */
const mostNames = 5;

/** `1 needs you: gh-38   coordinator retry 38`: the advice is for the first of them. */
const needsOf = (
  tasks: readonly TaskMemory[],
  { room: { width, widthOf } }: StatusRequest,
): readonly string[] => {
  const needy = tasks.filter((task) => groupOf(task) === 'needs-person');
  const first = needy[0];
  if (first === undefined) return [];
  const names = needy.slice(0, mostNames).map(({ issue }) => keyOf(issue));
  const more = needy.length > names.length ? ` and ${needy.length - names.length} more` : '';
  const who = `${needy.length} ${needy.length === 1 ? 'needs' : 'need'} you: ${names.join(', ')}${more}`;
  const line = `${who}   ${adviceFor(first)}`;
  if (width === null || widthOf(line) <= width) return [line];
  return [...wrappedLine(who, width), ...wrappedLine(`  ${adviceFor(first)}`, width)];
};

const adviceFor = ({ issue, recorded, question }: TaskMemory): string => {
  if (recorded.state !== 'blocked') return `coordinator retry ${issue}`;
  return question === null
    ? `read ${keyOf(issue)}, then: coordinator retry ${issue}`
    : `answer on ${keyOf(issue)}; what it asks: coordinator explain ${issue}`;
};
