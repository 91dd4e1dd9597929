/**
 * Each attempt's command ran at most once, one after the other, and memory tells the truth about it.
 */
import { isAllowed } from '../../src/decide/transitions.ts';
import { type Attempt, hasBegun } from '../../src/model/attempt.ts';
import type { StoreReader } from '../../src/world/store/store.ts';
import type { Ground } from './ground.ts';
import type { Scenario } from './scenarios.ts';
import { type Execution, readWitness } from './witness.ts';

interface Known {
  readonly store: StoreReader;
  readonly wereRunnersKilled: boolean;
}

/** Limit of attempts in a round's configuration. */
const attemptLimit = 4;

export const checkAttempts = (ground: Ground, scenario: Scenario, known: Known): readonly string[] => {
  const all = readWitness(ground.witnessPath);
  const { tasks } = known.store.readMemory();
  return scenario.scenes.flatMap(({ ends }, at) => {
    const issue = ground.issues[at] ?? 0;
    const ran = all.filter((one) => one.issue === issue);
    const attempts = tasks.find((task) => task.issue === issue)?.attempts ?? [];
    const codes = ran.map(({ code }) => code);
    const isAsPlanned = known.wereRunnersKilled || JSON.stringify(codes) === JSON.stringify(ends.codes);
    return [
      ...once(issue, ran),
      ...inTurn(issue, ran),
      ...remembered(issue, ran, attempts),
      ...attempts.flatMap((attempt) => truthOf(attempt, ran, known)),
      ...(isAsPlanned ? [] : [`gh-${issue}: attempts ended with ${codes}, not ${ends.codes}`]),
      ...transitions(issue, known.store),
    ];
  });
};

/** P1. */
const once = (issue: number, ran: readonly Execution[]): readonly string[] => {
  const twice = ran.filter(({ run, attempt }, at) =>
    ran.slice(0, at).some((other) => other.run === run || other.attempt === attempt),
  );
  return twice.map(({ attempt }) => `attempt ${attempt} of gh-${issue} was executed twice`);
};

/** P2, by the workers' own clocks. */
const inTurn = (issue: number, ran: readonly Execution[]): readonly string[] =>
  ran
    .slice(1)
    .filter(({ startedAtMs }, at) => (ran[at]?.endedAtMs ?? 0) > startedAtMs)
    .map(({ attempt }) => `attempt ${attempt} of gh-${issue} began before the one before it had ended`);

const remembered = (
  issue: number,
  ran: readonly Execution[],
  attempts: readonly Attempt[],
): readonly string[] => {
  const numbers = attempts.map(({ number }) => number);
  const inOrder = numbers.every((number, at) => number === at + 1);
  const started = attempts.filter(hasBegun);
  const unknown = ran.filter(({ run }) => !attempts.some((attempt) => attempt.run === run));
  return [
    ...(inOrder ? [] : [`gh-${issue}: attempts are numbered ${numbers}`]),
    ...(started.length <= attemptLimit
      ? []
      : [`gh-${issue}: ${started.length} attempts, ${attemptLimit} may`]),
    ...unknown.map(({ attempt }) => `attempt ${attempt} of gh-${issue} ran and is not remembered`),
  ];
};

/** P3: an exit code is the real one; unknown is `lost` and needs a runner that was killed. */
const truthOf = (attempt: Attempt, ran: readonly Execution[], known: Known): readonly string[] => {
  const name = `attempt ${attempt.number} of gh-${attempt.issue}`;
  const execution = ran.find(({ run }) => run === attempt.run);
  const { end } = attempt;
  if (end === null) return [`${name} has no end`];
  if (end.kind === 'never-started' || !hasBegun(attempt))
    return execution === undefined ? [] : [`${name} ran and is said not to have`];
  if (execution === undefined && !known.wereRunnersKilled) return [`${name} never ran and is said to have`];
  if (execution !== undefined && execution.attempt !== attempt.number)
    return [`${name} was told that it is number ${execution.attempt}`];
  if (end.kind === 'lost') return known.wereRunnersKilled ? [] : [`${name} is lost (${end.why})`];
  const code = execution?.code ?? null;
  if (code === null)
    return end.exit.code > 128
      ? []
      : [`${name} was ended from outside and is said to have exited ${end.exit.code}`];
  return code === end.exit.code ? [] : [`${name} exited ${code} and is said to have exited ${end.exit.code}`];
};

const transitions = (issue: number, store: StoreReader): readonly string[] => {
  const journal = store.readJournal(issue);
  const illegal = journal.filter(({ from, to }) => !isAllowed(from, to));
  const gaps = journal.filter(({ from }, at) => from !== (journal[at - 1]?.to ?? null));
  return [
    ...illegal.map(({ from, to }) => `gh-${issue} went from ${from} to ${to}`),
    ...gaps.map(({ from, to }) => `gh-${issue}: the journal has a gap before ${from} -> ${to}`),
  ];
};
