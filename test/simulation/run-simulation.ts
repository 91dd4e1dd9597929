/**
 * Simulations from the command line: `node test/simulation/run-simulation.ts --seed 7 --runs 200`, or one history
 * again: `--history '{...}'`, or whole days: `--hours 24 --seed 1`. Exit code 1 and the breach on standard output when a rule was broken.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { dayOf } from './day.ts';
import { histories } from './histories.ts';
import { explain, type History, play } from './history.ts';
import { stories } from './stories.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '20' },
    length: { type: 'string', default: '40' },
    history: { type: 'string' },
    stories: { type: 'boolean', default: false },
    story: { type: 'string' },
    hours: { type: 'string' },
    shrink: { type: 'boolean', default: false },
  },
});

const tryOne = async (history: History): Promise<void> => {
  const text = explain(await play(history), history);
  if (text !== '') throw new Error(text);
};

/** The stories first: each walks past one guard. */
const playStories = async (): Promise<void> => {
  for (const [name, history] of Object.entries(stories))
    if (name.startsWith(values.story ?? '')) await tryOne(history);
};

const given = values.history === undefined ? null : (JSON.parse(values.history) as History);
const day = values.hours === undefined ? null : dayOf(Number(values.seed), Number(values.hours));
const fixed = given ?? day;
const wanted = fixed === null ? histories(Number(values.length)) : fc.constant(fixed);
if (given === null && values.stories) {
  try {
    await playStories();
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
const result = await fc.check(fc.asyncProperty(wanted, tryOne), {
  seed: Number(values.seed),
  numRuns: fixed === null ? Number(values.runs) : 1,
  endOnFailure: !values.shrink,
});
if (result.failed) {
  console.log(
    result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance),
  );
  process.exitCode = 1;
}
