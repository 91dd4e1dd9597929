/**
 * The demo's stage: a small project in a bare repository (the remote), a clone of it (where the coordinator works), and
 * a GitHub on this machine that shows both. All of it below one temporary folder.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedGitHub, openEmbeddedGitHub } from './github/embedded-github.ts';
import { workerCommand } from './worker-command.ts';

/** Where everything is, and how it is taken down. */
export interface Stage {
  readonly folderPath: string;
  readonly barePath: string;
  readonly clonePath: string;
  readonly github: EmbeddedGitHub;
  readonly token: string;
  /** Ends the local GitHub; removes the folder unless it is to be kept. */
  strike(keep: boolean): Promise<void>;
}

/** The people of the demo: one who runs the project, one who may only triage. */
export const people = { maintainer: 'mona', stranger: 'passer-by' } as const;

const token = 'demo-token-of-mona';

/** Runs git in a folder and gives back its output. */
export const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: gitEnv(),
  }).trim();

/** Nobody's own git configuration (signing, hooks, templates) gets in the way. */
const gitEnv = (): NodeJS.ProcessEnv => ({
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
});

const project: Readonly<Record<string, string>> = {
  'README.md': '# greetings\n\nSays hello, in as many ways as people ask for.\n',
  'greet.js': "export const greet = (name) => 'Hello, ' + name + '!';\n",
  'package.json': '{ "name": "greetings", "type": "module", "private": true }\n',
};

const configuration = `# What the demo sets; everything else is as it comes.
repository: demo/greetings
github: { pollInterval: 1s }
host: { minDisk: null, minMemory: null }
workers:
  agent: sample
  max: 3
  grace: 2s
  backoff: { initial: 2s, factor: 2, max: 5s, jitter: 0 }
agents:
  sample:
    command: ${JSON.stringify(workerCommand())}
`;

/** Sets the stage. @throws Error git is missing, or there is no room for a temporary folder. */
export const setStage = async (): Promise<Stage> => {
  const folderPath = mkdtempSync(join(tmpdir(), 'coordinator-demo-'));
  const barePath = join(folderPath, 'remote.git');
  const clonePath = join(folderPath, 'greetings');
  mkdirSync(barePath);
  git(barePath, 'init', '--bare', '--initial-branch=main', '.');
  git(folderPath, 'clone', '--quiet', barePath, clonePath);
  for (const [key, value] of Object.entries(cloneConfiguration)) git(clonePath, 'config', key, value);
  git(clonePath, 'checkout', '--quiet', '-B', 'main');
  for (const [name, text] of Object.entries(project)) writeFileSync(join(clonePath, name), text);
  writeFileSync(join(clonePath, 'coordinator.yml'), configuration);
  git(clonePath, 'add', '.');
  git(clonePath, 'commit', '--quiet', '-m', 'A first greeting');
  git(clonePath, 'push', '--quiet', 'origin', 'main');
  git(clonePath, 'remote', 'set-head', 'origin', 'main');
  const github = await openEmbeddedGitHub({
    barePath,
    owner: 'demo',
    name: 'greetings',
    users: [
      { login: people.maintainer, role: 'admin', token },
      { login: people.stranger, role: 'triage', token: 'demo-token-of-a-stranger' },
    ],
  });
  return {
    folderPath,
    barePath,
    clonePath,
    github,
    token,
    strike: async (keep) => {
      await github.close();
      if (!keep) rmSync(folderPath, { recursive: true, force: true });
    },
  };
};

const cloneConfiguration = {
  'user.name': 'Sample Worker',
  'user.email': 'worker@example.invalid',
  'commit.gpgsign': 'false',
  'core.hooksPath': '/dev/null',
};
