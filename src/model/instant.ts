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
