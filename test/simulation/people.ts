/**
 * People and workers: what they do, and what the witness is told of it.
 */

import { isTerminal } from '../../src/model/task.ts';
import { meetLimit, sayDone, spend } from './agent-log.ts';
import type { PersonCommand, WorkerCommand } from './commands.ts';
import { type FakeIssue, label } from './fake-github.ts';
import { giveFeedback } from './feedback.ts';
import { branchOf, type Ground, ledgerPath, treeOf } from './ground.ts';
import { cancelOps, editLedger, isShownLive } from './ledger-edits.ts';
import type { Simulation } from './simulation.ts';

type Doings<C extends { readonly kind: string }> = {
  readonly [K in C['kind']]: (command: Extract<C, { readonly kind: K }>, simulation: Simulation) => void;
};

const issueOf = ({ ground }: Simulation, issue: number): FakeIssue | undefined =>
  ground.github.issues.get(issue);

/** Pieces of work in the worktree are remembered: none may be lost. */
const noteWork = (ground: Ground, issue: number): void => {
  const known = ground.work.get(issue) ?? new Set();
  for (const token of ground.git.trees.get(treeOf(issue))?.dirty ?? []) known.add(token);
  ground.work.set(issue, known);
};

/** A trusted person has seen the text as it is now. */
const approve = ({ marks, approvedMarks }: FakeIssue): void => {
  for (const mark of marks) approvedMarks.add(mark);
};

/** A new title, and what GitHub keeps of it. */
const rename = (
  issue: FakeIssue,
  { who, title }: { who: string; title: string },
  { clock }: Ground,
): void => {
  issue.title = title;
  issue.edits.push({ login: who, isBot: false, viaApp: null, atMs: clock.trueMs() });
};

const setLabel = (simulation: Simulation, issue: FakeIssue, who: string): void => {
  const { witness, github, clock } = simulation.ground;
  if (issue.labels.has(label)) return;
  issue.labels.add(label);
  issue.events.push({ login: who, isBot: who === 'robot', viaApp: null, atMs: clock.trueMs() });
  github.touch(issue);
  witness.end(issue.number, 'unlabelled');
  if (who !== 'alice') return;
  issue.isTrusted = true;
  approve(issue);
  witness.begin(issue.number, 'labelled');
  witness.end(issue.number, 'labelled');
};

const onIssue = (
  simulation: Simulation,
  number: number,
  change: (issue: FakeIssue, ground: Ground) => void,
): void => {
  const issue = issueOf(simulation, number);
  if (issue === undefined) return;
  change(issue, simulation.ground);
  simulation.ground.github.touch(issue);
};

const onOpenPull = (simulation: Simulation, issue: number, state: 'merged' | 'closed'): void => {
  const { github, clock, witness } = simulation.ground;
  const pull = github.pullsOf(branchOf(issue)).find((one) => one.state === 'open');
  if (pull === undefined) return;
  pull.state = state;
  pull.updatedAtMs = clock.trueMs();
  pull.changedAtStep = witness.step();
};

const editFile = (command: Extract<PersonCommand, { kind: 'ledger' }>, simulation: Simulation): void => {
  const { disk, witness, ledgerCancels, ledger } = simulation.ground;
  const { op, issue } = command;
  const before = disk.read(ledgerPath);
  const after = editLedger(before, op, issue);
  if (after === before) return;
  if (after === null) disk.remove(ledgerPath);
  else disk.write(ledgerPath, after);
  simulation.ledgerEdited(after);
  const { tasks } = simulation.store().readMemory();
  const task = tasks.find((one) => one.issue === issue);
  if (cancelOps.includes(op)) {
    witness.begin(issue, 'ledger-cancel');
    const isLive = task !== undefined && !isTerminal(task.recorded.state);
    if (isLive && before !== null && isShownLive(before, issue)) ledgerCancels.add(issue);
  } else if (op !== 'outside' && op !== 'priority') ledgerCancels.clear();
  const live = tasks.filter(({ recorded }) => !isTerminal(recorded.state));
  ledger.mustKeep =
    op === 'delete-rows' && before === simulation.store().readMemory().ledger?.text && live.length >= 2
      ? after
      : null;
  if (op === 'to-pending' || op === 'tick' || op === 'dash' || op === 'mark')
    witness.begin(issue, 'ledger-retry');
};

