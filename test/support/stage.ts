/**
 * A real world for one test: a bare `origin` and a clone of it, the embedded GitHub on them, a real store, real files,
 * real processes. `const stage = await openStage()` opens it; the end of the test takes it down, workers included.
 *
 * People: mona (admin, whose token the coordinator has), wren (write), theo (triage), passer-by (nothing) and the app
 * `ci-app[bot]`. Tasks come into a state directly (`remember`, `addAttempt`), without a decision; what is done to the
 * world goes through `act`, which is `perform`. A worker is a fixture of `test/fixtures/workers/`.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Hands } from '../../src/act/hands.ts';
import { perform } from '../../src/act/perform.ts';
import { type EmbeddedGitHub, openEmbeddedGitHub } from '../../src/demo/github/embedded-github.ts';
import type { EmbeddedGitHubOptions, Person } from '../../src/demo/github/options.ts';
import type { NewIssue } from '../../src/demo/github/people.ts';
import type { Action, Outcome } from '../../src/model/action.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import type { RunId } from '../../src/model/ids.ts';
import type { AgentSettings, Settings } from '../../src/model/settings.ts';
import type { Site } from '../../src/model/site.ts';
import type { TaskMemory } from '../../src/model/task.ts';
import { openGit } from '../../src/world/git/open-git.ts';
import { textKeyOf } from '../../src/world/github/text-key.ts';
import { openWorld } from '../../src/world/open.ts';
import { packagePath } from '../../src/world/package.ts';
import { openProcesses } from '../../src/world/processes/open-processes.ts';
import type { NarratorLine, World } from '../../src/world/world.ts';
import { GIT_ENVIRONMENT, makeRepository, repositoryIn, type TestRepository } from './git-repository.ts';
import { addAttempt, type GivenTask, rememberGiven } from './given.ts';
import { noLimits } from './no-limits.ts';
import { noOptions } from './no-options.ts';
import { type SettingsChange, settingsWith } from './settings.ts';

const PEOPLE: readonly Person[] = [
  { login: 'mona', role: 'admin', token: 'token-of-mona' },
  { login: 'wren', role: 'write', token: 'token-of-wren' },
  { login: 'theo', role: 'triage', token: 'token-of-theo' },
  { login: 'passer-by', role: 'none', token: 'token-of-passer-by' },
  { login: 'ci-app[bot]', role: 'write', token: 'token-of-ci-app', type: 'Bot', app: 'ci-app' },
];

/** What a test may say; all of it is optional. */
export interface StageOptions {
  /** Laid over the defaults, section by section. */
  readonly settings?: SettingsChange;
  /** The agent `sample`, which is the one in use: a fixture's name and its arguments, or a whole command. */
  readonly command?: readonly string[];
  readonly agent?: Partial<AgentSettings>;
  readonly site?: Partial<Site>;
  readonly github?: Partial<EmbeddedGitHubOptions>;
  /** Replaces doors of the world, a stopped clock for instance. */
  readonly doors?: (world: World) => Partial<World>;
}

export interface Stage {
  readonly repository: TestRepository;
  /** The server; `github.as('mona')` acts, `github.read` looks, `github.faults` breaks. */
  readonly github: EmbeddedGitHub;
  readonly world: World;
  readonly settings: Settings;
  readonly site: Site;
  readonly hands: Hands;
  /** What the console got, oldest first. */
  readonly told: readonly NarratorLine[];
  /** Carries an action out, as the daemon does. */
  act(action: Action): Promise<Outcome>;
  /** Mona opens an issue, labelled `rpi-auto` unless told; resolves to its number. */
  openIssue(issue?: Partial<NewIssue>): Promise<number>;
  /** The task enters memory. */
  remember(issue: number, given?: GivenTask): TaskMemory;
  /** What is remembered of the task now. */
  task(issue: number): TaskMemory;
  /** An attempt enters memory, `ended` unless told. Its processes are the test's business. */
  addAttempt(issue: number, given?: Partial<Attempt>): Attempt;
  /** The task's worktree on its branch; resolves to its path. */
  makeWorktree(issue: number): Promise<string>;
  /** A task with a worktree, running a fixture worker that has started; resolves to the run. */
  startWorker(issue: number, command: readonly string[]): Promise<RunId>;
}

/** Absolute path of a worker fixture. */
export const workerPath = (name: string): string => join(packagePath, 'test', 'fixtures', 'workers', name);

const patience = { quietMs: 60, limitMs: 5000, runnerMs: 300 };

/** Opens it for the running test. */
export const openStage = async (options: StageOptions = {}): Promise<Stage> => {
  const repository = copyPattern();
  onTestFinished(() => repository[Symbol.dispose]());
  const github = await openEmbeddedGitHub({
    barePath: repository.originPath,
    owner: 'acme',
    name: 'api',
    users: PEOPLE,
    ...options.github,
  });
  onTestFinished(() => github.close());
  const told: NarratorLine[] = [];
  const site = siteIn(repository, github, options.site);
  const world = await openTestWorld({ site, told, options });
  const settings = settingsWith(options.settings ?? {}, agentOf(options));
  const hands: Hands = { world, settings, site };
  return { repository, github, world, settings, site, hands, told, ...doingsOn(hands, github) };
};

let pattern: TestRepository | undefined;
process.once('exit', () => pattern?.[Symbol.dispose]());

