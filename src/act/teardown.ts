/**
 * `worktrees.teardown`: gives back what a worktree holds elsewhere, right before it goes, and only when it would go.
 */

import type { Attempt, ExitRecord } from '../model/attempt.ts';
import { TransientError } from '../model/failures.ts';
import { isTeardownRun, keyOf, teardownRunOf } from '../model/ids.ts';
import type { Risk } from '../model/removal.ts';
import { scratchPathOf } from '../model/site.ts';
import type { TaskMemory } from '../model/task.ts';
import type { RemovalHands } from './hands.ts';
import { workerEnvironmentOf } from './worker-environment.ts';

/** How long it may take. */
const limitMs = 120_000;

/** The dead man's switch: later than the end that the coordinator asks for. */
const ceilingMs = limitMs + 60_000;

/** A worktree that is about to go; `force`: what can be saved does not keep it. */
export interface TearingDown {
  readonly task: TaskMemory;
  readonly force: boolean;
}

/**
 * Runs it where nothing keeps the worktree. Null: it did well, or there is nothing to be done. Either way a retry sets the
 * worktree up again. @throws TransientError one that an earlier coordinator began still runs there.
 */
export const tearDown = async ({ task, force }: TearingDown, hands: RemovalHands): Promise<Risk | null> => {
  const { world, settings, site } = hands;
  const { issue, worktreePath: path, branch, mergedSha } = task;
  const attempt = task.attempts.at(-1);
  const command = settings.worktrees.teardown;
  // Where no attempt was made nothing ever ran.
  if (command === null || attempt === undefined) return null;
  requireNoneRunning(path, hands);
  const seen = await world.git.readRisks({ issue, path, branch, mergedSha, treesPath: site.treesPath });
  if (seen.kind === 'absent' || seen.risks.some((risk) => keeps(risk, force))) return null;
  forgetSetUp(path, hands);
  const logPath = `${site.logsPath}/${keyOf(issue)}/teardown.log`;
  return failureOf(await run({ task, attempt, command, logPath }, hands), { issue, logPath });
};

/** What is mounted there may be what the command is to unmount; what it leaves mounted keeps the worktree after it. */
const keeps = ({ kind, canBeSaved }: Risk, force: boolean): boolean =>
  kind !== 'mount' && !(force && canBeSaved);

const requireNoneRunning = (path: string, { world: { processes } }: RemovalHands): void => {
  const runs = processes
    .listRuns()
    .filter((run) => isTeardownRun(run) && processes.readRunPath(run) === path);
  const isOver = (kind: string): boolean => kind === 'ended' || kind === 'lost' || kind === 'fenced';
  if (runs.some((one) => !isOver(processes.readRun(one).kind)))
    throw new TransientError('worktrees.teardown of an earlier coordinator still runs there');
};

const forgetSetUp = (path: string, { world }: RemovalHands): void => {
  const markPath = world.git.readSetupMarkPath(path);
  if (markPath !== null) world.files.remove(markPath);
};

const run = (
  source: {
    readonly task: TaskMemory;
    readonly attempt: Attempt;
    readonly command: string;
    readonly logPath: string;
  },
  { world, settings, site }: RemovalHands,
): Promise<ExitRecord | null> => {
  const { task, attempt, command, logPath } = source;
  const { number, slot, agent } = attempt;
  const known = settings.agents[agent] ?? site.builtInAgents[agent];
  const id = teardownRunOf(world.clock.newRunId());
  const promptPath = `${attempt.logPath.slice(0, -'.jsonl'.length)}.prompt.md`;
  const scratchPath = scratchPathOf(site, id);
  const env = workerEnvironmentOf({
    ...{ site, settings, task, run: id, attempt: number, slot, promptPath, scratchPath, token: null },
    agent: known ?? { env: {} },
  });
  const { graceMs, limits } = settings.workers;
  return world.processes.runThrough(
    {
      run: id,
      argv: ['/bin/sh', '-c', command],
      cwd: task.worktreePath,
      env,
      stdinPath: null,
      stdoutPath: logPath,
      stderrPath: logPath,
      graceMs,
      firstSignal: null,
      scratchPath: env.TMPDIR === scratchPath ? scratchPath : null,
      ceilingMs,
      limits,
    },
    limitMs,
  );
};

const failureOf = (
  exit: ExitRecord | null,
  { issue, logPath }: { readonly issue: number; readonly logPath: string },
): Risk | null =>
  exit?.why === 'self' && exit.code === 0
    ? null
    : {
        kind: 'teardown',
        text: `worktrees.teardown ${howOf(exit)}, see ${logPath}`,
        fix: `Correct it, or remove the worktree whatever it says: coordinator clean ${issue} --force.`,
        canBeSaved: true,
      };

const howOf = (exit: ExitRecord | null): string => {
  if (exit === null) return 'came to an end nobody saw';
  return exit.why === 'self'
    ? `failed (exit ${exit.code})`
    : `took longer than ${limitMs / 1000}s and was ended`;
};
