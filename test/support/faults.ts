/**
 * The ways a write to GitHub goes wrong without being refused.
 */
import type { Fault } from '../../src/demo/github/faults.ts';

/** Each is lost once, before or after it took effect; made for `test.each`. */
export const LOST_ANSWERS: readonly Pick<Fault, 'when' | 'act'>[] = [
  { when: 'before', act: { status: 502 } },
  { when: 'after', act: { status: 502 } },
  { when: 'before', act: 'reset' },
  { when: 'after', act: 'reset' },
];
