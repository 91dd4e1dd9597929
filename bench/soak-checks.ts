/**
 * What a soak must not have: work that was lost, done twice, or a process that was left behind.
 */
import { join } from 'node:path';
import { openStoreForReading } from '../src/world/store/visit-store.ts';
import type { Sampler } from '../test/crash/sampler.ts';
import { readWitness } from '../test/crash/witness.ts';
import type { Field } from './soak-field.ts';

export interface Findings {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly leaked: readonly string[];
}

/** Looks at the witness, at GitHub, at memory and at the process table. */
export const findWrongs = async (field: Field, workers: number, sampler: Sampler): Promise<Findings> => {
  const executions = Map.groupBy(readWitness(field.witnessPath), ({ issue }) => issue);
  const pulls = Map.groupBy(await field.github.read.pulls(), ({ head }) => head.ref);
  const states = readStates(field);
  const lost: string[] = [];
  const doubled: string[] = [...sampler.violations];
  for (let issue = 1; issue <= workers; issue += 1) {
    const ran = executions.get(issue)?.length ?? 0;
    const opened = pulls.get(`rpi/gh-${issue}`)?.length ?? 0;
    const comments = field.github.read.comments(issue).length;
    if (ran === 0 || opened === 0 || comments === 0 || states.get(issue) !== 'completed')
      lost.push(
        `gh-${issue}: ${states.get(issue)}, ${ran} runs, ${opened} pull requests, ${comments} comments`,
      );
    if (ran > 1 || opened > 1 || comments > 1)
      doubled.push(`gh-${issue}: ${ran} runs, ${opened} pull requests, ${comments} comments`);
  }
  const leaked = sampler.look().map(({ pid, issue }) => `process ${pid} of gh-${issue}`);
  return { lost, doubled, leaked };
};

const readStates = ({ repository }: Field): ReadonlyMap<number, string> => {
  const store = openStoreForReading({ path: join(repository.rootPath, '.coordinator', 'state.db') });
  try {
    const tasks = store?.readMemory().tasks ?? [];
    return new Map(tasks.map(({ issue, recorded }) => [issue, recorded.state]));
  } finally {
    store?.close();
  }
};
