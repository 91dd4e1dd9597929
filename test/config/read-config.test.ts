import { describe, expect, it } from 'vitest';
import { keys, splitVariableOf, variableOf } from '../../src/config/keys.ts';
import { defaultSettings } from '../../src/config/read-config.ts';
import { noOptions } from '../support/no-options.ts';
import { load } from './load.ts';

describe('readConfig', () => {
  it.each([
    ['no file', {}],
    ['an empty file', { text: '' }],
    ['comments only', { text: '# nothing\n' }],
    ['a byte order mark and Windows line ends', { text: '\uFEFFworkers:\r\n  max: 3\r\n' }],
    ['empty sections', { text: 'workers:\ngithub:\nagents:\n' }],
  ])('is the defaults with %s', (_, given) => {
    expect(load(given).settings).toEqual(defaultSettings);
    expect(load(given).notices).toEqual([]);
  });

  it('has the defaults of the documentation', () => {
    expect(defaultSettings).toMatchObject({
      repository: null,
      github: { label: 'rpi-auto', pollIntervalMs: 15_000 },
      trust: { permission: 'write', users: [], bots: [] },
      workers: {
        max: 3,
        agent: 'claude',
        timeoutMs: 7_200_000,
        stallTimeoutMs: 600_000,
        graceMs: 10_000,
        startupDelayMs: 0,
        attempts: 3,
        backoff: { initialMs: 30_000, factor: 2, maxMs: 1_800_000, jitter: 0.2 },
        githubToken: false,
        ports: { base: 20_000, perWorker: 10 },
      },
      host: { minDiskBytes: 2 ** 31, minMemoryBytes: 2 ** 30, maxLoad: null },
      worktrees: { dir: 'trees', branch: 'rpi/gh-{{ issue.number }}', base: null, saveOnStop: true },
      pullRequests: { open: 'missing', draft: false },
      completion: { waitForExit: true },
      shutdown: 'stop',
      agents: {},
    });
  });

  it('turns what is written into what the program assumes', () => {
    const { settings } = load({
      text: `
repository: acme/api.js
github: { pollInterval: 0.5 }
workers:
  agent: mine
  timeout: 90
  stallTimeout: 1.5h
  env: [NPM_TOKEN, "A=b=c", EMPTY=]
trust: { users: [ann], bots: ["renovate[bot]"] }
agents:
  mine: { command: ["./agent.sh", "-q"], env: { CI: 1 } }
  other: { command: [x], prompt: argument, log: claude }
`,
    });
    expect(settings.repository).toEqual({ owner: 'acme', name: 'api.js' });
    expect(settings.github.pollIntervalMs).toBe(500);
    expect(settings.workers.timeoutMs).toBe(90_000);
    expect(settings.workers.stallTimeoutMs).toBe(5_400_000);
    expect(settings.workers.env).toEqual([
      { name: 'NPM_TOKEN', value: null },
      { name: 'A', value: 'b=c' },
      { name: 'EMPTY', value: '' },
    ]);
    expect(settings.agents).toEqual({
      mine: { command: ['./agent.sh', '-q'], prompt: 'stdin', log: 'text', env: { CI: '1' }, ...noOptions },
      other: { command: ['x'], prompt: 'argument', log: 'claude', env: {}, ...noOptions },
    });
  });

  it('understands every key and value of the documentation', () => {
    const { settings, notices } = load({
      text: `
repository: acme/api
host: { minDisk: 2GiB, minMemory: 500MB, maxLoad: null }
breaker: { failures: 5, window: 30m, cooldown: 15m }
budget: { perTask: 5usd, perDay: 2Mtok, total: null, mode: block, prices: { mine: { input: 3, cacheRead: 0.3, output: 15 } } }
followUp: { checks: true, reviews: false, maxRounds: 3 }
workers: { limits: { memory: 8GiB, cpu: 1h, processes: 2000, openFiles: 4096, fileSize: 4GiB } }
worktrees: { cleanup: never, setup: npm ci, teardown: null }
`,
    });
    expect(settings.worktrees.setup).toBe('npm ci');
    expect(notices).toEqual([]);
    expect(settings.budget).toEqual({
      perTask: { unit: 'usd', amount: 5 },
      perDay: { unit: 'tokens', amount: 2e6 },
      total: null,
      mode: 'block',
      prices: { mine: { input: 3e-6, cacheRead: 3e-7, cacheWrite: 3e-6, output: 15e-6 } },
    });
    expect(settings.workers.limits).toEqual({
      memoryBytes: 8 * 2 ** 30,
      processCount: 2000,
      cpuMs: 3_600_000,
      openFileCount: 4096,
      fileSizeBytes: 4 * 2 ** 30,
    });
  });

  it('resolves anchors', () => {
    const { settings } = load({ text: 'github: { pollInterval: &t 20s }\nworkers: { grace: *t }\n' });
    expect(settings.workers.graceMs).toBe(20_000);
  });
});

