/**
 * The ground of one round: a fresh copy of a prepared repository, the embedded GitHub, a bystander, and the workers'
 * witness. Everything lies in one temporary folder, which goes with the end of the round.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedGitHub, openEmbeddedGitHub } from '../../src/demo/github/embedded-github.ts';
import { endProcessesIn } from '../support/folder-processes.ts';
import {
  GIT_ENVIRONMENT,
  makeRepository,
  repositoryIn,
  type TestRepository,
} from '../support/git-repository.ts';
import { ROOT_PATH } from '../support/house-tree.ts';
import type { Scenario } from './scenarios.ts';

export interface Ground extends AsyncDisposable {
  readonly repository: TestRepository;
  readonly github: EmbeddedGitHub;
  readonly witnessPath: string;
  /** Environment of a coordinator. */
  readonly env: Readonly<Record<string, string>>;
  /** Issues in the order of the scenario's scenes. */
  readonly issues: readonly number[];
  /** A process that looks like a worker and is none. */
  readonly bystander: ChildProcess;
}

const fixturePath = join(ROOT_PATH, 'test', 'fixtures', 'workers');

/** A person's own words around the block: they must come through byte for byte. */
export const ownWords = {
  before: '# Plans\r\n\n- [ ] gh-1: not a row of yours \u00e9\n\n<!-- coordinator:begin -->',
  after: '<!-- coordinator:end -->\n\nafterwards, without a final newline',
} as const;

let pattern: TestRepository | null = null;

/** One repository that all rounds are copied from. */
const readPattern = (): TestRepository => {
  if (pattern !== null) return pattern;
  const made = makeRepository({ 'README.md': '# Test\n', '.gitignore': 'coordinator.yml\n' });
  made.git('config', 'user.name', 'Ada');
  made.git('config', 'user.email', 'ada@example.com');
  process.once('exit', () => made[Symbol.dispose]());
  pattern = made;
  return made;
};

const configurationOf = (folderPath: string, { maxWorkers, setup }: Scenario): string => `repository: acme/api
github: { pollInterval: 0.2s }
host: { minDisk: null, minMemory: null }
workers:
  agent: script
  max: ${maxWorkers}
  attempts: 4
  grace: 1s
  githubToken: true
  backoff: { initial: 0.05s, max: 0.1s, jitter: 0 }
  env: ["WITNESS=${folderPath}/witness", "SCRIPTS=${folderPath}/scripts", "FIXTURES=${fixturePath}"]
worktrees: { setup: ${JSON.stringify(setup ?? null)} }
agents:
  script: { command: ["${fixturePath}/witnessed"] }
`;

/** Lays the ground; the issues are open and labelled. */
export const openGround = async (scenario: Scenario): Promise<Ground> => {
  const folderPath = realpathSync(mkdtempSync(join(tmpdir(), 'coordinator-crash-')));
  cpSync(readPattern().folderPath, folderPath, { recursive: true });
  const repository = repositoryIn(folderPath);
  const { rootPath, originPath } = repository;
  repository.git('remote', 'set-url', 'origin', originPath);
  writeFileSync(join(rootPath, 'coordinator.yml'), configurationOf(folderPath, scenario));
  writeFileSync(join(rootPath, 'tasks.md'), `${ownWords.before}\n${ownWords.after}`);
  mkdirSync(join(folderPath, 'scripts'));
  const users = [{ login: 'mona', role: 'admin', token: 'token-of-mona' } as const];
  const place = { barePath: originPath, owner: 'acme', name: 'api' };
  const github = await openEmbeddedGitHub({ ...place, users, rateLimit: 1_000_000 });
  const issues = await openIssues(github, scenario, join(folderPath, 'scripts'));
  const bystander = startBystander(rootPath);
  return {
    repository,
    github,
    witnessPath: join(folderPath, 'witness'),
    env: {
      ...GIT_ENVIRONMENT,
      HOME: folderPath,
      NO_COLOR: '1',
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN: 'token-of-mona',
    },
    issues,
    bystander,
    [Symbol.asyncDispose]: async () => {
      bystander.kill('SIGKILL');
      await endProcessesIn(folderPath);
      await github.close();
      rmSync(folderPath, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};

const openIssues = async (
  github: EmbeddedGitHub,
  { scenes }: Scenario,
  scriptsPath: string,
): Promise<readonly number[]> => {
  const mona = github.as('mona');
  const issues: number[] = [];
  for (const { script } of scenes) {
    const issue = await mona.openIssue({ title: `Do number ${issues.length + 1}`, body: 'Please.' });
    writeFileSync(join(scriptsPath, `gh-${issue}`), `${script}\n`);
    await mona.label(issue, 'rpi-auto');
    issues.push(issue);
  }
  return issues;
};

/** Its command line names the worker, it works in the main checkout, and it carries an empty mark. */
const startBystander = (rootPath: string): ChildProcess =>
  spawn('/bin/sh', ['-c', 'while :; do sleep 1; done', join(fixturePath, 'witnessed')], {
    cwd: rootPath,
    env: { PATH: process.env.PATH ?? '', COORDINATOR_RUN: '', COORDINATOR_TASK: 'gh-1' },
    stdio: 'ignore',
  });

/** Text of a file; empty when there is none. */
export const readOr = (path: string, otherwise = ''): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
};
