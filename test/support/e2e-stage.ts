/**
 * What an end-to-end test stands on: a bare `origin`, a clone of it with a `coordinator.yml`, the embedded GitHub in the
 * test's own process behind a wire that is watched, and workers that do what a shell script says. `await using stage =
 * await openE2eStage()` takes all of it down at the end of the block, with every process that still works in it, and
 * throws when something on the wire broke GitHub's description of its API.
 *
 * People: mona (admin, whose token the coordinator has), rita (write) and theo (triage, whose label does not count).
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { moneyOf } from '../../src/decide/budget.ts';
import { type EmbeddedGitHub, openEmbeddedGitHub } from '../../src/demo/github/embedded-github.ts';
import { statusJsonOf } from '../../src/render/status-json.ts';
import { openStoreForReading } from '../../src/world/store/visit-store.ts';
import { type Finished, type Started, startCommand, until } from './command-line.ts';
import { endProcessesIn } from './folder-processes.ts';
import { GIT_ENVIRONMENT, makeRepository, type TestRepository } from './git-repository.ts';
import { ROOT_PATH } from './house-tree.ts';
import { noBudget } from './no-budget.ts';
import { openWire, type Wire } from './wire/wire.ts';

/** A test that takes seconds on a free machine may take this long on a busy one. */
export const E2E_TIMEOUT_MS = 180_000;

/** One task of `status --json`, as far as tests look into it. */
export interface TaskSeen {
  readonly issue: number;
  readonly state: string;
  readonly reason: string;
  readonly attempt: number;
  readonly pid: number | null;
  readonly worker: string | null;
  readonly priority: string;
  readonly pullRequest: { readonly number: number } | null;
}

/** One execution of the worker's command. */
export interface Execution {
  readonly task: string;
  readonly attempt: number;
  readonly pid: number;
}

export interface E2eStage extends AsyncDisposable {
  readonly repository: TestRepository;
  readonly rootPath: string;
  readonly github: EmbeddedGitHub;
  /** Between every command and GitHub. What breaks GitHub's description of its API fails the test at its end. */
  readonly wire: Wire;
  /** Environment of every command; a test may add to its own copy. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts a command; it is killed at the end if it still runs. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Started;
  /** Runs a command to its end. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  /** The same in another directory. */
  runIn(cwd: string, args: readonly string[]): Promise<Finished>;
  /** Opens an issue, says what its worker does (a shell script), then labels it; resolves to its number. */
  hand(script: string, issue?: { title?: string; labels?: string[]; by?: string }): Promise<number>;
  /** Says anew what the worker of an issue does. */
  script(issue: number, script: string): void;
  /** The task as `status --json` would show it, read from the store without a process of its own. */
  task(issue: number): TaskSeen | undefined;
  /** Waits for a state; resolves with the task. */
  reaches(issue: number, state: string): Promise<TaskSeen>;
  /** Every execution of a worker's command so far, oldest first. */
  executions(issue?: number): readonly Execution[];
  /** Waits for the nth execution. */
  executed(issue: number, count?: number): Promise<Execution>;
  /** Bodies of the comments that carry the status mark. */
  statusComments(issue: number): readonly string[];
  /** `tasks.md` as it is. */
  ledger(): string;
  /** Heading above the row of an issue; undefined = no row. */
  sectionOf(issue: number): string | undefined;
  /** Absolute path below the clone. */
  path(...parts: readonly string[]): string;
}

/** Scripts of workers. */
export const WORK = {
  /** Commits a file. */
  commits: 'echo work >"work-$COORDINATOR_ISSUE.txt"; git add .; git commit -q -m "feat: work"',
  /** Leaves something uncommitted and goes on until it is ended. */
  dawdles: 'echo half >half.txt; echo dawdling; while :; do sleep 0.1; done',
  /** Goes on until the file `go-ISSUE` is there, then commits. */
  waitsForGo:
    'until [ -e "$SCRIPTS/go-$COORDINATOR_ISSUE" ]; do sleep 0.05; done; echo went; ' +
    'echo work >"work-$COORDINATOR_ISSUE.txt"; git add .; git commit -q -m "feat: work"',
} as const;

/** A worker of `test/fixtures/workers/`. */
export const fixturePath = (name: string): string => join(ROOT_PATH, 'test', 'fixtures', 'workers', name);

const configurationOf = (folderPath: string, { config = '', workerEnv = [] }: E2eStageOptions): string => {
  const env = [
    `WITNESS=${folderPath}/witness`,
    `SCRIPTS=${folderPath}/scripts`,
    `FIXTURES=${fixturePath('')}`,
    ...workerEnv,
  ];
  return `repository: acme/api
github: { pollInterval: 0.4s }
host: { minDisk: null, minMemory: null }
workers:
  agent: script
  grace: 1s
  backoff: { initial: 0.2s, max: 1s, jitter: 0 }
  env: ${JSON.stringify(env)}
agents:
  script: { command: ["${fixturePath('follows-script')}"] }
${config}`;
};

/** More lines of `coordinator.yml`, and files of the first commit. */
export interface E2eStageOptions {
  readonly config?: string;
  /** More entries of `workers.env`. */
  readonly workerEnv?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** GitHub as an Enterprise server has it. */
  readonly basePath?: '/api/v3';
}

