/**
 * Who belongs to a run whose runner may be gone, by proof. Three proofs, each of which leads on from the others:
 *
 * - the recorded runner and worker, and the run's mark in the environment;
 * - a child of a proven process: its row names the parent while the parent, looked at before and after, lives;
 * - the worker's session. Its number is the worker's pid, and the kernel gives that number to nobody as long as a process
 *   holds it, as pid (a zombie too) or as session. So while the worker, or any proven process of that session, is there
 *   before and after a look, every process of that session seen between descends from the worker.
 *
 * When neither is there, the number may be somebody else's by now: then nothing follows from it.
 */
import type { RunId } from '../../model/ids.ts';
import {
  isAlive,
  isStillMarked,
  type ProcessRef,
  readMarked,
  readPids,
  readProcess,
} from './process-table.ts';
import { readChildPids } from './read-children.ts';
import type { OwnerRecord } from './records.ts';

/** All living kin, this process left out; `known` was proven by an earlier look. @throws TransientError the table cannot be read. */
export const readKin = (
  run: RunId,
  owner: OwnerRecord | null,
  known: readonly ProcessRef[] = [],
): readonly ProcessRef[] => {
  const recorded = owner === null ? [] : [owner.runner, owner.worker];
  const kin = new Map<number, ProcessRef>();
  const add = (found: readonly ProcessRef[]): void => {
    for (const one of found) if (!kin.has(one.pid) && one.pid !== process.pid) addWithChildren(one, kin);
  };
  add([...recorded, ...known].filter(isAlive));
  add(readMarked(run).filter((found) => isStillMarked(found, run)));
  if (owner !== null) add(readSessionOf(owner.worker, [...kin.values()]));
  return [...kin.values()];
};

const addWithChildren = (first: ProcessRef, kin: Map<number, ProcessRef>): void => {
  const waiting = [first];
  for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
    kin.set(parent.pid, parent);
    waiting.push(...readChildren(parent).filter(({ pid }) => !kin.has(pid) && pid !== process.pid));
  }
};

const readChildren = (parent: ProcessRef): readonly ProcessRef[] => {
  const children = readChildPids(parent.pid).flatMap((pid): readonly ProcessRef[] => {
    const row = readProcess(pid);
    return row?.parentPid === parent.pid ? [{ pid, startTicks: row.startTicks }] : [];
  });
  return isAlive(parent) ? children.filter(isAlive) : [];
};

/** Processes of the worker's session; none where nothing proves that it still is the worker's. */
const readSessionOf = (worker: ProcessRef, kin: readonly ProcessRef[]): readonly ProcessRef[] => {
  if (process.platform !== 'linux') return [];
  const anchor = [worker, ...kin].find((one) => holdsSession(one, worker));
  if (anchor === undefined) return [];
  const members = readPids().flatMap((pid): readonly ProcessRef[] => {
    const row = readProcess(pid);
    return row?.session === worker.pid ? [{ pid, startTicks: row.startTicks }] : [];
  });
  return holdsSession(anchor, worker) ? members.filter(isAlive) : [];
};

/** True while this very process keeps the number of the worker's session from being given to anybody else. */
const holdsSession = ({ pid, startTicks }: ProcessRef, worker: ProcessRef): boolean => {
  const row = readProcess(pid);
  return row?.startTicks === startTicks && (pid === worker.pid || row.session === worker.pid);
};
