/**
 * The end of a history: faults are over, workers end, time passes. Then every task must have come to rest (5), nothing
 * may be lost (3), nothing doubled (6), and nothing may happen any more (7).
 */
import { isAllowed, isRebuildable } from '../../src/decide/transitions.ts';
import type { CommentView } from '../../src/model/comment.ts';
import { isTerminal, type TaskMemory } from '../../src/model/task.ts';
import { renderComment, statusMark } from '../../src/render/status-comment.ts';
import { sayDone } from './agent-log.ts';
import { keptTokens } from './fake-git.ts';
import { type FakeIssue, label, us } from './fake-github.ts';
import { createFaults } from './faults.ts';
import { branchOf, type Ground, issueNumbers, treeOf } from './ground.ts';
import { passTime } from './mishaps.ts';
import type { Simulation } from './simulation.ts';

/** Each round gives every task the time for its next step. */
const roundLimit = 40;

/** Brings the history to its end, and checks what must hold there. */
export const finish = async (simulation: Simulation, endsAll = false): Promise<void> => {
  const { ground } = simulation;
  Object.assign(ground.faults, createFaults());
  Object.assign(ground.room, { freeDiskBytes: 2 ** 40, isKnown: true });
  const isBroken = () => ground.witness.breaches.length > 0;
  if (simulation.daemon()?.isShuttingDown()) await passTime(simulation, 40_000);
  simulation.store().savePause(null);
  simulation.start();
  // What came back shortly before is seen by the next look, not minutes after the end.
  for (const pull of ground.github.pulls) pull.updatedAtMs = ground.clock.trueMs();
  for (let round = 0; round < roundLimit && !isBroken(); round += 1) {
    await simulation.settle();
    endWorkers(simulation, round);
    await simulation.settle();
    await passTime(simulation, round < 10 ? 60_000 : 400_000);
    await simulation.settle();
    if (isOver(simulation)) break;
  }
  if (isBroken()) return;
  for (const task of tasksOf(simulation)) checkRest(simulation, task);
  if (endsAll) for (const task of tasksOf(simulation)) checkEnded(simulation, task);
  checkIssues(simulation);
  checkJournals(simulation);
  checkWork(ground);
  await checkSilence(simulation);
};

/** No worker lives, no task waits, and every issue that is wanted was taken in. */
const isOver = (simulation: Simulation): boolean => {
  const { processes, github } = simulation.ground;
  const tasks = tasksOf(simulation);
  const isMissing = [...github.issues.values()].some(
    (issue) => isWanted(issue) && !tasks.some((task) => task.issue === issue.number),
  );
  const isWaiting = simulation.store().readMemory().ownTroubles.length > 0;
  return (
    !isWaiting &&
    processes.live().length === 0 &&
    tasks.every((task) => isAtRest(task, simulation)) &&
    !isMissing &&
    !tasks.some(isToBeTold)
  );
};

/** GitHub did not take what is to be shown there; it is tried again. */
const isToBeTold = ({ troubles }: TaskMemory): boolean =>
  troubles.some(({ action, class: fate }) => tellingActions.includes(action) && fate === 'transient');

const tellingActions: readonly string[] = [
  'greet-issue',
  'set-label',
  'write-comment',
  'acknowledge-comment',
];

const isWanted = ({ state, labels, events }: FakeIssue): boolean =>
  state === 'open' && labels.has(label) && events.at(-1)?.login === 'alice';

const tasksOf = (simulation: Simulation): readonly TaskMemory[] => simulation.store().readMemory().tasks;

const endWorkers = ({ ground }: Simulation, round: number): void => {
  const { processes, git, chance, work } = ground;
  for (const run of processes.live()) {
    if (run.runner !== 'alive' && round < 3) continue;
    if (chance.happens(0.6) && git.isPresent(treeOf(run.issue))) {
      git.soil(treeOf(run.issue), 'worker');
      const commit = git.commit(treeOf(run.issue), 'feat: done');
      for (const token of commit?.tokens ?? []) work.get(run.issue)?.add(token);
    }
    const code = chance.happens(0.7) ? 0 : 1;
    if (code === 0) sayDone(ground, run);
    processes.exit(run, { code, why: 'self' });
  }
};

const isAtRest = (task: TaskMemory, { ground }: Simulation): boolean => {
  const { state } = task.recorded;
  if (state === 'completed' && /^waiting /.test(task.hold ?? '')) return false;
  if (isTerminal(state) || state === 'blocked') return true;
  if (state !== 'queued' || task.hold === null) return false;
  // A provider names an hour: after the wall clock was set back that may be a day away.
  if (ground.clock.wasWrong() && task.attempts.at(-1)?.failure === 'provider') return true;
  return /STOP file|^paused|^budget: /.test(task.hold);
};

