import type { LimitHold, RateLimit, WriteRoom } from '../model/github.ts';
import type { RepositoryName } from '../model/settings.ts';

/** What GitHub's answers told beside what was asked; nothing of it costs a request. */
export interface LimitsTold {
  /** Owner and name of the repository as GitHub calls it now, as far as it told. */
  readName(): RepositoryName;
  readRateLimit(): RateLimit | null;
  /** How far GitHub's clock is ahead of ours, by the last answer; 0 where they agree within seconds. */
  readAheadMs(): number;
  /** The limit because of which nothing is sent now, reads neither; null = none. */
  readHold(): LimitHold | null;
  /** How much may still be written, by our own count; nothing while a limit of GitHub's for writes lasts. */
  readWriteRoom(): WriteRoom;
}
