/**
 * `coordinator attach N`: watches the worker that runs, from where it is now. It is no terminal of the worker's own: nothing
 * that is typed reaches it, and whoever leaves leaves it running.
 */
import { isLive } from '../model/attempt.ts';
import { UsageError } from '../model/failures.ts';
import { keyOf, workerOf } from '../model/ids.ts';
import { timeOf } from '../render/utc-time.ts';
import { openKeyboard } from '../world/keyboard.ts';
import { type ChosenAttempt, readAttempt } from './attempt-choice.ts';
import type { Sink } from './output.ts';
import { openPlace } from './place.ts';
import type { PlaceRequest } from './place-request.ts';
import { type Terminal, utcOffsetMs } from './terminal.ts';
import { showView } from './view.ts';

export interface AttachRequest extends PlaceRequest {
  readonly issue: string;
  readonly terminal: Terminal;
  readonly sink: Sink;
}

/** Lines of what was said before. */
const tailLines = 20;

/** Watches until its worker has ended or the person leaves, both with exit code 0. @throws UsageError none runs. */
export const attachTo = async (request: AttachRequest): Promise<number> => {
  const place = await openPlace(request);
  const chosen = readAttempt(place, request);
  requireLive(chosen);
  const { say } = request.terminal;
  const { issue } = chosen.task;
  const key = keyOf(issue);
  const departure = openDeparture();
  for (const line of greetingOf(chosen, departure.keys)) say(line);
  const sink: Sink = {
    write: async (text) => {
      if (!departure.hasLeft()) await Promise.race([request.sink.write(text), departure.left]);
    },
    isGone: () => departure.hasLeft() || request.sink.isGone(),
  };
  try {
    const { number: attempt } = chosen.attempt;
    const view = { ...request, attempt, sink, isDetailed: false, isFollowed: true, isJson: false } as const;
    await Promise.race([showView({ ...view, choice: 'all', tailLines }), departure.left]);
  } finally {
    departure.close();
  }
  if (departure.hasLeft()) say(`left; the worker of ${key} goes on. Again: coordinator attach ${issue}`);
  else say(`its worker has ended. What comes next: coordinator explain ${issue}`);
  return 0;
};

const requireLive = ({ task, attempt }: ChosenAttempt): void => {
  if (isLive(attempt)) return;
  const { issue, recorded } = task;
  throw new UsageError(`${keyOf(issue)} has no worker that runs: it is ${recorded.state}`, {
    exitCode: 1,
    fix: `What its last one said: coordinator view ${issue}    Why none runs: coordinator explain ${issue}`,
  });
};

const greetingOf = ({ task: { issue }, attempt }: ChosenAttempt, keys: string): readonly string[] => {
  const { atMs } = attempt.startedAt;
  const since = timeOf(atMs + utcOffsetMs(atMs));
  const pid = attempt.workerPid === null ? '' : `, pid ${attempt.workerPid}`;
  return [
    `watching ${workerOf(attempt.run)} of ${keyOf(issue)} (${attempt.agent}${pid}, since ${since})`,
    `${keys} leaves, the worker goes on; nothing typed here reaches it`,
    `to end it, work kept: coordinator stop ${issue}; to go on then: coordinator retry ${issue}`,
  ];
};

interface Departure {
  /** What a person presses to leave. */
  readonly keys: string;
  readonly left: Promise<void>;
  hasLeft(): boolean;
  close(): void;
}

/** Ctrl-C and Ctrl-D come as characters. */
const leavingKeys = ['q', 'Q', '\u0003', '\u0004'];

/** `q`, Ctrl-C, Ctrl-D; without a keyboard only the signal that Ctrl-C is. */
const openDeparture = (): Departure => {
  let hasLeft = false;
  const { promise: left, resolve } = Promise.withResolvers<void>();
  const leave = (): void => {
    hasLeft = true;
    resolve();
  };
  const keyboard = openKeyboard((keys) => {
    if (leavingKeys.some((key) => keys.includes(key))) leave();
  });
  process.on('SIGINT', leave);
  return {
    keys: keyboard === null ? 'Ctrl-C' : 'q or Ctrl-C',
    left,
    hasLeft: () => hasLeft,
    close: () => {
      process.off('SIGINT', leave);
      keyboard?.close();
    },
  };
};