describe('which file', () => {
  it('is coordinator.yml, else the one in .github', () => {
    const first = {
      'coordinator.yml': 'workers: { max: 1 }',
      '.github/coordinator.yml': 'workers: { max: 2 }',
    };
    expect(load({ files: first }).settings.workers.max).toBe(1);
    expect(load({ files: first }).notices).toEqual([
      '.github/coordinator.yml is not read: coordinator.yml comes first',
    ]);
    const second = load({ files: { '.github/coordinator.yml': 'workers: { max: 2 }' } });
    expect(second.settings.workers.max).toBe(2);
    expect(second.filePath).toMatch(/\.github\/coordinator\.yml$/);
    expect(second.origins.get('workers.max')?.where).toBe('.github/coordinator.yml:1:12');
    expect(load({}).filePath).toBeNull();
  });

  it('is the one that was named', () => {
    const { settings } = load({
      files: { 'coordinator.yml': 'workers: { max: 1 }', 'my.yml': 'workers: { max: 4 }' },
      configPath: 'my.yml',
    });
    expect(settings.workers.max).toBe(4);
  });

  it('is never one with a name near by, which is told', () => {
    expect(load({ files: { 'coordinator.yaml': 'workers: { max: 1 }' } }).notices).toEqual([
      'coordinator.yaml is not read: the file is called coordinator.yml',
    ]);
  });
});

