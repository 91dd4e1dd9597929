import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Compiled code of packages and of the program under test, kept from run to run and from process to process. */
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.cache', 'compiled');

/** Tests without I/O: a second or two for all, so they run first. */
const PURE = [
  'test/{model,decide,render,agents,config}/**/*.test.ts',
  'test/support/{*,wire/*}.test.ts',
  'test/architecture.test.ts',
];
/** Each on a stage of its own, nothing kept in between: they share what was loaded, which is half of their time. */
const ACTIONS = ['test/act/**/*.test.ts'];
/** The built command line as a user runs it. */
const END_TO_END = ['test/e2e/**/*.test.ts'];
/** The lane of the real agents, which `npm run test:agents` runs (vitest.agents.config.ts). */
const REAL_AGENTS = ['test/real-agents/**'];

/** Groups run one after the other, fast ones first. */
const project = (name: string, groupOrder: number, test: ProjectTests) => ({
  extends: true as const,
  test: { name, sequence: { groupOrder }, ...test },
});

interface ProjectTests {
  readonly include: string[];
  readonly exclude?: string[];
  readonly globalSetup?: string;
  readonly isolate?: boolean;
}

export default defineConfig({
  test: {
    pool: 'forks',
    // Most of them wait for processes and timers: three keep two cores busy.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', NO_COLOR: '1' },
    projects: [
      project('pure', 0, { include: PURE, isolate: false }),
      project('act', 1, { include: ACTIONS, isolate: false }),
      project('doors', 1, {
        include: ['test/**/*.test.ts'],
        exclude: [...PURE, ...ACTIONS, ...END_TO_END, ...REAL_AGENTS],
      }),
      project('e2e', 2, { include: END_TO_END, globalSetup: 'test/support/build-command-line.ts' }),
    ],
    coverage: { include: ['src/**/*.ts'] },
  },
});
