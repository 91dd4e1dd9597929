/** What `run --until-idle` and `--once` end with: a row per task, and what it all came to. */
import { keyOf } from '../model/ids.ts';
import { outcomeWordOf } from '../model/rejected.ts';
import type { RunResults, TaskResult } from '../model/run-results.ts';
import type { TaskMemory, TaskState } from '../model/task.ts';
import { renderDuration } from './duration.ts';
import { attentionOf, outcomeSignOf } from './labels.ts';
import { costText, tokenText } from './money.ts';
import { oneLineOf } from './plain-text.ts';
import { reasonOf } from './status-json.ts';
import type { Paint, PaintStyle } from './status-table.ts';
import { type Column, type Room, renderTable } from './table.ts';

const columns: readonly Column[] = [
  { heading: 'ISSUE' },
  { heading: 'TITLE', minWidth: 10, easyWidth: 18 },
  { heading: 'OUTCOME', minWidth: 20, easyWidth: 30 },
  { heading: 'TRIES' },
  { heading: 'TIME' },
  { heading: 'TOKENS', dropOrder: 1 },
  { heading: 'COST', dropOrder: 2 },
];

/** How it is to be shown. */
export interface ResultsLook {
  readonly room: Room;
  readonly paint: Paint;
}

/** The whole answer, lines joined, without a line end at the end. */
export const renderResults = (results: RunResults, { room, paint }: ResultsLook): string => {
  const { tasks, missing } = results;
  const absent = missing.map(({ issue, why }) => paint('red', `✗ ${keyOf(issue)}  not worked on: ${why}`));
  const head = paint('bold', headOf(results));
  if (tasks.length === 0) return [head, ...absent].join('\n');
  const rows = tasks.map(cellsOf);
  const total = ['', `${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`, '', ...sumsOf(results)];
  const width = room.width === null ? null : room.width - 2;
  const [heading = '', ...lines] = renderTable({ columns, rows: [...rows, total] }, { ...room, width });
  const last = lines.at(-1) ?? '';
  return [
    head,
    paint('dim', `  ${heading}`),
    ...lines.slice(0, -1).map((line, index) => rowOf(line, tasks[index]?.task, paint)),
    ...(tasks.length === 1 ? [] : [paint('bold', `  ${last}`)]),
    ...absent,
    ...nextOf(tasks),
  ].join('\n');
};

/** `3 completed, 1 failed in 4m 12s`. */
const headOf = ({ tasks, startedAt, endedAt }: RunResults): string => {
  const states = Map.groupBy(tasks, ({ task }) => outcomeWordOf(task));
  const counts = [...states].map(([state, own]) => `${own.length} ${state}`);
  const what = counts.length === 0 ? 'nothing to do' : counts.join(', ');
  return `${what} in ${renderDuration(endedAt.atMs - startedAt.atMs)}`;
};

const cellsOf = (result: TaskResult): readonly string[] => {
  const { task, attempts, workedMs, spent } = result;
  const state = outcomeWordOf(task);
  const reason = oneLineOf(reasonOf(task));
  return [
    keyOf(task.issue),
    oneLineOf(task.title),
    reason === '' ? state : `${state}: ${reason}`,
    String(attempts.length),
    attempts.length === 0 ? '-' : renderDuration(workedMs),
    tokenText(spent) ?? '-',
    costText(spent) ?? '-',
  ];
};

const sumsOf = ({ tasks, workedMs, spent }: RunResults): readonly string[] => [
  String(tasks.reduce((sum, { attempts }) => sum + attempts.length, 0)),
  renderDuration(workedMs),
  tokenText(spent) ?? '-',
  costText(spent) ?? '-',
];

const styles: Readonly<Partial<Record<TaskState | 'rejected', PaintStyle>>> = {
  completed: 'green',
  rejected: 'red',
  failed: 'red',
  zombie: 'red',
  blocked: 'yellow',
  queued: 'yellow',
};

const rowOf = (line: string, task: TaskMemory | undefined, paint: Paint): string => {
  if (task === undefined) return line;
  return `${paint(styles[outcomeWordOf(task)] ?? 'dim', outcomeSignOf(task))} ${line}`;
};

/** What to do about those that need a person, one line. */
const nextOf = (tasks: readonly TaskResult[]): readonly string[] => {
  const needy = tasks.filter(
    ({ task }) => attentionOf(task.recorded.state, task.pullRequest?.state) === 'needs-person',
  );
  const [first] = needy;
  if (first === undefined) return [];
  const { issue } = first.task;
  const names = needy.map(({ task }) => keyOf(task.issue)).join(', ');
  return [`${names}: coordinator explain ${issue}, coordinator view ${issue}, coordinator retry ${issue}`];
};
