/**
 * Where the soak takes place: a small repository, the embedded GitHub, as many labelled issues as workers.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedGitHub, openEmbeddedGitHub } from '../src/demo/github/embedded-github.ts';
import { endProcessesIn } from '../test/support/folder-processes.ts';
import { GIT_ENVIRONMENT, makeRepository, type TestRepository } from '../test/support/git-repository.ts';
import { ROOT_PATH } from '../test/support/house-tree.ts';

export interface Field extends AsyncDisposable {
  readonly repository: TestRepository;
  readonly github: EmbeddedGitHub;
  readonly witnessPath: string;
  readonly workerPath: string;
  readonly env: Readonly<Record<string, string>>;
}

/** How large it is. */
export interface Size {
  readonly workers: number;
  readonly slots: number;
}

const workerPath = join(ROOT_PATH, 'test', 'fixtures', 'workers', 'witnessed');

const script =
  'echo "$COORDINATOR_ISSUE" >"work-$COORDINATOR_ISSUE.txt"; git add .; git commit -q -m "feat: work"';

const configurationOf = (folderPath: string, slots: number): string => `repository: acme/api
github: { pollInterval: 1s }
workers:
  agent: script
  max: ${slots}
  env: ["WITNESS=${folderPath}/witness", "SCRIPTS=${folderPath}/scripts"]
agents:
  script: { command: ["${workerPath}"] }
`;

/** Lays it out, without issues. */
export const openField = async ({ workers, slots }: Size): Promise<Field> => {
  const repository = makeRepository({ 'README.md': '# Soak\n', '.gitignore': 'coordinator.yml\n' });
  const { folderPath, rootPath, originPath } = repository;
  repository.git('config', 'user.name', 'Ada');
  repository.git('config', 'user.email', 'ada@example.com');
  writeFileSync(join(rootPath, 'coordinator.yml'), configurationOf(folderPath, slots));
  mkdirSync(join(folderPath, 'scripts'));
  for (let issue = 1; issue <= workers; issue += 1)
    writeFileSync(join(folderPath, 'scripts', `gh-${issue}`), `${script}\n`);
  const users = [{ login: 'mona', role: 'admin', token: 'token-of-mona' } as const];
  const place = { barePath: originPath, owner: 'acme', name: 'api' };
  const github = await openEmbeddedGitHub({ ...place, users, rateLimit: 10_000_000 });
  return {
    repository,
    github,
    witnessPath: join(folderPath, 'witness'),
    workerPath,
    env: {
      ...GIT_ENVIRONMENT,
      HOME: folderPath,
      NO_COLOR: '1',
      SCRIPTS: join(folderPath, 'scripts'),
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN: 'token-of-mona',
    },
    [Symbol.asyncDispose]: async () => {
      await endProcessesIn(folderPath);
      await github.close();
      repository[Symbol.dispose]();
    },
  };
};

/** Opens and labels the issues, which get the numbers from 1 on. */
export const openIssues = async ({ github }: Field, count: number): Promise<void> => {
  const mona = github.as('mona');
  for (let number = 1; number <= count; number += 1) {
    const issue = await mona.openIssue({ title: `Issue ${number}`, body: 'Please.' });
    await mona.label(issue, 'rpi-auto');
  }
};
