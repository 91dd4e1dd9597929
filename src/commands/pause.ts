/**
 * `coordinator pause` and `coordinator resume`: durable, whether or not a coordinator runs.
 */
import type { PauseAnswer } from '../answers/tasks.ts';
import { parseWhen } from '../config/when.ts';
import { pauseHoldOf } from '../decide/pause.ts';
import type { Pause } from '../model/conversation.ts';
import { UsageError } from '../model/failures.ts';
import { renderJson } from '../render/json.ts';
import { pausedOf } from '../render/status-json.ts';
import { openClock } from '../world/clock.ts';
import { readHolder } from '../world/lock.ts';
import { openStoreForControls } from '../world/store/visit-store.ts';
import { openPlace, type Place } from './place.ts';
import type { PlaceRequest } from './place-request.ts';
import { type Terminal, utcOffsetMs } from './terminal.ts';

export interface PauseRequest extends PlaceRequest {
  readonly reason?: string | undefined;
  /** As written: `+2h`, `18:30`, ISO 8601. */
  readonly until?: string | undefined;
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** Holds new starts back; resolves with exit code 0. @throws UsageError no such time, or it has passed. */
export const pauseStarts = async (request: PauseRequest): Promise<number> => {
  const place = await openPlace(request);
  const at = openClock().now();
  const pause = {
    by: null,
    reason: (request.reason ?? '').replace(/\s+/g, ' ').trim().slice(0, 200),
    at,
    untilMs: request.until === undefined ? null : untilMsOf(request.until, at.atMs),
  };
  const store = openStoreForControls({ path: place.paths.storePath });
  try {
    store.savePause(pause);
  } finally {
    store.close();
  }
  tell(request, {
    pause,
    place,
    text: `${pauseHoldOf({ pause }, at)}: nothing new is started. Go on: coordinator resume`,
  });
  return 0;
};

/** Lets new starts go on; resolves with exit code 0, also where nothing was held back. */
export const resumeStarts = async (request: Omit<PauseRequest, 'reason' | 'until'>): Promise<number> => {
  const place = await openPlace(request);
  const store = openStoreForControls({ path: place.paths.storePath });
  try {
    store.savePause(null);
  } finally {
    store.close();
  }
  tell(request, { pause: null, place, text: 'new starts go on' });
  return 0;
};

interface Told {
  readonly pause: Pause | null;
  readonly place: Place;
  readonly text: string;
}

/** A coordinator that runs goes by it at its next tick, another one at its start. */
const tell = (
  { json, terminal }: Pick<PauseRequest, 'json' | 'terminal'>,
  { pause, place, text }: Told,
): void => {
  const running = readHolder(place.paths.holderPath) !== null;
  const answer: PauseAnswer = { paused: pausedOf(pause), coordinator: { running } };
  if (json) terminal.answer(renderJson(answer));
  else terminal.say(text);
};

const untilMsOf = (text: string, nowMs: number): number => {
  const untilMs = parseWhen(text, { nowMs, utcOffsetMs: utcOffsetMs(nowMs) });
  if (untilMs === undefined)
    throw new UsageError(`"${text}" is not a time`, {
      fix: 'Write --until +2h, --until 18:30, or --until 2026-11-20T18:30Z.',
    });
  if (untilMs > nowMs) return untilMs;
  throw new UsageError(`${text} has passed already`, { fix: 'Name a later time.' });
};
