/**
 * A temporary bare repository with an embedded GitHub on it, closed and removed after each test.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type EmbeddedGitHub, openEmbeddedGitHub } from '../../../src/demo/github/embedded-github.ts';
import type { EmbeddedGitHubOptions, Person } from '../../../src/demo/github/options.ts';
import { openWire } from '../../support/wire/wire.ts';

export const PEOPLE: readonly Person[] = [
  { login: 'boss', role: 'admin', token: 'token-boss' },
  { login: 'lead', role: 'maintain', token: 'token-lead' },
  { login: 'dev', role: 'write', token: 'token-dev' },
  { login: 'sorter', role: 'triage', token: 'token-sorter' },
  { login: 'reader', role: 'read', token: 'token-reader' },
  { login: 'stranger', role: 'none', token: 'token-stranger' },
  { login: 'rpi-app[bot]', role: 'write', token: 'token-bot', type: 'Bot', app: 'rpi-app' },
];

const IDENTITY = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];

/** The bare repository, changed by plumbing. */
export interface Bare {
  readonly path: string;
  git(...args: string[]): string;
  /** Adds a commit on top of a branch, or on main's tip for a new one; returns its sha. */
  commit(branch: string, files: Record<string, string>, message?: string): string;
}

const bareAt = (path: string): Bare => {
  const git = (args: readonly string[], input?: string): string =>
    execFileSync('git', ['--git-dir', path, ...IDENTITY, ...args], {
      encoding: 'utf8',
      ...(input === undefined ? {} : { input }),
      stdio: ['pipe', 'pipe', 'pipe'],
    }).trim();
  const tipOf = (branch: string): string =>
    git(['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`]);
  return {
    path,
    git: (...args) => git(args),
    commit: (branch, files, message = `change ${branch}`) => {
      const parent = tipOf(branch) || tipOf('main');
      const kept = parent === '' ? '' : git(['ls-tree', parent]);
      const others = kept
        .split('\n')
        .filter((line) => line !== '' && !((line.split('\t')[1] as string) in files));
      const entries = Object.entries(files).map(
        ([name, text]) => `100644 blob ${git(['hash-object', '-w', '--stdin'], text)}\t${name}`,
      );
      const tree = git(['mktree'], `${[...others, ...entries].join('\n')}\n`);
      const parents = parent === '' ? [] : ['-p', parent];
      const sha = git(['commit-tree', tree, ...parents, '-m', message]);
      git(['update-ref', `refs/heads/${branch}`, sha]);
      return sha;
    },
  };
};

/** A bare repository whose main has one commit. */
export const makeBare = (): Bare => {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-github-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'origin.git');
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', path]);
  const bare = bareAt(path);
  bare.commit('main', { 'README.md': 'hello\n' });
  return bare;
};

/** One answer, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are probed field by field
  readonly body: any;
}

export interface Setting {
  readonly github: EmbeddedGitHub;
  readonly bare: Bare;
  /** Sends as a person (`null` = without a token); `path` below the API root, or a whole URL. */
  send(login: string | null, line: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

const headersOf = (login: string | null): Record<string, string> => {
  const person = PEOPLE.find((one) => one.login === login);
  return login === null ? {} : { authorization: `token ${person?.token ?? login}` };
};

/** Opens both. `line` of `send` is `GET /repos/acme/api`. */
export const openSetting = async (options: Partial<EmbeddedGitHubOptions> = {}): Promise<Setting> => {
  const bare = makeBare();
  const wire = await openWire({ onlyAnswers: true });
  onTestFinished(() => wire.close());
  const github = await openEmbeddedGitHub({
    barePath: bare.path,
    owner: 'acme',
    name: 'api',
    users: PEOPLE,
    publicUrl: wire.url,
    ...options,
  });
  wire.leadTo(github.port);
  onTestFinished(() => github.close());
  const send: Setting['send'] = async (login, line, body, headers = {}) => {
    const [method = 'GET', path = '/'] = line.split(' ');
    const response = await fetch(path.startsWith('http') ? path : github.url + path, {
      method,
      redirect: 'manual',
      headers: { ...headersOf(login), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
  return { github, bare, send };
};

/** The issues and pull requests of a list answer. */
export const numbersOf = (answer: Answer): number[] =>
  (answer.body as { number: number }[]).map(({ number }) => number);
