/** Points in time as a person writes them. */
import { parseDuration } from './units.ts';

const dayMs = 86_400_000;

/**
 * Epoch milliseconds of `+2h` (from now), `18:30` (local time, the next one), or ISO 8601 (without a zone: local);
 * undefined for anything else.
 */
export const parseWhen = (
  written: string,
  { nowMs, utcOffsetMs }: { readonly nowMs: number; readonly utcOffsetMs: number },
): number | undefined => {
  const text = written.trim();
  if (text.startsWith('+')) {
    const ms = parseDuration(text.slice(1));
    return ms === undefined ? undefined : nowMs + ms;
  }
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text)?.map(Number) ?? [];
  if (hour !== undefined && minute !== undefined) {
    const midnightMs = Math.floor((nowMs + utcOffsetMs) / dayMs) * dayMs - utcOffsetMs;
    const todayMs = midnightMs + (hour * 60 + minute) * 60_000;
    return todayMs > nowMs ? todayMs : todayMs + dayMs;
  }
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
};
