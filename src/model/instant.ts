/**
 * An instant that survives restarts and clock jumps: wall clock for people, the machine's time awake for durations. While
 * the machine sleeps nobody works, so no limit may run (docs/decisions/0007-time.md).
 */

/**
 * A point in time: `atMs` epoch milliseconds (shown to people), `uptimeMs` since boot without time asleep, `boot` the
 * boot's id.
 */
export interface Instant {
  readonly atMs: number;
  readonly uptimeMs: number;
  readonly boot: string;
}

/**
 * Milliseconds from one instant to a later one, never negative. Within one boot the wall clock is not asked, so a clock
 * jump fires no limit. Across a reboot it is all there is, but at least the present boot's own time has passed: a clock
 * that was set back makes nobody wait for a day.
 */
export const elapsedMs = (from: Instant, to: Instant): number =>
  from.boot === to.boot
    ? Math.max(0, to.uptimeMs - from.uptimeMs)
    : Math.max(0, to.uptimeMs, to.atMs - from.atMs);

/**
 * Orders instants of the past as seen from `now`, oldest first: those of the present boot by its own time, after all others,
 * which only the wall clock tells apart. A clock that is set changes nothing about the present boot.
 */
export const byAge =
  (now: Instant) =>
  (one: Instant, other: Instant): number => {
    const isOne = one.boot === now.boot;
    const isOther = other.boot === now.boot;
    if (isOne && isOther) return one.uptimeMs - other.uptimeMs;
    if (isOne !== isOther) return isOne ? 1 : -1;
    return one.atMs - other.atMs;
  };
