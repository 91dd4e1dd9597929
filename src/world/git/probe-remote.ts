/**
 * Whether `origin` would take a push, tried without one: a dry run asks the remote for its right to write and sends nothing.
 * The clone's hooks are not run, and nobody is asked for a password. Rules for branches only show in a real push.
 */
import { randomUUID } from 'node:crypto';
import type { ProgramSeen, RemoteSeen } from '../../model/examined.ts';
import { PermanentError, TransientError, UsageError } from '../../model/failures.ts';
import { runBriefly } from '../run-briefly.ts';
import { failureOf } from './classify.ts';
import { gitEnvironmentOf } from './environment.ts';
import { maskUserOf } from './mask.ts';
import { GitFailure } from './run-git.ts';

/** Nobody is asked: no terminal (a session of its own), no window. */
const noQuestions = { SSH_ASKPASS: '', SSH_ASKPASS_REQUIRE: 'never', GCM_INTERACTIVE: 'never' };

const runGit = (rootPath: string, args: readonly string[], limitMs: number): Promise<ProgramSeen> =>
  runBriefly({
    argv: ['git', ...args],
    cwd: rootPath,
    env: { ...gitEnvironmentOf(null), ...noQuestions },
    limitMs,
  });

const isWell = (seen: ProgramSeen): boolean => seen.kind === 'ended' && seen.code === 0;

const wordsOf = (
  seen: ProgramSeen,
  command: string,
): { readonly why: string; readonly fix: string | null } => {
  if (seen.kind === 'silent')
    return {
      why: `${command} did not answer within ${seen.afterMs / 1000} s: the remote hangs, or something waits for a password`,
      fix: 'See for yourself: git ls-remote origin',
    };
  if (seen.kind === 'missing') return { why: seen.why, fix: null };
  const failure = failureOf(new GitFailure(command, { stdout: '', stderr: maskUserOf(seen.stderr) }));
  const isKnown = [TransientError, PermanentError, UsageError].some((known) => failure instanceof known);
  if (!isKnown) throw failure;
  const { message, fix = null } = failure as TransientError | PermanentError | UsageError;
  return { why: message, fix };
};

/** One look; at most twice `limitMs`. */
export const probeRemote = async (rootPath: string, limitMs: number): Promise<RemoteSeen> => {
  const head = await runGit(rootPath, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], limitMs);
  if (!isWell(head)) return probeReading(rootPath, limitMs);
  const name = `refs/heads/coordinator-doctor-${randomUUID().slice(0, 8)}`;
  const words = ['push', '--dry-run', '--no-verify', '--porcelain', 'origin', `HEAD:${name}`];
  const push = await runGit(rootPath, words, limitMs);
  if (isWell(push)) return { kind: 'writable' };
  const told = wordsOf(push, 'git push --dry-run');
  if (push.kind !== 'ended') return { kind: 'unreachable', ...told };
  const list = await runGit(rootPath, ['ls-remote', '--quiet', 'origin', 'HEAD'], limitMs);
  return { kind: isWell(list) ? 'read-only' : 'unreachable', ...told };
};

/** Without a commit nothing can be pushed, not even dry. */
const probeReading = async (rootPath: string, limitMs: number): Promise<RemoteSeen> => {
  const list = await runGit(rootPath, ['ls-remote', '--quiet', 'origin'], limitMs);
  if (!isWell(list)) return { kind: 'unreachable', ...wordsOf(list, 'git ls-remote') };
  return { kind: 'unknown', why: 'this clone has no commit yet that a push could be tried with' };
};
