/**
 * How well a worker's tree is held: what this machine offers, and what one run was started with.
 */
import { join } from 'node:path';
import { TransientError } from '../../model/failures.ts';
import type { RunId } from '../../model/ids.ts';
import type { WorkerLimits } from '../../model/settings.ts';
import type { RunSupervision, Supervision, Tier } from '../../model/supervision.ts';
import { loweredLimits, readHardLimits } from './limits.ts';
import { type OwnerRecord, parseOwner } from './records.ts';
import { directoryOf, readTier } from './run-directory.ts';
import { type RunnerSource, scopeFor } from './runner-tools.ts';
import { wantsScope } from './scope.ts';
import { readOrNull } from './small-reads.ts';

/** What applies to workers that are started now. */
export const readSupervision = (
  limits: WorkerLimits,
  source: Omit<RunnerSource, 'directory'>,
): Supervision => {
  const tier = scopeFor(limits, source) === null ? source.tools.tier : 'T0';
  return {
    tier,
    why: whyOf(tier, limits, source),
    ...meansOf(tier),
    lowered: loweredLimits(limits, readHardLimits()),
  };
};

const whyOf = (
  tier: Tier,
  limits: WorkerLimits,
  { tools, readScope }: Omit<RunnerSource, 'directory'>,
): string => {
  if (tier === 'T0') return 'subreaper, and a scope of the user manager';
  if (tier === 'T2') return tools.perlPath === null ? 'no perl here' : 'no subreaper here';
  const scope = wantsScope(limits) ? readScope() : null;
  return scope?.kind === 'none' ? `subreaper; no scope: ${scope.why}` : 'subreaper';
};

const meansOf = (tier: Tier): Pick<Supervision, 'memory' | 'processes'> => {
  const processes = process.platform === 'linux' ? 'sampled' : 'none';
  return { memory: tier === 'T0' ? 'scope' : processes, processes };
};

/**
 * What applies to a run; null when it is not known or cannot be read: it is only told. Its runner, once it has begun,
 * knows better than whoever started it.
 */
export const readSupervisionOf = (runsPath: string, run: RunId): RunSupervision | null => {
  try {
    const directory = directoryOf(runsPath, run);
    const planned = readTier(directory);
    const owner = parseOwner(readOrNull(join(directory, 'owner')) ?? '');
    return planned === null ? null : supervisionOf(planned, owner);
  } catch (error) {
    if (error instanceof TransientError) return null;
    throw error;
  }
};

const supervisionOf = (planned: Tier, owner: OwnerRecord | undefined): RunSupervision => {
  const isProven = owner === undefined ? planned !== 'T2' : owner.subreaper;
  const tier = planned === 'T1' && !isProven ? 'T2' : planned;
  return { tier, isProven, ...meansOf(tier) };
};