const checkRest = (simulation: Simulation, task: TaskMemory): void => {
  const { witness, github } = simulation.ground;
  const { state, reason } = task.recorded;
  const key = `gh-${task.issue}`;
  if (!isAtRest(task, simulation)) witness.breach('R5', `${key} is still ${state} (${task.hold ?? reason})`);
  const issue = github.issues.get(task.issue);
  const isGivenUp = issue?.state === 'closed' || !issue?.labels.has(label);
  if (isGivenUp && (state === 'queued' || state === 'blocked'))
    witness.breach('R5', `${key} is ${state}, though its issue is closed or unlabelled`);
  if (task.wish !== null)
    witness.breach('R5', `${key} is ${state} and the wish to ${task.wish.kind} it is left`);
};

const checkEnded = ({ ground }: Simulation, { issue, recorded, hold }: TaskMemory): void => {
  if (!isTerminal(recorded.state))
    ground.witness.breach('R5', `gh-${issue} has not ended: ${recorded.state} (${hold ?? recorded.reason})`);
};

/** GitHub has said no for good. */
const isRefused = (task: TaskMemory | undefined, action: string): boolean =>
  task?.troubles.some((trouble) => trouble.action === action && trouble.class === 'permanent') ?? false;

/** What GitHub shows in the end. */
const checkIssues = (simulation: Simulation): void => {
  const { github, witness } = simulation.ground;
  const tasks = tasksOf(simulation);
  for (const issue of github.issues.values()) {
    const { number, comments, labels } = issue;
    const task = tasks.find((one) => one.issue === number);
    const own = comments.filter(({ author, body }) => author === us && body.startsWith(statusMark));
    const mayLack = issue.hasLostComment || isRefused(task, 'write-comment');
    const isTold = own.length === 1 || (own.length === 0 && mayLack);
    if (task !== undefined && !isTold) witness.breach('R6', `#${number} has ${own.length} status comments`);
    checkSaid(simulation, { task, body: own[0]?.body });
    const ours = [...labels].filter((name) => name.startsWith('rpi-') && name !== label);
    // Of an issue that is off the list nobody knows any more after memory was lost.
    const isForgotten = task === undefined && !isWanted(issue);
    const isTaken = issue.hasLostLabel && ours.length === 0;
    if (ours.join() !== (task?.stateLabel ?? '') && !isRefused(task, 'set-label') && !isForgotten && !isTaken)
      witness.breach('R6', `#${number} has the labels ${ours.join()}, remembered is ${task?.stateLabel}`);
    if (isWanted(issue) && task === undefined) witness.breach('R5', `#${number} was never taken in`);
    if (github.pullsOf(branchOf(number)).filter((pull) => pull.state === 'open').length > 1)
      witness.breach('R6', `#${number} has two open pull requests`);
  }
};

/** The comment says what is remembered to have been said. */
const checkSaid = (
  { ground }: Simulation,
  { task, body }: { readonly task: TaskMemory | undefined; readonly body: string | undefined },
): void => {
  // Without an id nobody looked at what was said before the memory was lost.
  if (task?.comment?.id == null || body === undefined || isRefused(task, 'write-comment')) return;
  const { workers, github } = ground.settings;
  const said = JSON.parse(task.comment.viewKey) as CommentView;
  const view = { ...said, attemptLimit: workers.attempts, label: github.label };
  if (view.logTailPath !== null || task.troubles.some(({ action }) => action === 'write-comment')) return;
  if (renderComment(view, []) !== body) ground.witness.breach('R6', `#${task.issue} says something else`);
};

/** What was recorded is one chain of allowed changes. */
const checkJournals = (simulation: Simulation): void => {
  for (const { issue, recorded } of tasksOf(simulation)) {
    let state: TaskMemory['recorded']['state'] | null = null;
    for (const { from, to, evidence } of simulation.store().readJournal(issue)) {
      const isRebuilt = from === null && evidence.some(({ kind }) => kind === 'memory');
      if (from !== state || !(isRebuilt ? isRebuildable(to) : isAllowed(from, to)))
        simulation.ground.witness.breach('R2', `journal of gh-${issue}: ${from} to ${to} after ${state}`);
      state = to;
    }
    if (state !== recorded.state)
      simulation.ground.witness.breach('R2', `journal of gh-${issue} ends in ${state}`);
  }
};

const checkWork = ({ work, git, witness }: Ground): void => {
  for (const issue of issueNumbers) {
    const kept = keptTokens(git, branchOf(issue));
    const lost = [...(work.get(issue) ?? [])].filter((token) => !kept.has(token));
    if (lost.length > 0) witness.breach('R3', `work of gh-${issue} is lost: ${lost.join(', ')}`);
  }
};

/** Polls go on, and nothing is written. */
const checkSilence = async (simulation: Simulation): Promise<void> => {
  const { counter, witness } = simulation.ground;
  const { writes } = counter;
  await passTime(simulation, 60_000);
  await simulation.settle();
  if (counter.writes !== writes)
    witness.breach('R7', `${counter.writes - writes} writes while nothing happened`);
};
