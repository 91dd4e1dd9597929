import type { Family } from '../../model/metric.ts';
import { isRejected } from '../../model/rejected.ts';
import type { ChangeTally } from '../../model/tallies.ts';
import { isTerminal, type TaskState, taskStates } from '../../model/task.ts';
import { counter, gauge, labelled, single } from './shapes.ts';
import type { NumbersSource } from './source.ts';

/** From a minute to two days. */
const taskBuckets: readonly number[] = [60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 172_800];

/** What tasks are and were. */
export const taskFamilies = ({ tallies, memory }: NumbersSource): readonly Family[] => [
  gauge({
    name: 'coordinator_tasks',
    help: 'Tasks by state; the states that last are counted over all time.',
    labelNames: ['state'],
    samples: labelled(
      'state',
      taskStates.map((state) => [state, tallies.taskCounts.get(state) ?? 0]),
    ),
  }),
  gauge({
    name: 'coordinator_tasks_rejected',
    help: 'Completed tasks in memory whose pull request was closed unmerged.',
    samples: single(memory.tasks.filter(isRejected).length),
  }),
  gauge({
    name: 'coordinator_task_oldest_state_timestamp_seconds',
    help: 'Since when the task that is longest in a passing state is in it; none while no task is.',
    labelNames: ['state'],
    samples: labelled('state', oldestOf(memory.tasks)),
  }),
  counter({
    name: 'coordinator_task_transitions_total',
    help: 'Changes of state by the state they lead to; outlives restarts.',
    labelNames: ['to'],
    samples: labelled(
      'to',
      taskStates.map((to) => [to, sumOf(tallies.changes, (change) => change.to === to)]),
    ),
  }),
  counter({
    name: 'coordinator_retries_total',
    help: 'Attempts and preparations that came to nothing and were queued again by themselves; outlives restarts.',
    samples: single(sumOf(tallies.changes, isRetry)),
  }),
  {
    kind: 'histogram',
    name: 'coordinator_task_duration_seconds',
    help: 'From the time a task was taken up to its completion, waiting included; outlives restarts.',
    labelNames: [],
    isPassing: false,
    buckets: taskBuckets,
    zeros: [],
    samples: tallies.completionsMs.map((ms) => ({ labels: {}, value: ms / 1000 })),
  },
];

const sumOf = (changes: readonly ChangeTally[], isMeant: (change: ChangeTally) => boolean): number =>
  changes.filter(isMeant).reduce((sum, { count }) => sum + count, 0);

const isRetry = ({ from, to }: ChangeTally): boolean =>
  to === 'queued' && from !== null && from !== 'blocked' && !isTerminal(from);

const oldestOf = (tasks: NumbersSource['memory']['tasks']): ReadonlyMap<TaskState, number> => {
  const oldest = new Map<TaskState, number>();
  for (const { recorded } of tasks)
    if (!isTerminal(recorded.state))
      oldest.set(recorded.state, Math.min(recorded.sinceMs / 1000, oldest.get(recorded.state) ?? Infinity));
  return oldest;
};
