import { defineConfig } from 'vitest/config';

/** The lane of the real agent CLIs: `npm run test:agents`. One at a time: some take more than a gigabyte. */
export default defineConfig({
  test: {
    include: ['test/real-agents/**/*.test.ts'],
    globalSetup: 'test/support/build-command-line.ts',
    pool: 'forks',
    maxWorkers: 1,
    hookTimeout: 60_000,
    env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', NO_COLOR: '1' },
  },
});
