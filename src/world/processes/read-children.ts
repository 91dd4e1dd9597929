/**
 * The children of a process, as the kernel lists them under each of its threads. Where it lists none (built without,
 * not Linux) there is nothing to walk.
 */
import { readdirSync } from 'node:fs';
import { isAbsence, readOrNull, transientOf } from './small-reads.ts';

/** Pids that were children a moment ago; none for a process that is gone. @throws TransientError unreadable. */
export const readChildPids = (pid: number): readonly number[] =>
  readThreads(pid).flatMap((thread) =>
    (readOrNull(`/proc/${pid}/task/${thread}/children`) ?? '').split(' ').filter(Boolean).map(Number),
  );

const readThreads = (pid: number): readonly string[] => {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw transientOf(error, `cannot list the threads of process ${pid}`);
  }
};