/** A copy of one that is made once per process: a tenth of the time that git takes for a new one. */
const copyPattern = (): TestRepository => {
  pattern ??= makeRepository();
  const folderPath = realpathSync(mkdtempSync(join(tmpdir(), 'coordinator-stage-')));
  cpSync(pattern.folderPath, folderPath, { recursive: true });
  const configPath = join(folderPath, 'clone', '.git', 'config');
  const config = readFileSync(configPath, 'utf8').replace(pattern.folderPath, folderPath);
  writeFileSync(configPath, `${config}[user]\n\tname = Ada\n\temail = ada@example.com\n`);
  return repositoryIn(folderPath);
};

/** Only a fixture may be named without a slash. */
const commandOf = ([name = '', ...words]: readonly string[]): readonly string[] => [
  name.includes('/') ? name : workerPath(name),
  ...words,
];

const agentOf = ({ command = ['exits-zero'], agent }: StageOptions): AgentSettings => ({
  command: commandOf(command),
  prompt: 'stdin',
  log: 'text',
  env: {},
  ...noOptions,
  ...agent,
});

const siteIn = (
  { rootPath }: TestRepository,
  { url }: EmbeddedGitHub,
  changed: Partial<Site> = {},
): Site => ({
  repository: { owner: 'acme', name: 'api' },
  baseBranch: 'main',
  apiUrl: url,
  token: 'token-of-mona',
  rootPath,
  treesPath: join(rootPath, 'trees'),
  logsPath: join(rootPath, 'logs'),
  ownPath: join(rootPath, '.coordinator'),
  ledgerPath: join(rootPath, 'tasks.md'),
  templatePaths: [join(rootPath, '.github', 'coordinator'), join(packagePath, 'templates')],
  hostEnv: {
    ...GIT_ENVIRONMENT,
    TMPDIR: dirname(rootPath),
    GITHUB_TOKEN: 'token-of-mona',
    DATABASE_PASSWORD: 'hunter2',
  },
  builtInAgents: {},
  ...changed,
});

const openTestWorld = async ({
  site,
  told,
  options,
}: {
  readonly site: Site;
  readonly told: NarratorLine[];
  readonly options: StageOptions;
}): Promise<World> => {
  const { repository, apiUrl, token, rootPath } = site;
  const git = await openGit({ startPath: rootPath });
  await git.excludePatterns(['/trees/', '/logs/', '/.coordinator/', '/tasks.md', '/STOP', '/BLOCKED.md']);
  const narrator = { tell: (line: NarratorLine) => void told.push(line) };
  const opened = openWorld({ git, narrator, repository, apiUrl, token, paceMs: 0 });
  onTestFinished(() => opened.close());
  const runsPath = join(site.ownPath, 'runs');
  mkdirSync(runsPath, { recursive: true });
  const processes = openProcesses({ runsPath, patience });
  onTestFinished(async () => {
    for (const run of readdirSync(runsPath))
      if (isAlive(processes.readRun(run))) await processes.sweepRun(run);
  });
  const world: World = { ...opened.world, processes };
  return { ...world, ...options.doors?.(world) };
};

const isAlive = ({ kind }: { readonly kind: string }): boolean =>
  !['absent', 'unclaimed', 'fenced', 'ended', 'lost'].includes(kind);

type Doings = Omit<Stage, 'repository' | 'github' | 'world' | 'settings' | 'site' | 'hands' | 'told'>;

const doingsOn = (hands: Hands, github: EmbeddedGitHub): Doings => {
  const { world, site } = hands;
  const task: Stage['task'] = (issue) => {
    const found = world.store.readMemory().tasks.find((candidate) => candidate.issue === issue);
    if (found === undefined) throw new Error(`nothing is remembered of issue ${issue}`);
    return found;
  };
  const makeWorktree: Stage['makeWorktree'] = async (issue) => {
    const { worktreePath: path, branch } = task(issue);
    const { headSha } = await world.git.ensureWorktree({ issue, path, branch, base: site.baseBranch });
    world.store.patchTask(issue, { baseSha: headSha });
    return path;
  };
  const doings: Omit<Doings, 'startWorker'> = {
    act: (action) => perform(action, hands),
    openIssue: (issue) =>
      github.as('mona').openIssue({ title: 'Add a greeting', labels: ['rpi-auto'], ...issue }),
    remember: (issue, given) => {
      const row = github.read.issue(issue);
      const approvedText = row === null ? null : textKeyOf(row.title, row.body ?? '');
      rememberGiven(issue, { approvedText, ...given }, hands);
      return task(issue);
    },
    task,
    addAttempt: (issue, given) => addAttempt(task(issue), given ?? {}, hands),
    makeWorktree,
  };
  return { ...doings, startWorker: (issue, command) => startWorker(doings, { issue, command, hands }) };
};

const startWorker = async (
  stage: Omit<Doings, 'startWorker'>,
  {
    issue,
    command,
    hands,
  }: { readonly issue: number; readonly command: readonly string[]; readonly hands: Hands },
): Promise<RunId> => {
  const { world } = hands;
  stage.remember(issue, { state: 'running' });
  const cwd = await stage.makeWorktree(issue);
  const { run, logPath } = stage.addAttempt(issue, { phase: 'running' });
  const runner = await world.processes.startRun({
    run,
    argv: commandOf(command),
    cwd,
    env: {
      COORDINATOR_RUN: run,
      PATH: GIT_ENVIRONMENT.PATH ?? '',
      WITNESS: join(hands.site.ownPath, `${run}.pids`),
    },
    stdinPath: null,
    stdoutPath: logPath,
    stderrPath: logPath.replace(/\.jsonl$/, '.stderr.log'),
    graceMs: 5000,
    firstSignal: null,
    scratchPath: null,
    ceilingMs: 60_000,
    limits: noLimits,
  });
  world.store.patchAttempt(run, { runner });
  return run;
};
