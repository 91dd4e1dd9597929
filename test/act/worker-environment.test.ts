import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workerEnvironmentOf } from '../../src/act/worker-environment.ts';
import { firstMemoryOf } from '../../src/model/new-task.ts';
import type { AgentSettings, WorkerSettings } from '../../src/model/settings.ts';
import type { Site } from '../../src/model/site.ts';
import { noOptions } from '../support/no-options.ts';
import { settingsWith } from '../support/settings.ts';

const site: Site = {
  repository: { owner: 'acme', name: 'api' },
  baseBranch: 'main',
  apiUrl: 'https://api.github.com',
  token: 'ghp_ours',
  rootPath: '/r',
  treesPath: '/r/trees',
  logsPath: '/r/logs',
  ownPath: '/r/.coordinator',
  ledgerPath: '/r/tasks.md',
  templatePaths: [],
  hostEnv: {
    PATH: '/usr/bin',
    HOME: '/home/ada',
    LC_ALL: 'C',
    XDG_CONFIG_HOME: '/home/ada/.config',
    GITHUB_TOKEN: 'ghp_ours',
    GH_TOKEN: 'ghp_ours',
    AWS_SECRET_ACCESS_KEY: 'x',
    LD_PRELOAD: '/evil.so',
    NODE_OPTIONS: '--require /evil.js',
    GIT_DIR: '/elsewhere',
    EDITOR: 'vi',
    COORDINATOR_RUN: 'of-an-outer-coordinator',
    COORDINATOR_WORKERS_MAX: '9',
  },
  builtInAgents: {},
};

const task = firstMemoryOf(
  {
    issue: 450,
    title: 'T',
    url: 'u',
    createdAtMs: 1,
    branch: 'rpi/gh-450',
    worktreePath: '/r/trees/gh-450',
    approval: { login: 'mona', atMs: 1 },
    approvedText: null,
    labelPriority: 2,
    pullRequest: null,
  },
  { issue: 450, from: null, to: 'queued', reason: '', evidence: [] },
  1,
);

const environment = (workers: Partial<WorkerSettings> = {}, env: AgentSettings['env'] = {}, slot = 1) => {
  const agent: AgentSettings = { command: ['agent'], prompt: 'stdin', log: 'text', env, ...noOptions };
  return workerEnvironmentOf({
    site,
    settings: settingsWith({ workers }, agent),
    agent,
    task,
    run: '3fa2c1d0-0000-4000-8000-000000000000',
    attempt: 2,
    slot,
    promptPath: '/r/logs/gh-450/attempt-2.prompt.md',
    scratchPath: '/tmp/coordinator-3fa2c1d00000',
    token: 'ghp_ours',
  });
};

const contract = {
  COORDINATOR_TASK: 'gh-450',
  COORDINATOR_ISSUE: '450',
  COORDINATOR_WORKER: 'w-3fa2c1',
  COORDINATOR_RUN: '3fa2c1d0-0000-4000-8000-000000000000',
  COORDINATOR_ATTEMPT: '2',
  COORDINATOR_BRANCH: 'rpi/gh-450',
  COORDINATOR_BASE: 'main',
  COORDINATOR_WORKTREE: '/r/trees/gh-450',
  COORDINATOR_PROMPT: '/r/logs/gh-450/attempt-2.prompt.md',
  COORDINATOR_REPOSITORY: 'acme/api',
  COORDINATOR_API_URL: 'https://api.github.com',
  COORDINATOR_SLOT: '1',
  COORDINATOR_PORT: '20010',
};
const passed = {
  PATH: '/usr/bin',
  HOME: '/home/ada',
  LC_ALL: 'C',
  XDG_CONFIG_HOME: '/home/ada/.config',
  TMPDIR: '/tmp/coordinator-3fa2c1d00000',
};

test('the contract, a few harmless variables, nothing else', () => {
  expect(environment()).toEqual({ ...passed, ...contract });
});

test('what a person lets through or sets comes along; what is not set here does not', () => {
  const env = [
    { name: 'EDITOR', value: null },
    { name: 'NOT_SET', value: null },
    { name: 'MODE', value: 'ci' },
    { name: 'EMPTY', value: '' },
    { name: 'TMPDIR', value: '/fast' },
  ];
  expect(environment({ env })).toEqual({
    ...passed,
    ...contract,
    EDITOR: 'vi',
    MODE: 'ci',
    EMPTY: '',
    TMPDIR: '/fast',
  });
});

test('a person’s word counts more than the agent’s, the contract more than both', () => {
  const agentEnv = { MODE: 'agent', ONLY: 'agent', COORDINATOR_BRANCH: 'main', PATH: '/agent/bin' };
  const env = [
    { name: 'MODE', value: 'mine' },
    { name: 'COORDINATOR_RUN', value: 'mine' },
  ];
  expect(environment({ env }, agentEnv)).toEqual({
    ...passed,
    ...contract,
    PATH: '/agent/bin',
    ONLY: 'agent',
    MODE: 'mine',
  });
});

test('the token comes as GH_TOKEN, and only when the settings say so', () => {
  expect(JSON.stringify(environment())).not.toContain('ghp_ours');
  expect(environment({ githubToken: true })).toEqual({ ...passed, ...contract, GH_TOKEN: 'ghp_ours' });
});

test('ports of workers at the same time never overlap, and all exist', () => {
  const ports = fc
    .record({ max: fc.integer({ min: 1, max: 100 }), perWorker: fc.integer({ min: 1, max: 600 }) })
    .chain(({ max, perWorker }) =>
      fc.record({
        max: fc.constant(max),
        perWorker: fc.constant(perWorker),
        base: fc.integer({ min: 1024, max: 65_536 - max * perWorker }),
        slots: fc.uniqueArray(fc.nat(max - 1), { minLength: Math.min(2, max), maxLength: 2 }),
      }),
    );
  fc.assert(
    fc.property(
      ports.filter(({ base }) => base >= 1024),
      ({ max, perWorker, base, slots }) => {
        const ranges = slots.map((slot) => {
          const first = Number(environment({ max, ports: { base, perWorker } }, {}, slot).COORDINATOR_PORT);
          return { first, last: first + perWorker - 1 };
        });
        const [one, other] = ranges;
        for (const { first, last } of ranges) expect(first >= base && last <= 65_535).toBe(true);
        if (one !== undefined && other !== undefined)
          expect(one.last < other.first || other.last < one.first).toBe(true);
      },
    ),
  );
});
