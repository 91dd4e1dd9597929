import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type SimpleGitOptions, simpleGit } from 'simple-git';
import { findGitBinary, gitEnvironmentOf } from './environment.ts';
import { maskUserOf } from './mask.ts';

/** Git said no. Its exit code does not tell failures apart; `stderr` does, in English, without credentials. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
  /** `git worktree add` */
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  constructor(command: string, output: { readonly stdout: string; readonly stderr: string }) {
    super(`${command}: ${output.stderr}`);
    this.command = command;
    this.stdout = output.stdout;
    this.stderr = output.stderr;
  }
}

/** A child that says nothing for this long is ended. Never sooner: a killed `worktree add` can brick a repository. */
const SILENCE_LIMIT_MS = 5 * 60_000;

/**
 * simple-git refuses these unless told otherwise, to protect programs that pass on strangers' words. Here arguments
 * come from this folder only, and the environment is the person's own.
 */
const ALLOWED: NonNullable<SimpleGitOptions['unsafe']> = {
  allowUnsafeHooksPath: true,
  allowUnsafeSshCommand: true,
  allowUnsafeAskPass: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeExec: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeUrlRewrite: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeGitProxy: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeFilter: true,
  allowUnsafeInclude: true,
  allowUnsafeAlias: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
};

const BACKGROUND_OFF = ['gc.auto=0', 'maintenance.auto=false'];

let binary: [string] | [string, string] | null = null;

interface Output {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

const commandOf = (args: readonly string[]): string => {
  const words = args.filter((word, at) => !word.startsWith('-') && args[at - 1] !== '-c');
  return `git ${words.slice(0, words[0] === 'worktree' ? 2 : 1).join(' ')}`;
};

interface Setting {
  /** No repository is looked for from here on up. */
  readonly ceilingPath: string | null;
  readonly env?: Readonly<Record<string, string>>;
}

const start = async (cwd: string, args: readonly string[], setting: Setting): Promise<string> => {
  const command = commandOf(args);
  if (!existsSync(cwd)) throw new GitFailure(command, { stdout: '', stderr: `there is no directory ${cwd}` });
  const env = { ...gitEnvironmentOf(setting.ceilingPath), ...setting.env };
  binary ??= findGitBinary();
  const output: Output = { exitCode: null, stdout: '', stderr: '' };
  const git = simpleGit({
    baseDir: cwd,
    binary,
    config: BACKGROUND_OFF,
    allowEnvironment: Object.keys(env),
    unsafe: ALLOWED,
    timeout: { block: SILENCE_LIMIT_MS },
    errors: (error, result) => {
      output.exitCode = result.exitCode;
      output.stdout = Buffer.concat(result.stdOut).toString();
      output.stderr = Buffer.concat(result.stdErr).toString();
      // An exit without a word, or a death by signal (exit code null), would pass for success otherwise.
      return result.exitCode === 0 ? error : (error ?? Buffer.from('failed'));
    },
  }).env(env);
  try {
    return await git.raw([...args]);
  } catch (error) {
    const words = output.stderr.trim() || (error instanceof Error ? error.message : String(error));
    throw new GitFailure(command, { stdout: output.stdout, stderr: maskUserOf(words) });
  }
};

/**
 * Runs git in `cwd`, which must be the top of a checkout: a tree whose `.git` is gone never makes git act on the
 * checkout around it. Resolves with standard output.
 * @throws GitFailure
 */
export const runGit = (cwd: string, args: readonly string[]): Promise<string> =>
  start(cwd, args, { ceilingPath: dirname(cwd) });

/** The same with variables of git's own, such as `GIT_INDEX_FILE`. @throws GitFailure */
export const runGitWith = (
  cwd: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<string> => start(cwd, args, { ceilingPath: dirname(cwd), env });

/** Runs git in any directory of a checkout. @throws GitFailure */
export const runGitAnywhere = (cwd: string, args: readonly string[]): Promise<string> =>
  start(cwd, args, { ceilingPath: null });
