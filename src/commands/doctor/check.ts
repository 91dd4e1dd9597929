/**
 * The checks of `coordinator doctor`: each looks at one thing and hands the facts to its judgement (decide/doctor-*.ts). They run
 * side by side, each with the same time; what one cannot find out is a finding, and holds up no other.
 */
import { PermanentError, TransientError, UsageError } from '../../model/failures.ts';
import { type Finding, failed, untold } from '../../model/finding.ts';

/** One check. `id` is that of its findings, or of the first. */
export interface Check {
  readonly id: string;
  readonly run: () => Promise<readonly Finding[]> | readonly Finding[];
}

/** All findings, in the order of the checks. A bug is thrown; every other failure is a finding. */
export const runChecks = async (checks: readonly Check[], limitMs: number): Promise<readonly Finding[]> => {
  const found = await Promise.all(checks.map((check) => withinTime(check, limitMs)));
  return found.flat();
};

const again = 'Try again: coordinator doctor';

const withinTime = ({ id, run }: Check, limitMs: number): Promise<readonly Finding[]> => {
  const { promise, resolve } = Promise.withResolvers<readonly Finding[]>();
  const late = [untold(id, `it was not found out within ${limitMs / 1000} s`, again)];
  const timer = setTimeout(() => resolve(late), limitMs);
  const asked = (async () => run())().catch((error: unknown) => [findingOf(id, error)]);
  return Promise.race([asked, promise]).finally(() => clearTimeout(timer));
};

const findingOf = (id: string, error: unknown): Finding => {
  if (error instanceof TransientError) return untold(id, error.message, error.fix ?? again);
  if (error instanceof UsageError || error instanceof PermanentError)
    return failed(id, error.message, error.fix ?? null);
  throw error;
};