export const people: Doings<PersonCommand> = {
  label: ({ issue, who }, simulation) => {
    setLabel(simulation, simulation.ground.github.openIssue(issue), who);
  },
  unlabel: ({ issue }, simulation) =>
    onIssue(simulation, issue, ({ labels }, { witness }) => {
      if (labels.delete(label)) witness.begin(issue, 'unlabelled');
    }),
  close: ({ issue }, simulation) =>
    onIssue(simulation, issue, (found, { witness }) => {
      found.state = 'closed';
      witness.begin(issue, 'closed');
    }),
  reopen: ({ issue }, simulation) =>
    onIssue(simulation, issue, (found, { witness }) => {
      found.state = 'open';
      witness.end(issue, 'closed');
    }),
  retitle: ({ issue }, simulation) =>
    onIssue(simulation, issue, (found, ground) => {
      const title = `${found.title.slice(0, 60)} <!-- coordinator:end --> *x*`;
      rename(found, { who: 'alice', title }, ground);
    }),
  meddle: ({ issue }, simulation) =>
    onIssue(simulation, issue, (found, ground) => {
      if (found.author !== 'mallory') return;
      const mark = `MEDDLED${found.marks.size + 1}`;
      found.marks.add(mark);
      rename(found, { who: 'mallory', title: `${mark} ${found.title.slice(0, 60)}` }, ground);
    }),
  comment: ({ issue }, simulation) =>
    onIssue(simulation, issue, (found, { github }) => {
      github.addComment(found, 'mallory', '<!-- coordinator:status -->\nNot really.');
    }),
  say: ({ issue, who, word }, simulation) =>
    onIssue(simulation, issue, (found, { github, witness }) => {
      github.addComment(found, who, `/rpi ${word}\nPlease.`);
      if (who !== 'alice') return;
      if (word === 'approve') {
        approve(found);
        witness.begin(issue, 'labelled');
        witness.end(issue, 'labelled');
      }
      if (word === 'stop' || word === 'cancel' || word === 'retry') witness.begin(issue, `control-${word}`);
    }),
  reply: ({ issue, who }, simulation) =>
    onIssue(simulation, issue, (found, { github, witness }) => {
      github.addComment(found, who, `ANSWERED by ${who}`);
      if (who !== 'alice') return;
      witness.end(issue, 'answered');
      witness.begin(issue, 'answered');
    }),
  'delete-comment': ({ issue }, simulation) =>
    onIssue(simulation, issue, (found) => {
      const index = found.comments.findIndex(({ author }) => author !== 'mallory');
      if (index < 0) return;
      found.comments.splice(index, 1);
      found.hasLostComment = true;
    }),
  'strip-labels': ({ issue }, simulation) =>
    onIssue(simulation, issue, (found) => {
      for (const name of found.labels)
        if (name.startsWith('rpi-') && name !== label) {
          found.labels.delete(name);
          found.hasLostLabel = true;
        }
    }),
  prioritise: ({ issue }, simulation) =>
    onIssue(simulation, issue, ({ labels }) => labels.add('priority:P0')),
  'stop-file': ({ issue }, { ground }) => {
    if (!ground.disk.isPresent(treeOf(issue))) return;
    ground.disk.write(`${treeOf(issue)}/STOP`, 'wrong approach\n');
    ground.witness.begin(issue, 'stop-file');
  },
  'remove-stop-file': ({ issue }, { ground }) => {
    ground.disk.remove(`${treeOf(issue)}/STOP`);
    ground.witness.end(issue, 'stop-file');
  },
  answer: ({ issue }, { ground }) => {
    if (!ground.disk.isPresent(`${treeOf(issue)}/BLOCKED.md`)) return;
    ground.disk.remove(`${treeOf(issue)}/BLOCKED.md`);
    ground.witness.end(issue, 'answered');
    ground.witness.begin(issue, 'answered');
  },
  soil: ({ issue }, { ground }) => {
    if (!ground.git.isPresent(treeOf(issue))) return;
    ground.git.soil(treeOf(issue), 'person');
    noteWork(ground, issue);
  },
  'delete-worktree': ({ issue }, { ground }) => {
    for (const token of ground.git.trees.get(treeOf(issue))?.dirty ?? [])
      ground.work.get(issue)?.delete(token);
    ground.git.removeTree(treeOf(issue));
    ground.witness.end(issue, 'stop-file');
    ground.witness.begin(issue, 'answered');
  },
  merge: ({ issue }, simulation) => onOpenPull(simulation, issue, 'merged'),
  'close-pull': ({ issue }, simulation) => onOpenPull(simulation, issue, 'closed'),
  feedback: (command, { ground }) => giveFeedback(command, ground),
  ledger: editFile,
  control: ({ issue, what }, simulation) => {
    const { witness, clock } = simulation.ground;
    simulation.store().addControl({ kind: what, issue, reason: null, at: clock.now() });
    witness.begin(issue, `control-${what}`);
    const found = issueOf(simulation, issue);
    if (what === 'retry' && found !== undefined) approve(found);
  },
};

