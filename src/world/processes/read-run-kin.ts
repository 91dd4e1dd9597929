/**
 * The living processes of a run, as a tree, for diagnostics: only what is provably the run's.
 */
import { join } from 'node:path';
import type { RunId } from '../../model/ids.ts';
import { readKin } from './kin.ts';
import { readProcess } from './process-table.ts';
import { parseOwner } from './records.ts';
import { directoryOf } from './run-directory.ts';
import { readOrNull } from './small-reads.ts';

/** One process. `name` is the kernel's, without arguments, which may hold a prompt; `state` its letter. */
export interface KinSeen {
  readonly pid: number;
  readonly parentPid: number;
  readonly state: string;
  readonly name: string;
}

/** By pid; empty when none lives. @throws TransientError the table cannot be read. */
export const readRunKin = (runsPath: string, run: RunId): readonly KinSeen[] => {
  const owner = parseOwner(readOrNull(join(directoryOf(runsPath, run), 'owner')) ?? '') ?? null;
  return readKin(run, owner)
    .flatMap(({ pid }): readonly KinSeen[] => {
      const row = readProcess(pid);
      if (row === null) return [];
      const name = (readOrNull(`/proc/${pid}/comm`) ?? '').trim();
      return [{ pid, parentPid: row.parentPid, state: row.state, name }];
    })
    .toSorted((one, other) => one.pid - other.pid);
};
