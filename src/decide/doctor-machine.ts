import type { InotifySeen } from '../model/examined.ts';
import { type Finding, failed, passed, warned } from '../model/finding.ts';
import type { HostSettings, WorkerLimits } from '../model/settings.ts';
import { sizeText } from '../model/size.ts';
import type { HostSeen } from '../model/snapshot.ts';
import type { Supervision } from '../model/supervision.ts';
import { hostShortagesOf, hostUnknownsOf } from './host.ts';

/** `text`: the same in words. */
export const supervisionFindings = (
  seen: Supervision,
  { limits, text }: { readonly limits: WorkerLimits; readonly text: string },
): readonly Finding[] => {
  const isUnlimited = [
    [limits.memoryBytes, seen.memory],
    [limits.processCount, seen.processes],
  ].some(([limit, means]) => limit !== null && means === 'none');
  const isWeak = seen.tier === 'T2' || isUnlimited;
  return [
    isWeak ? warned('supervision', text, { fix: heldFix(seen) }) : passed('supervision', text),
    ...(seen.lowered.length === 0 ? [passed('limits', 'none of those that are set is lowered here')] : []),
    ...seen.lowered.map((line) =>
      warned('limits', line, { fix: 'Set a lower one in coordinator.yml: workers: { limits: { ... } }' }),
    ),
  ];
};

/** What is missing there is told in the text. */
const heldFix = ({ tier }: Supervision): string =>
  tier === 'T2'
    ? 'Install perl, and run it on Linux with /proc: only there is the end of a tree proven.'
    : 'Take workers.limits.memory and .processes out of coordinator.yml, or run where /proc can be read.';

/** Whether there is room for another worker. */
export const hostFindings = (host: HostSeen, limits: HostSettings): readonly Finding[] => {
  const short = hostShortagesOf(host, limits).map((text) =>
    failed('host', text, 'Make room, or set a lower limit in coordinator.yml.'),
  );
  const blind = hostUnknownsOf(host, limits).map((text) =>
    warned('host', text, { fix: 'Look yourself: df -h . ; free -h ; uptime' }),
  );
  return short.length + blind.length > 0 ? [...short, ...blind] : [passed('host', roomText(host))];
};

const roomText = ({ freeDiskBytes, freeMemoryBytes, load }: HostSeen): string => {
  const size = (seen: HostSeen['load'], what: string): readonly string[] =>
    seen.kind === 'known' ? [`${sizeText(seen.value)} of ${what}`] : [];
  const room = [...size(freeDiskBytes, 'disk'), ...size(freeMemoryBytes, 'memory')].join(' and ');
  const calm = load.kind === 'known' ? `, load ${Math.round(load.value * 10) / 10}` : '';
  return `there is room for a worker: ${room || 'nothing is limited'} free${calm}`;
};

/** What one watcher of ours and a few of an agent take. */
const spareInstances = 16;
const spareWatches = 4096;

/** Null: this machine has none, and nothing depends on it. */
export const inotifyFindings = (seen: InotifySeen | null): readonly Finding[] => {
  if (seen === null) return [];
  const watches = `${seen.watchCount} of ${seen.watchLimit} watches`;
  const instances = `${seen.instanceCount} of ${seen.instanceLimit} instances`;
  const text = `inotify: ${watches} and ${instances} in use`;
  const few = [
    ...(seen.watchLimit - seen.watchCount < spareWatches ? ['fs.inotify.max_user_watches=524288'] : []),
    ...(seen.instanceLimit - seen.instanceCount < spareInstances
      ? ['fs.inotify.max_user_instances=1024']
      : []),
  ];
  if (few.length === 0) return [passed('inotify', text)];
  const what = 'changes are then seen by looking every half second, and agents may fail';
  return [warned('inotify', `${text}; ${what}`, { fix: `sudo sysctl ${few.join(' ')}` })];
};
