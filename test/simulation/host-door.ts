/**
 * The port to the machine's room. Disk may be short or unknown; there is always memory, and the load is low.
 */
import { known, unknown } from '../../src/model/seen.ts';
import type { Host } from '../../src/world/host.ts';
import type { Ground } from './ground.ts';

export const createHostDoor = ({ room, clock }: Ground): Host => ({
  readHost: () => {
    const { atMs } = clock.now();
    return {
      freeDiskBytes: room.isKnown ? known(room.freeDiskBytes, atMs) : unknown('simulated: no free disk told'),
      freeMemoryBytes: known(2 ** 34, atMs),
      load: known(0.5, atMs),
    };
  },
});
