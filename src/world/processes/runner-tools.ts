/**
 * What the machine offers to supervise with. Perl is needed for one system call (the subreaper bit), a session and an
 * exact environment; without it workers are still supervised, but the end of their tree is not proven.
 */
import type { RunSpec } from '../../model/run-spec.ts';
import type { WorkerLimits } from '../../model/settings.ts';
import type { Tier } from '../../model/supervision.ts';
import { besideCode } from '../package.ts';
import { findProgram, isExecutable } from './find-program.ts';
import { readHardLimits, ulimitWords } from './limits.ts';
import { type Scope, type ScopeSeen, scopeWords, wantsScope } from './scope.ts';

/** What a runner is started with. */
export interface RunnerTools {
  /** Without a scope around it. */
  readonly tier: Exclude<Tier, 'T0'>;
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
  const perlPath = findProgram('perl', process.env.PATH);
  const tier = process.platform === 'linux' && perlPath !== null && prctlNumber() > 0 ? 'T1' : 'T2';
  // Where /bin/sh is bash a runner has to wake up now and then; dash sleeps until something happens.
  return { tier, perlPath, shellPath: isExecutable('/bin/dash') ? '/bin/dash' : '/bin/sh' };
};

const prctlNumber = (): number => (process.platform === 'linux' ? (prctlNumbers[process.arch] ?? 0) : 0);

const shipped = (name: string): string => besideCode(`world/processes/${name}`);

/** A program, its arguments and its environment, and how well it holds the worker's tree. */
export interface RunnerCommand {
  readonly file: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly tier: Tier;
}

/** With what a run is supervised; `directory` is the absolute path of its run directory. */
export interface RunnerSource {
  readonly directory: string;
  readonly tools: RunnerTools;
  /** Asks the machine once, when it matters first. */
  readonly readScope: () => ScopeSeen;
}

type Tools = Omit<RunnerSource, 'directory'>;

/** A scope around a worker with these limits; null where there is to be none. It comes on top of T1, never instead. */
export const scopeFor = (limits: WorkerLimits, { tools, readScope }: Tools): Scope | null => {
  const seen = tools.tier === 'T1' && wantsScope(limits) ? readScope() : null;
  return seen?.kind === 'there' ? seen : null;
};

/** The command that supervises `spec`: scope, launcher, runner and worker, one handing over to the next. */
export const runnerCommand = (spec: RunSpec, source: RunnerSource): RunnerCommand => {
  const command = launchCommand(spec, source);
  const scope = scopeFor(spec.limits, source);
  // It is reached through a variable, which is handed on to the worker: one that was given another goes without.
  if (scope === null || spec.env.XDG_RUNTIME_DIR !== scope.runtimePath) return command;
  const words = scopeWords(spec.run, spec.limits, scope.policy);
  return { ...command, file: scope.programPath, argv: [...words, command.file, ...command.argv], tier: 'T0' };
};

/** The agent, after the set-up where there is one. */
const workerArgv = ({ setup, argv }: RunSpec, directory: string, { shellPath }: RunnerTools) => {
  if (setup === undefined) return argv;
  const { logPath, markPath, hiddenName, command } = setup;
  return [shellPath, shipped('setup.sh'), directory, logPath, markPath, hiddenName ?? '', command, ...argv];
};

const millisecondsOf = (ms: number): string => String(Math.round(ms));

const launchCommand = (spec: RunSpec, { directory, tools }: RunnerSource): RunnerCommand => {
  const limits = ulimitWords(spec.limits, readHardLimits());
  const { firstSignal, scratchPath } = spec;
  const first = [firstSignal?.signal.slice('SIG'.length) ?? '', millisecondsOf(firstSignal?.graceMs ?? 0)];
  const worker = [
    directory,
    millisecondsOf(spec.graceMs),
    ...first,
    scratchPath ?? '',
    limits,
    ...workerArgv(spec, directory, tools),
  ];
  const runner = shipped('runner.sh');
  const ceilingS = Math.max(1, Math.ceil(spec.ceilingMs / 1000));
  const { tier, perlPath, shellPath } = tools;
  if (perlPath === null)
    return { file: shellPath, argv: [runner, '0', '', '', String(ceilingS), ...worker], env: spec.env, tier };
  // Perl complains about a locale it does not know, into the worker's log; the launcher takes the variable out again.
  const quiet = spec.env.PERL_BADLANG === undefined;
  const launcher = [shipped('launcher.pl'), quiet ? '1' : '0', String(prctlNumber()), String(ceilingS)];
  return {
    file: perlPath,
    argv: [...launcher, shellPath, runner, shipped('session.pl'), ...worker],
    env: quiet ? { ...spec.env, PERL_BADLANG: '0' } : spec.env,
    tier,
  };
};
