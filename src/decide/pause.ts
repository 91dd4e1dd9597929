/**
 * A pause: nothing new is started until somebody takes it back, or its time has come.
 */
import type { Action } from '../model/action.ts';
import type { Pause } from '../model/conversation.ts';
import type { Instant } from '../model/instant.ts';
import type { Memory } from '../model/snapshot.ts';
import { clockTime } from './clock-time.ts';

const dayMs = 86_400_000;

/** `paused by mona: lunch, until 18:30 UTC`; null = there is no pause, or it is over. */
export const pauseHoldOf = ({ pause }: Pick<Memory, 'pause'>, now: Pick<Instant, 'atMs'>): string | null => {
  if (pause === null || isOver(pause, now)) return null;
  const who = pause.by === null ? 'paused' : `paused by ${pause.by}`;
  const why = pause.reason === '' ? who : `${who}: ${pause.reason}`;
  return pause.untilMs === null ? why : `${why}, until ${untilText(pause.untilMs, pause.at.atMs)}`;
};

/** One that is over is forgotten, so that a clock that is set back does not bring it back. */
export const decidePauseEnd = ({ pause }: Memory, now: Instant): readonly Action[] =>
  pause !== null && isOver(pause, now) ? [{ kind: 'set-pause', pause: null }] : [];

const isOver = ({ untilMs }: Pause, { atMs }: Pick<Instant, 'atMs'>): boolean =>
  untilMs !== null && atMs >= untilMs;

/** `16:00 UTC`, as seen from `fromMs`: the hour is enough where it cannot be mistaken for that of another day. */
export const untilText = (untilMs: number, fromMs: number): string => {
  const days = Math.floor(untilMs / dayMs) - Math.floor(fromMs / dayMs);
  const time = `${clockTime(untilMs)} UTC`;
  if (days === 0) return time;
  return days === 1 ? `${time} on the next day` : `${time}, ${days} days later`;
};
