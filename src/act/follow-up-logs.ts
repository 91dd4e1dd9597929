import { PermanentError } from '../model/failures.ts';
import { type FollowUpMemory, isFollowingUp } from '../model/follow-up.ts';
import type { Hands } from './hands.ts';

/** Logs of so many failed jobs are fetched; the others are told by what their check says itself. */
const mostLogs = 8;

/**
 * The ends of the logs of failed jobs that a follow-up is about, by key; a log that is gone or may not be read is not
 * there. @throws TransientError GitHub.
 */
export const fetchFollowUpLogs = async (
  followUp: FollowUpMemory | null,
  { world }: Pick<Hands, 'world'>,
): Promise<ReadonlyMap<string, string>> => {
  const jobs = followUp === null || !isFollowingUp({ followUp }) ? [] : followUp.told;
  const logs = new Map<string, string>();
  for (const { key, jobId } of jobs.filter((one) => one.jobId !== null).slice(0, mostLogs)) {
    const log = jobId === null ? null : await fetchLog(jobId, { world });
    if (log !== null) logs.set(key, log);
  }
  return logs;
};

const fetchLog = async (job: number, { world }: Pick<Hands, 'world'>): Promise<string | null> => {
  try {
    return await world.github.fetchJobLog(job);
  } catch (error) {
    if (error instanceof PermanentError) return null;
    throw error;
  }
};
