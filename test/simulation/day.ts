/**
 * Whole days: people, workers and mishaps at any time of them. At its end everybody is given an answer, and every task must
 * come to an end of its own.
 */
import fc from 'fast-check';
import type { Command } from './commands.ts';
import { issueNumbers } from './ground.ts';
import { passage } from './histories.ts';
import type { History } from './history.ts';

const hourSeconds = 3600;

/** Between two things that happen. */
const pauses = [1, 20, 60, 100, 250, 700, 1800];

/** So many hours of the simulated clock; the same seed is the same day. */
export const dayOf = (seed: number, hours: number): History => {
  const passages = fc.sample(passage, { seed, numRuns: hours * 60 });
  const picks = fc.sample(fc.constantFrom(...pauses), { seed, numRuns: hours * 60 });
  const commands: Command[] = [];
  let leftSeconds = hours * hourSeconds;
  for (const [index, next] of passages.entries()) {
    if (leftSeconds <= 0) break;
    const seconds = Math.min(leftSeconds, picks[index] ?? 60);
    leftSeconds -= seconds + next.reduce((sum, one) => sum + secondsOf(one), 0);
    commands.push(...next, { kind: 'advance', seconds });
    if (index % 12 === 0)
      commands.push(...issueNumbers.map((issue): Command => ({ kind: 'label', issue, who: 'alice' })));
  }
  if (leftSeconds > 0) commands.push({ kind: 'advance', seconds: leftSeconds });
  return { seed, isOrderly: seed % 2 === 0, commands: [...commands, ...answersToAll], endsAll: true };
};

const secondsOf = (command: Command): number => (command.kind === 'advance' ? command.seconds : 0);

/** Whatever a task waits for that only a person can give. */
const answersToAll: readonly Command[] = [
  { kind: 'start' },
  { kind: 'settle' },
  ...issueNumbers.flatMap((issue): readonly Command[] => [
    { kind: 'remove-stop-file', issue },
    { kind: 'reopen', issue },
    { kind: 'unlabel', issue },
    { kind: 'advance', seconds: 40 },
    { kind: 'settle' },
    { kind: 'label', issue, who: 'alice' },
    { kind: 'advance', seconds: 40 },
    { kind: 'settle' },
  ]),
  { kind: 'say', issue: 1, who: 'alice', word: 'resume' },
  { kind: 'advance', seconds: 40 },
  { kind: 'settle' },
];
