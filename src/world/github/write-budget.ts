/**
 * How much may be written to GitHub. It takes 80 writes a minute and 500 an hour from one person, whatever else this
 * person does; half of that a minute and 300 an hour are ours, a part of them kept for what people wait for.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api (content creation)
 */
import { TransientError } from '../../model/failures.ts';
import type { WriteMinutes, WriteRoom } from '../../model/github.ts';

/** Writes that may go out, in any 60 seconds and in any 60 minutes. */
export interface WriteLimits {
  readonly perMinute: number;
  readonly perHour: number;
}

/** Far below GitHub's own. */
export const writeLimits: WriteLimits = { perMinute: 40, perHour: 300 };

/** Where the count is kept for the next start. */
export interface WriteRecord {
  read(): WriteMinutes;
  save(minutes: WriteMinutes): void;
}

/** Counts writes, and holds them back once there were enough. */
export interface WriteBudget {
  /** Counts one write that goes out now. @throws TransientError with the time left, when there were enough. */
  spend(): void;
  readRoom(): WriteRoom;
}

export interface WriteBudgetSource {
  /** Null: as many as come. */
  readonly limits: WriteLimits | null;
  readonly record: WriteRecord | undefined;
  /** Epoch milliseconds. */
  readonly nowMs: () => number;
}

const minuteMs = 60_000;

/** What everyday writes leave over for urgent ones. */
const keptShare = 0.2;

/** So many minutes are counted, so that none of the last hour is left out. */
const countedMinutes = 61;

/** A budget as the last coordinator left it. A count that cannot be kept for the next start is kept for this one. */
export const createWriteBudget = ({ limits, record, nowMs }: WriteBudgetSource): WriteBudget => {
  if (limits === null) return { spend: () => {}, readRoom: () => noBounds };
  let minutes = record?.read() ?? [];
  const readRoom = (): WriteRoom => {
    const minute = Math.floor(nowMs() / minuteMs);
    const room = roomAt(minutes, limits, minute);
    if (room.everydayLeft > 0) return { ...room, moreAtMs: null };
    const wait = waits.find((more) => roomAt(minutes, limits, minute + more).everydayLeft > 0);
    return { ...room, moreAtMs: (minute + (wait ?? countedMinutes)) * minuteMs };
  };
  return {
    readRoom,
    spend: () => {
      const { left, moreAtMs } = readRoom();
      if (left <= 0) throw tooMany(limits, (moreAtMs ?? nowMs()) - nowMs());
      const minute = Math.floor(nowMs() / minuteMs);
      minutes = countedOn(minutes, minute);
      // Each one, or a coordinator that dies and is started again and again would write all the same.
      saveTo(record, minutes);
    },
  };
};

const noBounds: WriteRoom = {
  left: Number.POSITIVE_INFINITY,
  everydayLeft: Number.POSITIVE_INFINITY,
  moreAtMs: null,
};

const waits = Array.from({ length: countedMinutes }, (_, index) => index + 1);

const roomAt = (minutes: WriteMinutes, { perMinute, perHour }: WriteLimits, minute: number) => {
  const since = (count: number): number =>
    minutes.filter((one) => one.minute > minute - count && one.minute <= minute).reduce(addCount, 0);
  const [lately, hourly] = [since(2), since(countedMinutes)];
  const left = Math.max(0, Math.min(perMinute - lately, perHour - hourly));
  const everyday = Math.min(perMinute * (1 - keptShare) - lately, perHour * (1 - keptShare) - hourly);
  return { left, everydayLeft: Math.max(0, Math.floor(everyday)) };
};

const addCount = (sum: number, { count }: WriteMinutes[number]): number => sum + count;

/** Those of another hour are forgotten, also ones that a clock that was set back has left in the future. */
const countedOn = (minutes: WriteMinutes, minute: number): WriteMinutes => {
  const last = minutes.find((one) => one.minute === minute);
  const others = minutes.filter((one) => one.minute < minute && one.minute > minute - countedMinutes);
  return [...others, { minute, count: (last?.count ?? 0) + 1 }];
};

const tooMany = ({ perMinute, perHour }: WriteLimits, retryAfterMs: number): TransientError =>
  new TransientError(
    `enough was written to GitHub for now (${perMinute} a minute, ${perHour} an hour at most)`,
    { retryAfterMs, fix: 'nothing to do: it is written a little later' },
  );

const saveTo = (record: WriteRecord | undefined, minutes: WriteMinutes): void => {
  try {
    record?.save(minutes);
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
  }
};