describe('which value', () => {
  it('is flag over environment over file over default', () => {
    const text = 'workers: { max: 2 }\ngithub: { label: file }\ntrust: { permission: admin }\n';
    const env = { COORDINATOR_WORKERS_MAX: '4', COORDINATOR_GITHUB_LABEL: 'env' };
    const { settings, origins } = load({ text, env, flags: { maxWorkers: '5' } });
    expect(settings.workers.max).toBe(5);
    expect(settings.github.label).toBe('env');
    expect(settings.trust.permission).toBe('admin');
    expect(origins.get('workers.max')).toEqual({ kind: 'flag', where: '--max-workers', value: 5 });
    expect(load({ flags: { budget: '3usd', budgetMode: 'block' } }).settings.budget).toMatchObject({
      total: { unit: 'usd', amount: 3 },
      mode: 'block',
    });
    expect(origins.get('github.label')).toEqual({
      kind: 'environment',
      where: 'COORDINATOR_GITHUB_LABEL',
      value: 'env',
    });
    expect(origins.get('trust.permission')).toEqual({
      kind: 'file',
      where: 'coordinator.yml:3:10',
      value: 'admin',
    });
    expect(origins.get('workers.grace')).toEqual({ kind: 'default', where: 'default', value: '10s' });
  });

  it('completes what is written of a built-in agent, but resumes no command of a person in its way', () => {
    const { agents } = load({
      text: 'agents: { claude: { command: [mine, -p], env: { CI: 1 } } }',
    }).settings;
    const builtIn = { prompt: 'stdin', log: 'claude', model: ['-m', '{model}'], effort: null };
    const env = { QUIET: '1', CI: '1' };
    expect(agents.claude).toEqual({ ...builtIn, command: ['mine', '-p'], env, resume: null });
    const { settings } = load({ text: 'agents: { claude: { prompt: file } }' });
    expect(settings.agents.claude).toMatchObject({
      command: ['claude'],
      prompt: 'file',
      resume: ['claude', '-r', '{session}'],
    });
  });

  it('reads what labels choose, in the order of the file', () => {
    const { settings, origins } = load({
      text: `agents:
  mine: { command: [x], effort: ["-e", "{effort}"] }
  byLabel:
    "agent:mine": { agent: mine, effort: high, timeout: 3h }
    big: { model: opus, template: big }
`,
    });
    const none = { agent: null, model: null, template: null, effort: null, timeoutMs: null };
    expect(settings.byLabel).toEqual([
      { ...none, label: 'agent:mine', agent: 'mine', effort: 'high', timeoutMs: 10_800_000 },
      { ...none, label: 'big', model: 'opus', template: 'big' },
    ]);
    expect(settings.agents.byLabel).toBeUndefined();
    expect(origins.get('agents.byLabel')?.where).toBe('coordinator.yml:3:3');
  });

  it('has an origin for every key, and one for each agent', () => {
    const { origins } = load({ text: 'agents: { mine: { command: [x] } }' });
    for (const { name } of keys) expect(origins.has(name), name).toBe(true);
    expect(origins.get('agents.mine')?.where).toBe('coordinator.yml:1:11');
  });

  it.each([
    ['COORDINATOR_REPOSITORY', 'acme/api', 'repository'],
    ['COORDINATOR_GITHUB_POLLINTERVAL', '1m', 'github.pollInterval'],
    ['COORDINATOR_GITHUB_POLL_INTERVAL', '2', 'github.pollInterval'],
    ['COORDINATOR_GITHUB_LABEL', '123', 'github.label'],
    ['COORDINATOR_WORKERS_GITHUBTOKEN', 'true', 'workers.githubToken'],
    ['COORDINATOR_WORKERS_BACKOFF_JITTER', '0.5', 'workers.backoff.jitter'],
    ['COORDINATOR_WORKTREES_BASE', 'null', 'worktrees.base'],
    ['COORDINATOR_WORKTREES_BASE', 'dev', 'worktrees.base'],
    ['COORDINATOR_SHUTDOWN', 'detach', 'shutdown'],
  ])('can be set by %s=%s', (name, value, key) => {
    expect(load({ env: { [name]: value } }).origins.get(key)).toMatchObject({
      kind: 'environment',
      where: name,
    });
  });

  it('is read from text as the kind the key takes', () => {
    const env = {
      COORDINATOR_GITHUB_LABEL: '123',
      COORDINATOR_WORKTREES_BASE: 'null',
      COORDINATOR_WORKERS_GITHUBTOKEN: 'true',
    };
    const { settings } = load({ env, text: 'worktrees: { base: dev }' });
    expect(settings.github.label).toBe('123');
    expect(settings.worktrees.base).toBeNull();
    expect(settings.workers.githubToken).toBe(true);
  });

  it.each(keys.filter(({ isScalar }) => isScalar).map((key) => [variableOf(key), key] as const))(
    'is set by %s, whatever the file says, to what a file would say',
    (variable, { name, fallback }) => {
      const written = fallback === null || fallback === undefined ? 'null' : String(fallback);
      const { origins } = load({ env: { [variable]: written } });
      expect(origins.get(name)).toMatchObject({ kind: 'environment', where: variable });
      expect(String(origins.get(name)?.value)).toBe(written);
    },
  );

  it('is not set by an empty variable', () => {
    expect(load({ env: { COORDINATOR_WORKERS_MAX: '' } }).settings.workers.max).toBe(3);
  });

  it('has a variable of its own for every scalar', () => {
    const contract = ['COORDINATOR_REPOSITORY'];
    const names = keys.flatMap((key) => [...new Set([variableOf(key), splitVariableOf(key)])]);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('COORDINATOR_WORKERS_STALLTIMEOUT');
    expect(names.filter((name) => contract.includes(name))).toEqual(contract);
  });

  it('is not taken from what a worker was told about its own task', () => {
    const env = { COORDINATOR_REPOSITORY: 'acme/api', COORDINATOR_RUN: 'x', COORDINATOR_WORKER: 'w-3fa2c1' };
    expect(load({ env }).settings.repository).toBeNull();
    expect(load({ env: { ...env, COORDINATOR_NEWS: '1' } }).notices).toEqual([]);
    expect(load({ env: { ...env, COORDINATOR_WORKER_MAX: '1' } }).notices).toHaveLength(1);
  });

  it.each([
    [
      'COORDINATOR_WORKER_MAX',
      'COORDINATOR_WORKER_MAX is no setting and is ignored (did you mean COORDINATOR_WORKERS_MAX?)',
    ],
    [
      'COORDINATOR_TRUST_USERS',
      'COORDINATOR_TRUST_USERS is ignored: trust.users is a list or a map and is set in coordinator.yml',
    ],
    ['COORDINATOR_WORKERS_SOMETHING_ELSE', 'COORDINATOR_WORKERS_SOMETHING_ELSE is no setting and is ignored'],
    ['COORDINATOR_DEBUG', 'COORDINATOR_DEBUG is no setting and is ignored'],
  ])('tells of the variable %s', (name, notice) => {
    expect(load({ env: { [name]: '1' } }).notices).toEqual([notice]);
  });

  it.each([
    'COORDINATOR_TASK',
    'COORDINATOR_PORT',
    'COORDINATOR_API_URL',
    'COORDINATOR_WEBHOOK_SECRET',
    'GITHUB_TOKEN',
  ])('does not care about %s', (name) => {
    expect(load({ env: { [name]: '1' } }).notices).toEqual([]);
  });
});
