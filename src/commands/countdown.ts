import { renderDuration } from '../render/duration.ts';
import { minuteOf } from '../render/utc-time.ts';
import type { World } from '../world/world.ts';

/** What a countdown is made of. */
export interface CountdownSource {
  /** Epoch milliseconds. */
  readonly startAtMs: number;
  /** True: every step is told; else the first word and the last. */
  readonly isTerminal: boolean;
  /** Local time minus UTC, milliseconds. */
  readonly utcOffsetMs: number;
  /** The time has come. */
  readonly onStart: () => void;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What is left when it is told again; above the largest, every whole hour. */
const stepsMs = [hourMs, 30 * minuteMs, 10 * minuteMs, 5 * minuteMs, minuteMs, 30_000, 10_000] as const;

/** No timer is trusted for longer: the machine may have slept, or its clock may have been set. */
const longestMs = 30_000;

/**
 * Tells how long it is until the first start, in steps that grow shorter; its timer holds up no end. The returned function
 * ends it.
 */
export const startCountdown = ({ clock, narrator }: World, source: CountdownSource): (() => void) => {
  const { startAtMs, isTerminal, utcOffsetMs, onStart } = source;
  const tell = (word: string, text: string): void =>
    narrator.tell({ atMs: clock.now().atMs, subject: 'coordinator', word, text });
  let toldStep = Number.POSITIVE_INFINITY;
  let cancel = (): void => {};
  const beat = (): void => {
    const leftMs = startAtMs - clock.now().atMs;
    if (leftMs <= 0) {
      tell('starts', 'the time has come: new work may begin');
      onStart();
      return;
    }
    const step = stepOf(leftMs);
    if (toldStep === Number.POSITIVE_INFINITY)
      tell(
        'waits',
        `nothing starts before ${minuteOf(startAtMs + utcOffsetMs)}, in ${renderDuration(leftMs)}`,
      );
    else if (isTerminal && step < toldStep) tell('waits', `${renderDuration(step)} to the first start`);
    toldStep = Math.min(toldStep, step);
    cancel = clock.after(Math.min(longestMs, nextMs(leftMs)), beat);
  };
  beat();
  return () => cancel();
};

/** The smallest step that is not below what is left. */
const stepOf = (leftMs: number): number =>
  leftMs > hourMs
    ? Math.ceil(leftMs / hourMs) * hourMs
    : (stepsMs.findLast((stepMs) => leftMs <= stepMs) ?? hourMs);

/** Until the next step, or the start. */
const nextMs = (leftMs: number): number => {
  const below = leftMs > hourMs ? stepOf(leftMs) - hourMs : (stepsMs.find((stepMs) => stepMs < leftMs) ?? 0);
  return Math.max(50, leftMs - below);
};
