/**
 * Epoch milliseconds as text. Arithmetic only: this folder asks no clock and knows no time zone but UTC; local time
 * is UTC with an offset that the caller looks up.
 */

const dayMs = 86_400_000;

interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Proleptic Gregorian date of a day counted from 1970-01-01, by 400-year eras beginning in March. */
const civilOf = (daysSinceEpoch: number): Civil => {
  const shifted = daysSinceEpoch + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
};

const padded = (value: number, length = 2): string => String(value).padStart(length, '0');

/** `2026-11-20`. */
export const dateOf = (atMs: number): string => {
  const { year, month, day } = civilOf(Math.floor(atMs / dayMs));
  return `${padded(year, 4)}-${padded(month)}-${padded(day)}`;
};

/** `14:18:02`. */
export const timeOf = (atMs: number): string => {
  const seconds = Math.floor((atMs - Math.floor(atMs / dayMs) * dayMs) / 1000);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => padded(part))
    .join(':');
};

/** `14:18`. */
export const minuteOf = (atMs: number): string => timeOf(atMs).slice(0, 5);

/** `2026-11-20 14:18 UTC`. */
export const utcMinuteOf = (atMs: number): string => `${dateOf(atMs)} ${minuteOf(atMs)} UTC`;

/** For file names, `20261120-141802`. */
export const stampOf = (atMs: number): string =>
  `${dateOf(atMs).replaceAll('-', '')}-${timeOf(atMs).replaceAll(':', '')}`;

/** ISO 8601 in UTC with milliseconds, `2026-11-20T14:18:02.000Z`. */
export const isoOf = (atMs: number): string => {
  const wholeMs = Math.floor(atMs);
  const fraction = wholeMs - Math.floor(wholeMs / 1000) * 1000;
  return `${dateOf(wholeMs)}T${timeOf(wholeMs)}.${padded(fraction, 3)}Z`;
};

/** Epoch milliseconds of `2026-11-20 14:18`; null for anything else. */
export const minuteMsOf = (text: string): number | null => {
  const [, year, month, day, hour, minute] =
    /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  if (hour === undefined || minute === undefined) return null;
  const days = daysOf({ year, month, day });
  return days * dayMs + hour * 3_600_000 + minute * 60_000;
};

/** The inverse of {@link civilOf}. */
const daysOf = ({ year, month, day }: Civil): number => {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};
