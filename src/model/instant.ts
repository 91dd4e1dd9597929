/**
 * An instant that survives restarts and clock jumps: wall clock for people, machine uptime for durations.
 */

/** A point in time: `atMs` epoch milliseconds (shown to people), `uptimeMs` since boot, `boot` the boot's id. */
export interface Instant {
  readonly atMs: number;
  readonly uptimeMs: number;
  readonly boot: string;
}

/**
 * Milliseconds from one instant to a later one, never negative. Within one boot the wall clock is not asked,
 * so a clock jump fires no limit; across a reboot it is all there is.
 */
export const elapsedMs = (from: Instant, to: Instant): number =>
  Math.max(0, from.boot === to.boot ? to.uptimeMs - from.uptimeMs : to.atMs - from.atMs);
