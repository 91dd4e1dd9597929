/**
 * A provider's limit that names the time of day at which it is over, as claude (`resets 7:30pm (UTC)`) and codex (`try again
 * at 2:51 PM`) do. The next such time is meant.
 */
import type { ResetClock } from '../model/agent-event.ts';

const dayMinutes = 1440;
const minuteMs = 60_000;

const written =
  /\b(?:resets?(?: at)?|try again at):? (\d{1,2})(?::([0-5]\d))? ?([ap])?\.?m?\b\.?(?: \(([A-Za-z]+(?:[_/+-][A-Za-z0-9_+-]+)*)\))?/i;

/** The time of day that a message names; null = it names none. */
export const resetClockOf = (message: string): ResetClock | null => {
  const [, hours, minutes, half, zone] = written.exec(message) ?? [];
  if (hours === undefined || (minutes === undefined && half === undefined)) return null;
  const hour = hourOf(Number(hours), half?.toLowerCase());
  return hour === null ? null : { minuteOfDay: hour * 60 + Number(minutes ?? 0), zone: zone ?? null };
};

const hourOf = (hour: number, half: string | undefined): number | null => {
  if (half === undefined) return hour <= 23 ? hour : null;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half === 'p' ? 12 : 0);
};

/** When that is next, epoch milliseconds; null for a zone that nobody knows. */
export const nextAtMs = ({ minuteOfDay, zone }: ResetClock, nowMs: number): number | null => {
  const nowMinute = minuteOfDayAt(nowMs, zone);
  if (nowMinute === null) return null;
  const aheadMinutes = (minuteOfDay - nowMinute + dayMinutes) % dayMinutes;
  return Math.floor(nowMs / minuteMs) * minuteMs + aheadMinutes * minuteMs;
};

const minuteOfDayAt = (atMs: number, zone: string | null): number | null => {
  try {
    const parts = new Intl.DateTimeFormat('en', {
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
      ...(zone === null ? {} : { timeZone: zone }),
    }).formatToParts(atMs);
    const part = (name: string): number => Number(parts.find(({ type }) => type === name)?.value);
    return part('hour') * 60 + part('minute');
  } catch {
    return null;
  }
};
