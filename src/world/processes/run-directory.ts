/**
 * The run directory: one per attempt, the only channel between coordinator and runner. Everything in it is made before
 * the runner is started, so that a full disk later loses neither the exit record nor the proof that the tree is gone.
 */
import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { BugError } from '../../model/failures.ts';
import type { RunId } from '../../model/ids.ts';
import type { RunSpec } from '../../model/run-spec.ts';
import type { Tier } from '../../model/supervision.ts';
import type { RunAbout } from '../../model/traces.ts';
import { isInstant, isNumber, isShaped, isText } from '../store/shape.ts';
import { blankExit } from './records.ts';
import { blankSetup } from './setup-record.ts';
import { codeOf, isAbsence, readOrNull, transientOf } from './small-reads.ts';

const isRunId = (name: string): boolean => /^[0-9a-z][0-9a-z-]{7,63}$/i.test(name);

/** Absolute path of a run's directory. @throws BugError an id that cannot be a directory name. */
export const directoryOf = (runsPath: string, run: RunId): string => {
  if (!isRunId(run)) throw new BugError(`not a run id: "${run}"`);
  return join(runsPath, run);
};

/** Every run that has a directory. @throws TransientError they cannot be listed. */
export const listRuns = (runsPath: string): readonly RunId[] => {
  try {
    return readdirSync(runsPath).filter(isRunId);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw transientOf(error, `cannot list ${runsPath}`);
  }
};

/** Whether one of {the runner started, the attempt was called off} was decided, and which. */
export type Claim = 'absent' | 'unclaimed' | 'fenced' | 'claimed';

/** A runner claims by making a directory, the coordinator by making a file: at most one of them succeeds. */
export const readClaim = (directory: string): Claim => {
  const claim = readKind(join(directory, 'claim'));
  if (claim !== null) return claim === 'directory' ? 'claimed' : 'fenced';
  return readKind(directory) === null ? 'absent' : 'unclaimed';
};

const readKind = (path: string): 'directory' | 'file' | null => {
  try {
    return lstatSync(path).isDirectory() ? 'directory' : 'file';
  } catch (error) {
    if (isAbsence(error)) return null;
    throw transientOf(error, `cannot look at ${path}`);
  }
};

/** Calls the run off for ever, unless its runner was faster. @throws TransientError disk full, read-only. */
export const fence = (directory: string): 'fenced' | 'claimed' => {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeDurably(join(directory, 'claim'), 'called off by the coordinator before it started\n');
    return 'fenced';
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw transientOf(error, `cannot call off ${directory}`);
    return readClaim(directory) === 'fenced' ? 'fenced' : 'claimed';
  }
};

/**
 * Makes the directory with all that a runner needs, durable when it returns.
 * @throws BugError the run has a directory already. @throws TransientError disk full, read-only.
 */
export const makeDirectory = (directory: string, spec: RunSpec, tier: Tier): void => {
  try {
    mkdirSync(dirname(directory), { recursive: true, mode: 0o700 });
    mkdirSync(directory, { mode: 0o700 });
    writeDurably(join(directory, 'spec.json'), `${JSON.stringify(storedSpec(spec, tier), null, 2)}\n`);
    writeDurably(join(directory, 'status'), blankExit);
    writeDurably(join(directory, 'drain'), '');
    if (spec.setup !== undefined) writeDurably(join(directory, 'setup'), blankSetup);
    syncDirectory(directory);
    syncDirectory(dirname(directory));
  } catch (error) {
    // A file in the place of the directory around it is said to exist, too: that is for a person to clear away.
    const isMade = codeOf(error) === 'EEXIST' && readKind(directory) !== null;
    if (!isMade) throw transientOf(error, `cannot make ${directory}`);
    throw new BugError(`a run is started once, but ${directory} exists`, { cause: error });
  }
};

/** Names of variables only: their values may be secret. */
const storedSpec = ({ env, ...spec }: RunSpec, tier: Tier): object => ({
  ...spec,
  env: Object.keys(env).sort(),
  tier,
});

/** Where the run's output goes; empty when that is not known. */
export const readLogPaths = (directory: string): readonly string[] =>
  readSpec(directory)
    .filter(([name]) => name === 'stdoutPath' || name === 'stderrPath')
    .map(([, path]) => String(path));

/** Where the output of the run's set-up goes; null when it has none, or that is not known. */
export const readSetupLogPath = (directory: string): string | null => {
  const setup = readSpec(directory).find(([name]) => name === 'setup')?.[1];
  return isShaped({ logPath: isText })(setup) ? (setup as { readonly logPath: string }).logPath : null;
};

/** The working directory of the run's command; null when that is not known. */
export const readWorkingPath = (directory: string): string | null => {
  const path = readSpec(directory).find(([name]) => name === 'cwd')?.[1];
  return typeof path === 'string' ? path : null;
};

/** The directory for temporary files that was made for the run; null = it had none, or that is not known. */
export const readScratchPath = (directory: string): string | null => {
  const path = readSpec(directory).find(([name]) => name === 'scratchPath')?.[1];
  return typeof path === 'string' && isAbsolute(path) ? path : null;
};

/** The tier that the run was started in; null when that is not known. */
export const readTier = (directory: string): Tier | null => {
  const tier = readSpec(directory).find(([name]) => name === 'tier')?.[1];
  return tier === 'T0' || tier === 'T1' || tier === 'T2' ? tier : null;
};

/** What the run was started for; null = its record does not say, or not to its end. */
export const readAbout = (directory: string): RunAbout | null => {
  const about = readSpec(directory).find(([name]) => name === 'about')?.[1];
  return isAbout(about) ? (about as RunAbout) : null;
};

/** What all else is worked out from; written by us in one piece, so the rest is there too. */
const isAbout = isShaped({
  task: isShaped({
    issue: isNumber,
    title: isText,
    url: isText,
    branch: isText,
    worktreePath: isText,
    approval: isShaped({ login: isText, atMs: isNumber }),
  }),
  attempt: isShaped({
    number: isNumber,
    round: isNumber,
    agent: isText,
    slot: isNumber,
    startedAt: isInstant,
  }),
});

const readSpec = (directory: string): readonly (readonly [string, unknown])[] => {
  const text = readOrNull(join(directory, 'spec.json'));
  try {
    const spec: unknown = JSON.parse(Buffer.from(text ?? 'null', 'latin1').toString());
    return typeof spec === 'object' && spec !== null ? Object.entries(spec) : [];
  } catch {
    // A damaged spec says nothing; what became of the run is told by other files.
    return [];
  }
};

const writeDurably = (path: string, text: string): void => {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

const syncDirectory = (path: string): void => {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
};