/** Sets the stage. */
export const openE2eStage = async (options: E2eStageOptions = {}): Promise<E2eStage> => {
  const repository = makeRepository({ 'README.md': '# Test\n', ...options.files });
  const { folderPath, rootPath, originPath } = repository;
  mkdirSync(join(folderPath, 'scripts'));
  repository.git('config', 'user.name', 'Ada');
  repository.git('config', 'user.email', 'ada@example.com');
  repository.commit(rootPath, { 'coordinator.yml': configurationOf(folderPath, options) });
  repository.git('push', '-q', 'origin', 'main');
  const wire = await openWire();
  const github = await openEmbeddedGitHub({
    barePath: originPath,
    owner: 'acme',
    name: 'api',
    users: [
      { login: 'mona', role: 'admin', token: 'token-of-mona' },
      { login: 'rita', role: 'write', token: 'token-of-rita' },
      { login: 'theo', role: 'triage', token: 'token-of-theo' },
    ],
    publicUrl: wire.url,
    basePath: options.basePath ?? '',
  });
  wire.leadTo(github.port);
  const env = {
    // Short, so that temporary files of workers lie in it, and go with the folder also when their runner was killed.
    TMPDIR: folderPath,
    ...GIT_ENVIRONMENT,
    HOME: folderPath,
    NO_COLOR: '1',
    GITHUB_API_URL: github.url,
    GITHUB_TOKEN: 'token-of-mona',
  };
  return stageOn({ repository, github, wire, env });
};

type Ground = Pick<E2eStage, 'repository' | 'github' | 'wire' | 'env'>;

const stageOn = (ground: Ground): E2eStage => {
  const { repository, github, wire, env } = ground;
  const { rootPath, folderPath } = repository;
  const started: Started[] = [];
  const start: E2eStage['start'] = (args, more = {}) => {
    const command = startCommand(args, { cwd: rootPath, env: { ...env, ...more } });
    started.push(command);
    return command;
  };
  const said = (): string => started.map((command) => command.stderr()).join('\n---\n');
  const path: E2eStage['path'] = (...parts) => join(rootPath, ...parts);
  const looks = { ...lookingAt(ground, said), path };
  const script: E2eStage['script'] = (issue, text) =>
    writeFileSync(join(folderPath, 'scripts', `gh-${issue}`), `${text}\n`);
  return {
    ...ground,
    ...looks,
    rootPath,
    start,
    run: (args, more) => start(args, more).ended,
    runIn: (cwd, args) => startCommand(args, { cwd, env }).ended,
    script,
    hand: async (text, { title = 'Add a greeting', labels = [], by = 'mona' } = {}) => {
      const issue = await github.as('mona').openIssue({ title, body: 'Please.', labels });
      script(issue, text);
      await github.as(by).label(issue, 'rpi-auto');
      return issue;
    },
    [Symbol.asyncDispose]: async () => {
      for (const command of started) if (command.isRunning()) command.signal('SIGKILL');
      await endProcessesIn(folderPath);
      await github.close();
      repository[Symbol.dispose]();
      await wire.close();
    },
  };
};

/** Nothing that is asked here depends on them. */
const noFacts = {
  running: false,
  pid: null,
  sinceMs: null,
  repository: null,
  attemptLimit: 3,
  maxWorkers: 3,
  nowMs: 0,
  breakers: [],
  supervision: new Map(),
} as const;

type Looks = Pick<
  E2eStage,
  'task' | 'reaches' | 'executions' | 'executed' | 'statusComments' | 'ledger' | 'sectionOf'
>;

const readTask = (rootPath: string, issue: number): TaskSeen | undefined => {
  const store = openStoreForReading({ path: join(rootPath, '.coordinator', 'state.db') });
  try {
    const memory = store?.readMemory();
    if (memory === undefined) return undefined;
    const money = moneyOf({ memory, logs: new Map(), now: { atMs: Date.now() } }, { budget: noBudget });
    return statusJsonOf(memory, { ...noFacts, money }).tasks.find((candidate) => candidate.issue === issue);
  } finally {
    store?.close();
  }
};

const lookingAt = ({ repository, github }: Ground, said: () => string): Looks => {
  const { rootPath, folderPath } = repository;
  const ledger = (): string => readFileSync(join(rootPath, 'tasks.md'), 'utf8');
  const executions: Looks['executions'] = (issue) =>
    readText(join(folderPath, 'witness'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(' '))
      .map(([task = '', attempt, pid]) => ({ task, attempt: Number(attempt), pid: Number(pid) }))
      .filter(({ task }) => issue === undefined || task === `gh-${issue}`);
  const task: Looks['task'] = (issue) => readTask(rootPath, issue);
  return {
    ledger,
    executions,
    task,
    executed: (issue, count = 1) =>
      until(`execution ${count} of gh-${issue}`, () => executions(issue)[count - 1], said),
    reaches: (issue, state) =>
      until(
        `gh-${issue} ${state}`,
        () => {
          const seen = task(issue);
          return seen?.state === state ? seen : null;
        },
        said,
      ),
    statusComments: (issue) =>
      github.read
        .comments(issue)
        .map(({ body }) => body)
        .filter((body) => body.includes('<!-- coordinator:status -->')),
    sectionOf: (issue) =>
      ledger()
        .split(/\r?\n## /)
        .find((section) => section.includes(`gh-${issue}: `))
        ?.split(/[ \r\n]/, 1)[0],
  };
};

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Lets a worker that waits for it go on. */
export const letGo = ({ repository }: E2eStage, issue: number): void =>
  appendFileSync(join(repository.folderPath, 'scripts', `go-${issue}`), '');
