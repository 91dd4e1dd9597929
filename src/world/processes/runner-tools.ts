/**
 * What the machine offers to supervise with. Perl is needed for one system call (the subreaper bit), a session and an
 * exact environment; without it workers are still supervised, but the end of their tree is not proven.
 */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunSpec } from '../world.ts';

/** `T1`: orphans of a worker end up at its runner, so that an empty tree is proof. `T2`: they do not. */
export interface RunnerTools {
  readonly tier: 'T1' | 'T2';
  /** Absolute path; null where there is none. */
  readonly perlPath: string | null;
  readonly shellPath: string;
}

/** Number of prctl by `process.arch`; elsewhere it is not known and the tier is T2. */
const prctlNumbers: Readonly<Record<string, number>> = {
  x64: 157,
  arm64: 167,
  riscv64: 167,
  ia32: 172,
  arm: 172,
  s390x: 172,
  ppc64: 171,
};

/** Looks for the tools on this process's PATH. */
export const readRunnerTools = (): RunnerTools => {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  const perlPath = [...folders, '/usr/bin'].map((folder) => join(folder, 'perl')).find(isExecutable) ?? null;
  const tier = process.platform === 'linux' && perlPath !== null && prctlNumber() > 0 ? 'T1' : 'T2';
  // Where /bin/sh is bash a runner has to wake up now and then; dash sleeps until something happens.
  return { tier, perlPath, shellPath: isExecutable('/bin/dash') ? '/bin/dash' : '/bin/sh' };
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const prctlNumber = (): number => (process.platform === 'linux' ? (prctlNumbers[process.arch] ?? 0) : 0);

const shipped = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A program, its arguments and its environment. */
export interface RunnerCommand {
  readonly file: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The command that supervises `spec` in `directory`: launcher, runner and worker, one handing over to the next. */
export const runnerCommand = (spec: RunSpec, directory: string, tools: RunnerTools): RunnerCommand => {
  const worker = [directory, String(Math.round(spec.graceMs)), ...spec.argv];
  const runner = shipped('./runner.sh');
  const ceilingS = Math.max(1, Math.ceil(spec.ceilingMs / 1000));
  if (tools.perlPath === null) {
    return { file: tools.shellPath, argv: [runner, '0', '', '', String(ceilingS), ...worker], env: spec.env };
  }
  // Perl complains about a locale it does not know, into the worker's log; the launcher takes the variable out again.
  const quiet = spec.env.PERL_BADLANG === undefined;
  const launcher = [shipped('./launcher.pl'), quiet ? '1' : '0', String(prctlNumber()), String(ceilingS)];
  return {
    file: tools.perlPath,
    argv: [...launcher, tools.shellPath, runner, shipped('./session.pl'), ...worker],
    env: quiet ? { ...spec.env, PERL_BADLANG: '0' } : spec.env,
  };
};
