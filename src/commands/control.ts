/**
 * `coordinator stop|cancel|retry|kill N`: leaves a request in the store; the running coordinator takes it up at once,
 * else the next one at its start.
 */
import { UsageError } from '../model/failures.ts';
import { keyOf } from '../model/ids.ts';
import type { Control } from '../model/snapshot.ts';
import { openClock } from '../world/clock.ts';
import { readHolder } from '../world/lock.ts';
import { openStoreForControls, openStoreForReading } from '../world/store/visit-store.ts';
import type { ControlAnswer } from '../world/world.ts';
import { nearestIssues, parseIssue } from './issue-argument.ts';
import type { Terminal } from './terminal.ts';
import { openClone, type PlaceRequest } from './workplace.ts';

export interface ControlRequest extends PlaceRequest {
  readonly kind: Control['kind'];
  /** As written: `450`, `#450` or `gh-450`. */
  readonly issue: string;
  readonly reason?: string | undefined;
  readonly terminal: Terminal;
}

/** How long a running coordinator may take to answer. */
const answerMs = 10_000;
const lookMs = 50;

/** Resolves with the exit code: 1 when the request was refused. @throws UsageError no such task. */
export const requestControl = async (request: ControlRequest): Promise<number> => {
  const clone = await openClone(request);
  const issue = parseIssue(request.issue);
  const reader = openStoreForReading({ path: clone.paths.storePath });
  const known = reader?.readMemory().tasks.map((task) => task.issue) ?? [];
  reader?.close();
  if (!known.includes(issue))
    throw new UsageError(`there is no task ${keyOf(issue)}`, {
      fix: nearestIssues(issue, known),
      exitCode: 1,
    });
  const store = openStoreForControls({ path: clone.paths.storePath });
  try {
    const { kind, reason = null } = request;
    const id = store.addControl({ kind, issue, reason, at: openClock().now() });
    if (readHolder(clone.paths.holderPath) === null) {
      request.terminal.say(
        `${keyOf(issue)}: ${kind} is noted; no coordinator runs, the next one takes it up at its start`,
      );
      return 0;
    }
    return tellAnswer(await awaitAnswer(() => store.readControlAnswer(id)), { request, issue });
  } finally {
    store.close();
  }
};

/** Resolves with the answer to a request, or with null after so many milliseconds without one. */
export const awaitAnswer = async (
  read: () => ControlAnswer | null,
  limitMs = answerMs,
): Promise<ControlAnswer | null> => {
  const untilMs = performance.now() + limitMs;
  while (performance.now() < untilMs) {
    const answer = read();
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  return null;
};

const tellAnswer = (
  answer: ControlAnswer | null,
  { request, issue }: { readonly request: ControlRequest; readonly issue: number },
): number => {
  if (answer === null) {
    request.terminal.say(
      `${keyOf(issue)}: ${request.kind} is noted, the coordinator did not answer yet. See: coordinator status`,
    );
    return 0;
  }
  request.terminal.say(answer.answer);
  return answer.accepted ? 0 : 1;
};
