/**
 * What `coordinator doctor` finds, and the facts its findings are judged by. `fail`: no worker is started as it is, or all
 * its work would be in vain. `warn`: workers run, with less than could be had; or it could not be found out.
 */

export type FindingStatus = 'pass' | 'warn' | 'fail';

/** What `doctor --fix` may do by itself: it makes what is missing, and deletes nothing a person made. */
export type Repair = 'labels' | 'exclude' | 'prune';

/** One line for a person. `fix`: a command that can be pasted, or one sentence; null where there is nothing to do. */
export interface Finding {
  /** The check it comes from, `push`: stable, for scripts. */
  readonly id: string;
  readonly status: FindingStatus;
  readonly message: string;
  readonly fix: string | null;
  readonly repair: Repair | null;
}

/** All is well. */
export const passed = (id: string, message: string): Finding => ({
  id,
  status: 'pass',
  message,
  fix: null,
  repair: null,
});

/** It works, with less than could be had. */
export const warned = (
  id: string,
  message: string,
  { fix, repair = null }: { readonly fix: string; readonly repair?: Repair | null },
): Finding => ({ id, status: 'warn', message, fix, repair });

/** It cannot work. */
export const failed = (id: string, message: string, fix: string | null): Finding => ({
  id,
  status: 'fail',
  message,
  fix,
  repair: null,
});

/** What could not be found out is never well; `fix` says how to find out. */
export const untold = (id: string, why: string, fix: string): Finding =>
  warned(id, `unknown: ${why}`, { fix });

/** The worst of them; nothing found is `pass`. */
export const worstOf = (findings: readonly Finding[]): FindingStatus =>
  findings.reduce<FindingStatus>(
    (worst, { status }) =>
      status === 'fail' || worst === 'fail' ? 'fail' : status === 'warn' ? 'warn' : worst,
    'pass',
  );
