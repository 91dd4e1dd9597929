/**
 * `coordinator stop|cancel|retry|kill N`: leaves a request in the store; the running coordinator takes it up at once,
 * else the next one at its start.
 */
import type { RequestAnswer } from '../answers/tasks.ts';
import { UsageError } from '../model/failures.ts';
import { keyOf } from '../model/ids.ts';
import type { Control } from '../model/snapshot.ts';
import { renderJson } from '../render/json.ts';
import { openClock } from '../world/clock.ts';
import { readHolder } from '../world/lock.ts';
import { openStoreForControls, openStoreForReading } from '../world/store/visit-store.ts';
import type { ControlAnswer } from '../world/world.ts';
import { nearestIssues, parseIssue } from './issue-argument.ts';
import { openPlace, type Place } from './place.ts';
import type { PlaceRequest } from './place-request.ts';
import type { Terminal } from './terminal.ts';

export interface ControlRequest extends PlaceRequest {
  readonly kind: 'stop' | 'cancel' | 'retry' | 'kill';
  /** As written: `450`, `#450` or `gh-450`. */
  readonly issue: string;
  readonly reason?: string | undefined;
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** How long a running coordinator may take to answer. */
const answerMs = 10_000;
const lookMs = 50;

/** What became of a request: answered, or left for later. `next-start`: no coordinator runs. */
export type Asked =
  | { readonly kind: 'answered'; readonly accepted: boolean; readonly answer: string }
  | { readonly kind: 'unanswered' | 'next-start' };

/** A request as the store takes it. */
interface Wanted {
  readonly kind: Control['kind'];
  readonly issue: number;
  readonly reason: string | null;
  /** How long an answer is waited for, milliseconds. */
  readonly limitMs?: number;
}

/** Leaves the request, and waits for its answer where a coordinator runs. @throws UsageError no such task. */
export const ask = async ({ paths }: Place, { limitMs, ...wanted }: Wanted): Promise<Asked> => {
  const { issue } = wanted;
  const reader = openStoreForReading({ path: paths.storePath });
  const known = reader?.readMemory().tasks.map((task) => task.issue) ?? [];
  const isKnown = known.includes(issue) || reader?.readTask(issue) != null;
  reader?.close();
  if (!isKnown)
    throw new UsageError(`there is no task ${keyOf(issue)}`, {
      fix: nearestIssues(issue, known),
      exitCode: 1,
    });
  const store = openStoreForControls({ path: paths.storePath });
  try {
    const id = store.addControl({ ...wanted, at: openClock().now() });
    if (readHolder(paths.holderPath) === null) return { kind: 'next-start' };
    const answer = await awaitAnswer(() => store.readControlAnswer(id), limitMs);
    return answer === null ? { kind: 'unanswered' } : { kind: 'answered', ...answer };
  } finally {
    store.close();
  }
};

/** What a person is told of a request, one line. */
const askedText = (asked: Asked, { kind, issue }: Pick<Wanted, 'kind' | 'issue'>): string => {
  if (asked.kind === 'answered') return asked.answer;
  return asked.kind === 'next-start'
    ? `${keyOf(issue)}: ${kind} is noted; no coordinator runs, the next one takes it up at its start`
    : `${keyOf(issue)}: ${kind} is noted, the coordinator did not answer yet. See: coordinator status`;
};

/** Resolves with the exit code: 1 when the request was refused. @throws UsageError no such task. */
export const requestControl = async (request: ControlRequest): Promise<number> => {
  const place = await openPlace(request);
  const { kind, reason = null } = request;
  const wanted = { kind, issue: parseIssue(request.issue), reason };
  const asked = await ask(place, wanted);
  return tellAsked(request, { kind, issue: wanted.issue, asked });
};

/** Says what became of a request, or answers it as JSON. Returns the exit code: 1 when it was refused. */
export const tellAsked = (
  { json, terminal }: Pick<ControlRequest, 'json' | 'terminal'>,
  {
    kind,
    issue,
    asked,
  }: Pick<RequestAnswer, 'issue'> & { readonly kind: RequestAnswer['request']; readonly asked: Asked },
): number => {
  const answer = askedText(asked, { kind, issue });
  const accepted = asked.kind === 'answered' ? asked.accepted : null;
  const all: RequestAnswer = {
    issue,
    key: keyOf(issue),
    request: kind,
    outcome: asked.kind,
    accepted,
    answer,
  };
  if (json) terminal.answer(renderJson(all));
  else terminal.say(answer);
  return accepted === false ? 1 : 0;
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