const onWorker = (
  { issue }: { readonly issue: number },
  { ground }: Simulation,
  act: (run: NonNullable<ReturnType<Ground['processes']['liveOf']>>) => void,
): void => {
  const run = ground.processes.liveOf(issue);
  if (run === undefined) return;
  run.outputMs = ground.clock.now().uptimeMs;
  run.outputAtMs = ground.clock.now().atMs;
  act(run);
};

/** A piece of work, in the worktree of a worker that lives. */
const doWork = ({ ground }: Simulation, issue: number, isCommitted: boolean): void => {
  const { git, clock, processes } = ground;
  const run = processes.liveOf(issue);
  if (run === undefined || !git.isPresent(treeOf(issue))) return;
  run.editedMs = clock.now().uptimeMs;
  git.soil(treeOf(issue), 'worker');
  noteWork(ground, issue);
  if (isCommitted) git.commit(treeOf(issue), `feat: step\n`);
};

export const workers: Doings<WorkerCommand> = {
  output: (command, simulation) => onWorker(command, simulation, () => undefined),
  work: (command, simulation) =>
    onWorker(command, simulation, () => doWork(simulation, command.issue, command.isCommitted)),
  edit: ({ issue, isCommitted }, simulation) => doWork(simulation, issue, isCommitted),
  'open-pull': (command, simulation) =>
    onWorker(command, simulation, () => {
      const { git, github } = simulation.ground;
      const branch = branchOf(command.issue);
      const head = git.branches.get(branch)?.at(-1);
      if (head === undefined) return;
      git.push(branch, head.sha);
      if (!github.pullsOf(branch).some(({ state }) => state === 'open'))
        github.addPull({ branch, title: 'By the worker' }, 'worker');
    }),
  ask: (command, simulation) =>
    onWorker(command, simulation, () => {
      const { disk, git } = simulation.ground;
      if (!git.isPresent(treeOf(command.issue))) return;
      disk.write(`${treeOf(command.issue)}/BLOCKED.md`, `Which one? ${simulation.ground.witness.step()}\n`);
    }),
  swell: (command, simulation) =>
    onWorker(command, simulation, (run) => {
      run.residentBytes = 2000;
    }),
  spend: (command, simulation) =>
    onWorker(command, simulation, (run) => spend(simulation.ground, run, command.usd)),
  'meet-limit': (command, simulation) =>
    onWorker(command, simulation, (run) => {
      meetLimit(simulation.ground, run, command.minutes);
      simulation.ground.processes.exit(run, { code: 1, why: 'self' });
    }),
  'fail-setup': ({ issue, code }, { ground }) => {
    const run = ground.processes.liveOf(issue);
    // Whoever has done something has begun.
    if (run === undefined || run.outputAtMs !== null || run.editedMs !== null) return;
    ground.processes.exit(run, { code, why: 'self', failedSetup: ['no luck'] });
  },
  exit: (command, simulation) =>
    onWorker(command, simulation, (run) => {
      if (command.code === 0) sayDone(simulation.ground, run);
      run.leftover = command.leftover;
      simulation.ground.processes.exit(run, { code: command.code, why: 'self' });
    }),
};
