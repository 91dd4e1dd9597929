import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import { toldBy } from './told-by.ts';

const run = promisify(execFile);

const hook = new URL('./mutate-source.mjs', import.meta.url).href;
const program = new URL('./run-simulation.ts', import.meta.url).pathname;

interface Ending {
  readonly code: number;
  readonly text: string;
}

/** The simulation with the source changed; 1 = a rule was broken, 3 = the text to change was not found. */
const simulate = async ({ name, mutations }: Mutant): Promise<Ending> => {
  const env = { ...process.env, MUTATION: JSON.stringify(mutations), SIMULATION_LINES: '12' };
  const hooks = ['--disable-warning=ExperimentalWarning', '--import', hook];
  const story = toldBy[name];
  const length = story === undefined ? ['--runs', '12', '--length', '25'] : ['--story', story, '--runs', '0'];
  const args = [...hooks, program, '--stories', '--seed', '4', ...length];
  try {
    const { stdout } = await run(process.execPath, args, { env });
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: `${stdout}${stderr}` };
  }
};

const endings = new Map<string, Ending>();
const programs: readonly Mutant[] = [{ name: 'as it is', mutations: [] }, ...mutants];

/** Two at a time. */
const simulateAll = async (): Promise<void> => {
  const left = [...programs];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      endings.set(next.name, await simulate(next));
  };
  await Promise.all([worker(), worker()]);
};

describe('guards taken out of the program', () => {
  beforeAll(simulateAll, 480_000);

  test('the program as it is passes', () => {
    expect(endings.get('as it is')).toEqual({ code: 0, text: '' });
  });

  test.for(mutants.map(({ name }) => name))('a rule is broken when %s', (name) => {
    const { code, text } = endings.get(name) ?? { code: -1, text: '' };
    expect(text).toMatch(/^(?:R\d|trust): /);
    expect(code).toBe(1);
  });
});
