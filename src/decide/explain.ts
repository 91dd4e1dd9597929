/**
 * Why an issue is, or is not, being worked on. In: the snapshot that a tick would decide from. Out: what each of the
 * daemon's own conditions says of this one issue. No condition is judged here a second time: gates, order, limits and
 * waits are asked where the plan asks them.
 */
import type { Condition, Explanation } from '../model/explanation.ts';
import { keyOf } from '../model/ids.ts';
import type { Settings } from '../model/settings.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isTerminal, type TaskState } from '../model/task.ts';
import { explainEnd } from './explain-end.ts';
import { explainIssue, explainStranger } from './explain-issue.ts';
import { explainTroubles, explainUnknowns } from './explain-troubles.ts';
import { explainTurn } from './explain-turn.ts';
import { explainWorker } from './explain-worker.ts';
import type { Coordinator, Explaining, Part } from './explaining.ts';
import { factsOf, type TaskFacts } from './facts.ts';
import type { Placing } from './intake.ts';
import { decideRebuild } from './rebuild.ts';
import { admissionsOf } from './turns.ts';

/** What is asked: `coordinator` is the one that runs, null = none does. */
export interface Question {
  readonly snapshot: Snapshot;
  readonly settings: Settings;
  readonly placing: Placing;
  readonly coordinator: Coordinator | null;
}

/** The answer for one issue; it need not be a task. */
export const explain = (issue: number, question: Question): Explanation => {
  const { snapshot, settings, coordinator } = question;
  const facts = snapshot.memory.tasks.map((task) => factsOf(task, snapshot, settings.github.label));
  const own = facts.find(({ task }) => task.issue === issue);
  const found = own === undefined ? explainStranger(issue, question) : explainTask(own, facts, question);
  const { state, conditions, answer } = found;
  const isOver = state !== null && isTerminal(state);
  const mayGoOn = !conditions.some(({ verdict }) => verdict === 'holds' || verdict === 'unknown');
  const idle = coordinator === null && mayGoOn && !isOver ? ', but no coordinator runs' : '';
  return {
    issue,
    ...found,
    answer: `${keyOf(issue)} ${answer}${idle}`,
    conditions: [runsCondition(coordinator, isOver), ...conditions, ...explainUnknowns(issue, snapshot)],
  };
};

const explainTask = (
  own: TaskFacts,
  facts: readonly TaskFacts[],
  question: Question,
): Omit<Explanation, 'issue'> => {
  const { task } = own;
  const { state, sinceMs } = task.recorded;
  const admissions = admissionsOf(facts, question, decideRebuild(question, question.placing));
  const part = partOf(state)(own, { ...question, facts, admission: admissions.get(task.issue) });
  const conditions = [...explainIssue(own, question), ...part.conditions, ...explainTroubles(task, question)];
  return { title: task.title, url: task.url, state, sinceMs, answer: part.answer, conditions };
};

const runsCondition = (coordinator: Coordinator | null, isOver: boolean): Condition => {
  const about = { name: 'coordinator', fix: null } as const;
  if (coordinator !== null)
    return { ...about, verdict: 'met', seen: `runs, pid ${coordinator.pid}`, atMs: coordinator.startedAtMs };
  const none = { ...about, seen: 'none runs here', atMs: null } as const;
  return isOver ? { ...none, verdict: 'noted' } : { ...none, verdict: 'holds', fix: 'coordinator run' };
};

const partOf = (state: TaskState): ((own: TaskFacts, context: Explaining) => Part) => {
  if (state === 'queued') return explainTurn;
  return isTerminal(state) || state === 'blocked' ? explainEnd : explainWorker;
};
