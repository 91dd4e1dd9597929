/**
 * When the machine is too short of something to start another worker (SPEC section 3).
 */

import type { Seen } from '../model/seen.ts';
import type { HostSettings } from '../model/settings.ts';
import { sizeText } from '../model/size.ts';
import type { HostSeen, Snapshot } from '../model/snapshot.ts';

/** How far beyond its limit a figure must get before a guard that holds lets go: it would flap otherwise. */
const roomShare = 0.1;

/** One guard: what it says, and how much there is, as a share of what there must be. */
interface Guard {
  readonly text: string;
  readonly share: number | null;
}

/**
 * Why nothing new is started; null when there is room. The text names the limit, not the present figure, so that it
 * stays the same while the figure moves. What cannot be read holds nothing back.
 */
export const hostHoldOf = ({ host, memory }: Snapshot, limits: HostSettings): string | null => {
  if (host === null) return null;
  const held = new Set(memory.tasks.map(({ hold }) => hold));
  const isShort = ({ text, share }: Guard): boolean =>
    share !== null && share < (held.has(text) ? 1 + roomShare : 1);
  return guardsOf(host, limits).find(isShort)?.text ?? null;
};

/** What the machine is too short of right now, one line each. */
export const hostShortagesOf = (host: HostSeen, limits: HostSettings): readonly string[] =>
  guardsOf(host, limits).flatMap(({ text, share }) => (share !== null && share < 1 ? [text] : []));

/** Why each guard that is set cannot be asked. */
export const hostUnknownsOf = (host: HostSeen, limits: HostSettings): readonly string[] => [
  ...unknownOf(host.freeDiskBytes, limits.minDiskBytes, 'host.minDisk'),
  ...unknownOf(host.freeMemoryBytes, limits.minMemoryBytes, 'host.minMemory'),
  ...unknownOf(host.load, limits.maxLoad, 'host.maxLoad'),
];

const unknownOf = (seen: Seen<number>, limit: number | null, key: string): readonly string[] =>
  seen.kind === 'known' || limit === null ? [] : [`${key} holds nothing back: ${seen.why}`];

const guardsOf = (host: HostSeen, limits: HostSettings): readonly Guard[] => [
  atLeast(host.freeDiskBytes, limits.minDiskBytes, 'disk free (host.minDisk)'),
  atLeast(host.freeMemoryBytes, limits.minMemoryBytes, 'memory free (host.minMemory)'),
  {
    text: `host: load above ${limits.maxLoad} (host.maxLoad)`,
    share: shareOf(host.load, limits.maxLoad, (load, limit) => limit / load),
  },
];

const atLeast = (seen: Seen<number>, limitBytes: number | null, what: string): Guard => ({
  text: `host: less than ${sizeText(limitBytes ?? 0)} of ${what}`,
  share: shareOf(seen, limitBytes, (bytes, limit) => bytes / limit),
});

/** Null: the guard is off, or there is nothing to go by. */
const shareOf = (
  seen: Seen<number>,
  limit: number | null,
  share: (value: number, limit: number) => number,
): number | null => (seen.kind === 'unknown' || limit === null ? null : share(seen.value, limit));
