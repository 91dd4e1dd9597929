/**
 * Which attempt a command is about: `N` and `--attempt K`.
 */
import type { Attempt } from '../model/attempt.ts';
import { UsageError } from '../model/failures.ts';
import { keyOf } from '../model/ids.ts';
import type { TaskMemory } from '../model/task.ts';
import { readMemoryOf } from './clean-choice.ts';
import { nearestIssues, parseIssue } from './issue-argument.ts';
import type { Place } from './place.ts';

/** What was asked for. */
export interface AttemptRequest {
  readonly issue: string;
  /** Undefined = the latest. */
  readonly attempt?: number | undefined;
}

/** An attempt and its task. */
export interface ChosenAttempt {
  readonly task: TaskMemory;
  readonly attempt: Attempt;
}

/** Reads it from the store. @throws UsageError no such task or attempt. */
export const readAttempt = (place: Place, request: AttemptRequest): ChosenAttempt => {
  const issue = parseIssue(request.issue);
  const { tasks } = readMemoryOf(place);
  const task = tasks.find((candidate) => candidate.issue === issue);
  if (task === undefined) {
    const known = tasks.map((one) => one.issue);
    throw new UsageError(`there is no task ${keyOf(issue)}`, {
      fix: nearestIssues(issue, known),
      exitCode: 1,
    });
  }
  return { task, attempt: pickAttempt(task, request.attempt) };
};

const pickAttempt = ({ issue, attempts }: TaskMemory, number: number | undefined): Attempt => {
  const found =
    number === undefined ? attempts.at(-1) : attempts.find((attempt) => attempt.number === number);
  if (found !== undefined) return found;
  const key = keyOf(issue);
  if (number === undefined)
    throw new UsageError(`${key} has no log yet: no worker was started`, {
      fix: 'See: coordinator status',
      exitCode: 1,
    });
  const numbers = attempts.map((attempt) => attempt.number).join(', ');
  throw new UsageError(`${key} has no attempt ${number}`, {
    fix: `Attempts: ${numbers || 'none'}`,
    exitCode: 1,
  });
};
