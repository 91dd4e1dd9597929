/**
 * `coordinator wait|open|diff N`: one task, from what is remembered; whether or not a coordinator runs.
 */
import type { OpenAnswer, WaitAnswer } from '../answers/tasks.ts';
import { parseDuration } from '../config/units.ts';
import { UsageError } from '../model/failures.ts';
import { keyOf } from '../model/ids.ts';
import { isRejected, outcomeWordOf, rejectionOf } from '../model/rejected.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import { renderJson } from '../render/json.ts';
import { oneLineOf } from '../render/plain-text.ts';
import { openFiles } from '../world/files/open-files.ts';
import { readHolder } from '../world/lock.ts';
import { openPage, showDiff } from '../world/show.ts';
import { chooseTasks, readMemoryOf } from './clean-choice.ts';
import { openPlace, type Place, readSettingsIn } from './place.ts';
import type { PlaceRequest } from './place-request.ts';
import type { Terminal } from './terminal.ts';

export interface TaskRequest extends PlaceRequest {
  /** As written: `450`, `#450` or `gh-450`. */
  readonly issue: string;
  readonly json?: boolean;
  readonly terminal: Terminal;
}

/** @throws UsageError no such task. */
const readTask = (place: Place, issue: string): TaskMemory => {
  const [task] = chooseTasks(readMemoryOf(place), { issues: [issue], all: true });
  if (task === undefined) throw new UsageError(`there is no task ${issue}`, { exitCode: 1 });
  return task;
};

/** Exit code of a wait that its time ended. */
const pendingCode = 8;
const lookMs = 500;

/** Waits until the task is over: 0 completed, 1 otherwise (also where its pull request was rejected), 8 when `timeout` (`90s`, `0`) came first. @throws UsageError */
export const waitForTask = async (
  request: TaskRequest & { readonly timeout?: string | undefined },
): Promise<number> => {
  const place = await openPlace(request);
  const limitMs = limitOf(request.timeout);
  const untilMs = performance.now() + limitMs;
  const { answer, say } = request.terminal;
  let told = '';
  for (;;) {
    const task = readTask(place, request.issue);
    const { issue, recorded } = task;
    const text = oneLineOf(`${keyOf(issue)} ${outcomeWordOf(task)}: ${rejectionOf(task) ?? recorded.reason}`);
    const tell = (): void => answer(request.json ? renderJson(waitAnswerOf(task)) : text);
    if (isTerminal(recorded.state)) {
      tell();
      return outcomeWordOf(task) === 'completed' ? 0 : 1;
    }
    if (text !== told) say(text);
    if (told === '' && readHolder(place.paths.holderPath) === null)
      say('no coordinator runs, so nothing goes on. Start: coordinator run');
    told = text;
    if (performance.now() >= untilMs) {
      tell();
      return pendingCode;
    }
    const pauseMs = Math.max(1, Math.min(lookMs, untilMs - performance.now()));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
};

const waitAnswerOf = (task: TaskMemory): WaitAnswer => {
  const { issue, recorded, pullRequest } = task;
  const { state } = recorded;
  return {
    ...{ issue, key: keyOf(issue), state, reason: rejectionOf(task) ?? recorded.reason },
    ...{ over: isTerminal(state), rejected: isRejected(task), pullRequest },
  };
};

const limitOf = (timeout: string | undefined): number => {
  if (timeout === undefined) return Number.POSITIVE_INFINITY;
  const limitMs = parseDuration(timeout);
  if (limitMs !== undefined) return limitMs;
  throw new UsageError(`"${timeout}" is not a time`, { fix: 'Write 90s, 15m, 2h, or plain seconds.' });
};

/** Shows the pull request, else the issue, in the browser; always says its address. @throws UsageError no such task. */
export const openTask = async (request: TaskRequest & { readonly print: boolean }): Promise<number> => {
  const { issue, url, pullRequest } = readTask(await openPlace(request), request.issue);
  const page = pullRequest?.url ?? url;
  if (!request.json) request.terminal.answer(page);
  const opened = !request.print && (await openPage(page));
  const answer: OpenAnswer = { issue, key: keyOf(issue), url: page, pullRequest, opened };
  if (request.json) request.terminal.answer(renderJson(answer));
  if (request.print || opened) return 0;
  request.terminal.say('there is no program to open it with (xdg-open); its address is above');
  return 1;
};

/** Shows what the task has changed since its base, committed or not; the branch where the worktree is gone. @throws UsageError */
export const diffTask = async (request: TaskRequest & { readonly stat: boolean }): Promise<number> => {
  const place = await openPlace(request);
  const { worktreePath, branch } = readTask(place, request.issue);
  const { worktrees } = await readSettingsIn(place, request, () => undefined);
  const { facts } = readMemoryOf(place).github;
  const base = `origin/${worktrees.base ?? facts?.defaultBranch ?? 'HEAD'}`;
  const files = openFiles({ historyPath: '', isLook: true });
  const stat = request.stat ? ['--stat'] : [];
  if (files.isPresent(worktreePath)) return showDiff(worktreePath, [...stat, '--merge-base', base, '--']);
  request.terminal.say(`its worktree is gone, this is its branch ${branch}`);
  return showDiff(place.rootPath, [...stat, `${base}...${branch}`, '--']);
};
