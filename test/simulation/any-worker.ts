import fc from 'fast-check';
import type { Command } from './commands.ts';
import { issueNumbers } from './ground.ts';

const issue = fc.constantFrom(...issueNumbers);

const onIssue = <K extends Command['kind']>(kind: K) => fc.record({ kind: fc.constant(kind), issue });

/** What a worker does, likely things more often. */
export const worker: fc.Arbitrary<Command> = fc.oneof(
  { weight: 1, arbitrary: onIssue('output') },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('work' as const), issue, isCommitted: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('edit' as const), issue, isCommitted: fc.boolean() }),
  },
  { weight: 2, arbitrary: onIssue('open-pull') },
  { weight: 1, arbitrary: onIssue('ask') },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('spend' as const), issue, usd: fc.constantFrom(1, 3) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('meet-limit' as const),
      issue,
      minutes: fc.constantFrom(2, 30),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('fail-setup' as const),
      issue,
      code: fc.constantFrom(9, 9, 127),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('exit' as const),
      issue,
      code: fc.constantFrom(0, 0, 0, 1, 126),
      leftover: fc.constantFrom(false, false, true),
    }),
  },
);
