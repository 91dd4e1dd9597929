/**
 * Asks a runner to end its tree. The runner does the rest (TERM, grace, KILL, record), also if we die right after.
 */
import { join } from 'node:path';
import { signalExactly } from './process-table.ts';
import type { RunPlace } from './read-run.ts';
import { parseOwner } from './records.ts';
import { readOrNull } from './small-reads.ts';

/** `gone`: no runner is known, or it does not live; nothing was signalled. @throws TransientError unreadable. */
export const stopRun = (place: RunPlace, level: 'term' | 'kill'): 'sent' | 'gone' => {
  const owner = parseOwner(readOrNull(join(place.directory, 'owner')) ?? '');
  if (owner === undefined || owner.boot !== place.boot) return 'gone';
  return signalExactly(owner.runner, level === 'term' ? 'SIGTERM' : 'SIGUSR1') ? 'sent' : 'gone';
};
