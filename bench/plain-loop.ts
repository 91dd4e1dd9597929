/**
 * What the coordinator is compared with: the same commands in as many slots, each in a worktree of its own and pushed at
 * its end, started by a plain loop that remembers nothing and supervises nobody. Prints `{ wallMs, cpuMs }`; `cpuMs` has git and the workers
 * in it. Arguments: clone, trees, workers, slots, command.
 */
import { execa } from 'execa';
import { readCpu } from './process-meter.ts';

const [clonePath = '', treesPath = '', workers, slots, command = ''] = process.argv.slice(2);

let last: Promise<unknown> = Promise.resolve();

/** One after the other: git loses some of several additions at once. */
const addTree = (path: string, branch: string): Promise<unknown> => {
  const add = async (): Promise<unknown> =>
    execa('git', ['worktree', 'add', '--quiet', '-b', branch, path], { cwd: clonePath });
  last = last.then(add);
  return last;
};

const work = async (number: number): Promise<void> => {
  const path = `${treesPath}/plain-${number}`;
  await addTree(path, `plain/${number}`);
  const mark = { COORDINATOR_TASK: `gh-${number}`, COORDINATOR_ATTEMPT: '1', COORDINATOR_RUN: `${number}` };
  await execa(command, { cwd: path, env: { ...mark, COORDINATOR_ISSUE: `${number}` }, stdin: 'ignore' });
  await execa('git', ['push', '--quiet', 'origin', `plain/${number}`], { cwd: path });
};

const startedMs = performance.now();
const waiting = Array.from({ length: Number(workers) }, (_, at) => at + 1);
const fill = async (): Promise<void> => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
};
await Promise.all(Array.from({ length: Number(slots) }, fill));
const { own, children } = readCpu('self');
console.log(JSON.stringify({ wallMs: performance.now() - startedMs, cpuMs: own + children }));
