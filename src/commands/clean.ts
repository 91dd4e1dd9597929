/**
 * `coordinator clean`: removes the worktrees of finished tasks. A running coordinator is asked to do it; else this
 * process takes the coordinator's lock for as long as it takes, so that none can start a worker in between.
 */
import { join } from 'node:path';
import { keyOf } from '../model/ids.ts';
import { keptBecause, type Removal } from '../model/removal.ts';
import type { Settings } from '../model/settings.ts';
import type { Memory } from '../model/snapshot.ts';
import { notRemovableBecause, type TaskMemory } from '../model/task.ts';
import {
  type CleanReport,
  type CleanRow,
  cleanJsonOf,
  foreseenText,
  renderCleanReport,
} from '../render/clean-report.ts';
import { renderJson } from '../render/json.ts';
import { openClock } from '../world/clock.ts';
import { openFiles } from '../world/files/open-files.ts';
import { readHolder } from '../world/lock.ts';
import { openStoreForControls } from '../world/store/visit-store.ts';
import { keptForMs, type Tidied, tidyOwnFiles } from '../world/tidy-own-files.ts';
import type { ControlAnswer } from '../world/world.ts';
import { chooseTasks, readMemoryOf } from './clean-choice.ts';
import { readSettingsOr } from './configuration.ts';
import { awaitAnswer } from './control.ts';
import type { PlaceRequest } from './place-request.ts';
import { removeHere } from './remove-here.ts';
import type { Terminal } from './terminal.ts';
import { type Clone, openClone } from './workplace.ts';

export interface CleanRequest extends PlaceRequest {
  /** As written; none = all that are finished. */
  readonly issues: readonly string[];
  readonly dryRun: boolean;
  /** Failed, stopped and cancelled tasks, too. */
  readonly all: boolean;
  readonly force: boolean;
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** How long a running coordinator may take for one removal: large trees take their time. */
const answerMs = 5 * 60_000;

interface Place {
  readonly clone: Clone;
  readonly settings: Settings;
  readonly treesPath: string;
}

/** Resolves with the exit code: 1 when a worktree that was asked for by number stays. @throws UsageError no such task. */
export const cleanUp = async (request: CleanRequest): Promise<number> => {
  const clone = await openClone(request);
  const settings = readSettingsOr(clone, request, (why) =>
    request.terminal.say(
      `the configuration is wrong, worktrees are looked for in trees, and nothing is torn down: ${why}`,
    ),
  );
  const place = { clone, settings, treesPath: join(clone.git.rootPath, settings.worktrees.dir) };
  const tasks = chooseTasks(readMemoryOf(clone), request);
  const rows = request.dryRun ? await foresee(place, tasks, request) : await remove(place, tasks, request);
  const tidied =
    request.issues.length === 0 ? await tidy(place, request) : { runCount: 0, registrationCount: 0 };
  const report: CleanReport = { isDryRun: request.dryRun, rows, tidied };
  request.terminal.answer(request.json ? renderJson(cleanJsonOf(report)) : renderCleanReport(report));
  const isRefused = rows.some(({ outcome }) => outcome === 'kept' || outcome === 'refused');
  return request.issues.length > 0 && isRefused && !request.dryRun ? 1 : 0;
};

const rowOf = (
  { issue, worktreePath: path }: TaskMemory,
  row: Pick<CleanRow, 'outcome' | 'text'> & Partial<CleanRow>,
): CleanRow => ({ issue, path, risks: [], freedBytes: 0, saved: null, ...row });

/** What would become of each, by looking only. */
const foresee = (
  { clone, treesPath }: Place,
  tasks: readonly TaskMemory[],
  { force }: CleanRequest,
): Promise<readonly CleanRow[]> =>
  Promise.all(
    tasks.map(async (task) => {
      const why = notRemovableBecause(task);
      if (why !== null) return rowOf(task, { outcome: 'refused', text: why });
      const { issue, worktreePath: path, branch, mergedSha } = task;
      const seen = await clone.git.readRisks({ issue, path, branch, mergedSha, treesPath });
      if (seen.kind === 'absent') return rowOf(task, { outcome: 'absent', text: 'there is no worktree' });
      const { risks } = seen;
      const goes = risks.every(({ canBeSaved }) => force && canBeSaved);
      const text = foreseenText(risks, force && goes);
      return rowOf(task, { outcome: goes ? 'removed' : 'kept', text, risks });
    }),
  );

const remove = async (
  place: Place,
  tasks: readonly TaskMemory[],
  request: CleanRequest,
): Promise<readonly CleanRow[]> => {
  if (tasks.length === 0) return [];
  const isRunning = readHolder(place.clone.paths.holderPath) !== null;
  const answers = isRunning
    ? await askDaemon(place, tasks, request)
    : await removeHere(tasks, { ...place, ...request });
  const after = readMemoryOf(place.clone);
  return tasks.map((task, index) => {
    const removal = after.tasks.find(({ issue }) => issue === task.issue)?.removal ?? null;
    const isNews = removal !== null && removal.at.uptimeMs !== task.removal?.at.uptimeMs;
    return answeredRow(task, answers[index] ?? null, isNews ? removal : null);
  });
};

/** `removal`: what was remembered of it meanwhile; null = nothing. */
const answeredRow = (task: TaskMemory, answer: ControlAnswer | null, removal: Removal | null): CleanRow => {
  if (answer === null)
    return rowOf(task, { outcome: 'pending', text: 'the coordinator has not answered yet' });
  const text = answer.answer.replace(`${keyOf(task.issue)}: `, '');
  if (removal?.kind === 'removed' && answer.accepted) {
    const { freedBytes, saved } = removal;
    return rowOf(task, { outcome: freedBytes > 0 ? 'removed' : 'absent', text, freedBytes, saved });
  }
  if (removal?.kind === 'kept' && !answer.accepted)
    return rowOf(task, { outcome: 'kept', text: keptBecause(removal.risks), risks: removal.risks });
  return rowOf(task, { outcome: answer.accepted ? 'absent' : 'refused', text });
};

type Answers = readonly (ControlAnswer | null)[];

/** All requests first: the coordinator works on them side by side. */
const askDaemon = async (
  { clone }: Place,
  tasks: readonly TaskMemory[],
  { force }: CleanRequest,
): Promise<Answers> => {
  const store = openStoreForControls({ path: clone.paths.storePath });
  const kind = force ? 'clean-by-force' : 'clean';
  try {
    const at = openClock().now();
    const ids = tasks.map(({ issue }) => store.addControl({ kind, issue, reason: null, at }));
    return await Promise.all(ids.map((id) => awaitAnswer(() => store.readControlAnswer(id), answerMs)));
  } finally {
    store.close();
  }
};

/** What the coordinator made itself, and nobody needs any more. */
const tidy = ({ clone }: Place, { dryRun }: CleanRequest): Promise<Tidied> => {
  const nowMs = Date.now();
  const runs = oldRunsOf(readMemoryOf(clone), nowMs);
  return tidyOwnFiles({ paths: clone.paths, runs, nowMs, isDryRun: dryRun });
};

const oldRunsOf = ({ tasks }: Memory, nowMs: number): readonly string[] => {
  const files = openFiles({ historyPath: '', isLook: true });
  return tasks
    .filter((task) => notRemovableBecause(task) === null && !files.isPresent(task.worktreePath))
    .flatMap(({ attempts }) => attempts)
    .filter(({ endedAt }) => endedAt !== null && nowMs - endedAt.atMs > keptForMs)
    .map(({ run }) => run);
};
