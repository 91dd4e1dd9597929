import { expect, test } from 'vitest';
import { createHostTeller } from '../../src/daemon/host-teller.ts';
import { known, unknown } from '../../src/model/seen.ts';
import type { HostSeen } from '../../src/model/snapshot.ts';
import type { NarratorLine, World } from '../../src/world/world.ts';
import { settingsOf } from '../support/plain-settings.ts';
import { aSnapshot } from '../support/snapshots.ts';
import { createHandClock } from './hand-clock.ts';

const settings = settingsOf({ host: { minDiskBytes: 1000 } });

const telling = () => {
  const told: NarratorLine[] = [];
  const narrator = { tell: (line: NarratorLine) => void told.push(line) };
  const tell = createHostTeller({ clock: createHandClock(), narrator } as unknown as World);
  const see = (freeDiskBytes: HostSeen['freeDiskBytes'] | null): void => {
    const more = { freeMemoryBytes: known(0, 0), load: known(0, 0) };
    tell(aSnapshot({ host: freeDiskBytes === null ? null : { freeDiskBytes, ...more } }), settings);
  };
  return { see, lines: () => told.splice(0).map(({ subject, word, text }) => `${subject} ${word} ${text}`) };
};

test('the begin and the end of a hold are told, once each', () => {
  const { see, lines } = telling();
  see(known(2000, 0));
  expect(lines()).toEqual([]);
  see(known(999, 0));
  see(known(5, 0));
  expect(lines()).toEqual([
    'host waits less than 1000 B of disk free (host.minDisk): nothing new is started; workers go on',
  ]);
  see(null);
  expect(lines()).toEqual([]);
  see(known(2000, 0));
  see(known(2000, 0));
  expect(lines()).toEqual(['host free there is room again: new starts go on']);
});

test('what cannot be read is told once', () => {
  const { see, lines } = telling();
  see(unknown('free disk cannot be read (EIO)'));
  see(unknown('free disk cannot be read (EIO)'));
  expect(lines()).toEqual(['host unknown host.minDisk holds nothing back: free disk cannot be read (EIO)']);
});
