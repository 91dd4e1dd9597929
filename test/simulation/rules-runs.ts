/**
 * Rules about runs and worktrees: one live worker per issue and so many in all (1), signals only with a reason and only
 * to what lives (2, 4), files of people stay (3), nothing for an issue that nobody trusted has labelled.
 */
import { type Attempt, isLive } from '../../src/model/attempt.ts';
import type { RunSpec } from '../../src/model/run-spec.ts';
import type { Memory } from '../../src/model/snapshot.ts';
import { isTerminal } from '../../src/model/task.ts';
import type { Run } from './fake-processes.ts';
import { type Ground, treeOf } from './ground.ts';

export interface RunRules {
  readonly onExecute: (run: Run) => void;
  readonly onStart: (issue: number, spec: RunSpec) => void;
  readonly onSignal: (run: Run, how: string) => void;
  readonly onTree: (issue: number) => void;
  readonly onRemoval: (issue: number) => void;
  readonly onMend: (issue: number) => void;
  readonly onRemove: (path: string, text: string) => void;
}

export const createRunRules = (ground: () => Ground, readMemory: () => Memory): RunRules => {
  const taskOf = (issue: number) => readMemory().tasks.find((task) => task.issue === issue);
  const checkTrust = (issue: number, what: string): void => {
    const { github, witness } = ground();
    if (github.issues.get(issue)?.isTrusted !== true)
      witness.breach('trust', `${what} for gh-${issue}, which nobody trusted has labelled`);
  };
  return {
    onTree: (issue) => checkTrust(issue, 'a worktree'),
    onRemoval: (issue) => {
      const { processes, witness } = ground();
      if (processes.liveOf(issue) !== undefined)
        witness.breach('R3', `the worktree of gh-${issue} is removed under its worker`);
      if (taskOf(issue)?.attempts.some(isLive))
        witness.breach('R3', `the worktree of gh-${issue} is removed during an attempt`);
    },
    onMend: (issue) => {
      const task = taskOf(issue);
      if (task !== undefined && (!isTerminal(task.recorded.state) || task.attempts.some(isLive)))
        ground().witness.breach(
          'R3',
          `git is made to forget the worktree of gh-${issue}, which is under way`,
        );
    },
    onStart: (issue, spec) => {
      const { disk, witness, git } = ground();
      checkTrust(issue, 'a worker');
      checkPrompt(issue, spec, ground());
      if (disk.isPresent(`${treeOf(issue)}/STOP`))
        witness.breach('R2', `a worker of gh-${issue} is started in spite of its STOP file`);
      if (git.trees.get(treeOf(issue))?.isFilled === false)
        witness.breach('R6', `a worker of gh-${issue} is started in a half-made worktree`);
    },
    onExecute: (run) => {
      const { processes, witness, settings } = ground();
      witness.note(`gh-${run.issue}  executes ${run.run.slice(0, 8)}`);
      if (run.executions > 1) witness.breach('R1', `the command of ${run.run} was executed twice`);
      const live = processes.live();
      if (live.filter(({ issue }) => issue === run.issue).length > 1)
        witness.breach('R1', `two workers of gh-${run.issue} live`);
      if (live.length > settings.workers.max) witness.breach('R1', `${live.length} workers live`);
      checkCount(run, ground(), taskOf(run.issue));
    },
    onSignal: (run, how) => {
      const { witness } = ground();
      const attempt = taskOf(run.issue)?.attempts.find((one) => one.run === run.run);
      if (run.worker !== 'alive' && !run.leftover && run.runner !== 'alive')
        witness.breach('R4', `${how} to a run that has ended`);
      if (attempt === undefined || !isLive(attempt))
        witness.breach('R4', `${how} to a run that is not known to live`);
      if (how !== 'sweep' && attempt?.stop == null)
        witness.breach('R2', `${how} to gh-${run.issue}, which nobody decided to stop`);
      if (how === 'sweep' && run.runner === 'alive' && run.hasOwner)
        witness.breach('R2', `gh-${run.issue} is swept while its runner lives`);
    },
    onRemove: (path, text) => {
      const { disk, witness } = ground();
      const isKept = disk.paths().some((other) => other !== path && disk.read(other) === text);
      if (path.endsWith('/BLOCKED.md') && !isKept) witness.breach('R3', `the question in ${path} was lost`);
    },
  };
};

/** What somebody untrusted wrote after the label never reaches a worker unseen. */
const checkPrompt = (issue: number, { env }: RunSpec, { disk, github, witness }: Ground): void => {
  const prompt = disk.read(env.COORDINATOR_PROMPT ?? '') ?? '';
  const approved = github.issues.get(issue)?.approvedMarks;
  for (const mark of prompt.match(/MEDDLED\d+/g) ?? [])
    if (approved?.has(mark) !== true) witness.breach('trust', `a worker of gh-${issue} is told ${mark}`);
  if (/REVIEWED by (?!alice)/.test(prompt))
    witness.breach('trust', `a worker of gh-${issue} is told what a stranger reviewed`);
  if (/ANSWERED by (?!alice)/.test(prompt))
    witness.breach('trust', `a worker of gh-${issue} is told what a stranger answered`);
};
/** Ended on request; why, is what a lost memory took with it. */
const isForgotten = (run: Run | undefined, stop: Attempt['stop']): boolean =>
  stop === null && run?.exit !== null && run?.exit.why !== 'self';

type Task = Memory['tasks'][number];

/** Attempts that ran in this round, without those that the coordinator's own end, a set-up, money or a provider has ended. */
const checkCount = (run: Run, { processes, settings, witness }: Ground, task: Task | undefined): void => {
  const ran = (task?.attempts ?? []).filter(
    ({ round, run: id, stop, account, failure }) =>
      round === task?.round &&
      (processes.runs.get(id)?.executions ?? 0) > 0 &&
      stop?.cause !== 'shutdown' &&
      processes.runs.get(id)?.exit?.failedSetup === undefined &&
      !(stop?.cause === 'budget' && account !== null) &&
      !(failure === 'provider' && processes.runs.get(id)?.limitedForMs != null) &&
      !isForgotten(processes.runs.get(id), stop),
  );
  if (ran.length > settings.workers.attempts)
    witness.breach('R5', `gh-${run.issue} runs ${ran.length} times in one round`);
};
