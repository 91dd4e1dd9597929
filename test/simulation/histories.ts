/**
 * Any history, for fast-check: what people, workers and fate do, likely things more often.
 */
import fc from 'fast-check';
import { worker } from './any-worker.ts';
import type { Command } from './commands.ts';
import { issueNumbers } from './ground.ts';
import type { History } from './history.ts';
import type { LedgerOp } from './ledger-edits.ts';

const issue = fc.constantFrom(...issueNumbers);

const onIssue = <K extends Command['kind']>(kind: K) => fc.record({ kind: fc.constant(kind), issue });

const ledgerOps: readonly LedgerOp[] = [
  ...(['mark', 'dash', 'strike', 'tick', 'to-cancelled', 'to-pending', 'to-pending', 'legacy'] as const),
  ...(['priority', 'reorder', 'delete-row', 'delete-rows', 'outside', 'damage', 'double'] as const),
  ...(['empty', 'delete-file'] as const),
];

const person: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('label' as const),
      issue,
      who: fc.constantFrom(
        'alice' as const,
        'alice' as const,
        'alice' as const,
        'alice' as const,
        'mallory' as const,
        'robot' as const,
      ),
    }),
  },
  { weight: 2, arbitrary: onIssue('unlabel') },
  { weight: 1, arbitrary: onIssue('close') },
  { weight: 1, arbitrary: onIssue('reopen') },
  { weight: 1, arbitrary: onIssue('retitle') },
  { weight: 3, arbitrary: onIssue('meddle') },
  { weight: 1, arbitrary: onIssue('comment') },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      issue,
      who: fc.constantFrom('alice' as const, 'alice' as const, 'mallory' as const, 'robot' as const),
      word: fc.constantFrom(
        'stop' as const,
        'cancel' as const,
        'retry' as const,
        'retry' as const,
        'status' as const,
        'approve' as const,
        'approve' as const,
        'resume' as const,
        'dance' as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reply' as const),
      issue,
      who: fc.constantFrom('alice' as const, 'mallory' as const),
    }),
  },
  { weight: 1, arbitrary: onIssue('delete-comment') },
  { weight: 1, arbitrary: onIssue('strip-labels') },
  { weight: 1, arbitrary: onIssue('prioritise') },
  { weight: 2, arbitrary: onIssue('stop-file') },
  { weight: 1, arbitrary: onIssue('remove-stop-file') },
  { weight: 1, arbitrary: onIssue('answer') },
  { weight: 1, arbitrary: onIssue('soil') },
  { weight: 1, arbitrary: onIssue('delete-worktree') },
  { weight: 1, arbitrary: onIssue('merge') },
  { weight: 1, arbitrary: onIssue('close-pull') },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('feedback' as const),
      issue,
      what: fc.constantFrom(
        'failed' as const,
        'failed' as const,
        'passed' as const,
        'pending' as const,
        'conflict' as const,
        'review' as const,
        'thread' as const,
        'resolve' as const,
      ),
      who: fc.constantFrom('alice' as const, 'alice' as const, 'mallory' as const, 'robot' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('ledger' as const), issue, op: fc.constantFrom(...ledgerOps) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('control' as const),
      issue,
      what: fc.constantFrom(
        'stop' as const,
        'cancel' as const,
        'retry' as const,
        'retry' as const,
        'kill' as const,
        'reset' as const,
        'reset-by-force' as const,
        'kill-zombie' as const,
      ),
    }),
  },
);

const mishap: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('kill-runner' as const), issue, andWorker: fc.boolean() }),
  },
  { weight: 1, arbitrary: onIssue('kill-worker') },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('fail' as const),
      what: fc.constantFrom(
        'githubReads' as const,
        'githubReads' as const,
        'gitReads' as const,
        'gitWrites' as const,
        'disk' as const,
        'starts' as const,
        'sweeps' as const,
      ),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('fail-write' as const),
      mode: fc.constantFrom('before' as const, 'after' as const, 'after' as const, 'refused' as const),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('die' as const),
      writes: fc.integer({ min: 0, max: 25 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill-daemon' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('shut-down' as const),
      mode: fc.constantFrom('stop' as const, 'detach' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('start' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reboot' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lose-memory' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('jump' as const), days: fc.constantFrom(-1, 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sleep' as const), hours: fc.constantFrom(3, 30) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('freeze' as const), seconds: fc.constantFrom(70, 250) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('room' as const),
      disk: fc.constantFrom(
        'plenty' as const,
        'plenty' as const,
        'little' as const,
        'nearly' as const,
        'unknown' as const,
      ),
    }),
  },
);

const time: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('advance' as const),
      seconds: fc.constantFrom(1, 20, 40, 100, 250, 700),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pump' as const), count: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
);

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: person },
  { weight: 4, arbitrary: worker },
  { weight: 3, arbitrary: mishap },
  { weight: 6, arbitrary: time },
);

const inStory = (number: number, seconds: number): readonly (readonly Command[])[] => {
  const wait: readonly Command[] = [{ kind: 'settle' }, { kind: 'advance', seconds }, { kind: 'settle' }];
  return [
    [
      { kind: 'work', issue: number, isCommitted: true },
      { kind: 'exit', issue: number, code: 0, leftover: false },
      ...wait,
    ],
    [
      { kind: 'work', issue: number, isCommitted: true },
      { kind: 'exit', issue: number, code: 0, leftover: false },
      ...wait,
      { kind: 'feedback', issue: number, what: 'failed', who: 'alice' },
      { kind: 'feedback', issue: number, what: 'review', who: seconds > 50 ? 'alice' : 'mallory' },
      { kind: 'advance', seconds: 350 },
      ...wait,
    ],
    [{ kind: 'control', issue: number, what: 'retry' }, ...wait],
    [{ kind: 'unlabel', issue: number }, ...wait, { kind: 'label', issue: number, who: 'alice' }, ...wait],
    [{ kind: 'shut-down', mode: 'stop' }, ...wait, { kind: 'start' }, ...wait],
    [{ kind: 'ask', issue: number }, { kind: 'exit', issue: number, code: 0, leftover: false }, ...wait],
    [
      { kind: 'ask', issue: number },
      { kind: 'exit', issue: number, code: 0, leftover: false },
      ...wait,
      { kind: 'reply', issue: number, who: 'mallory' },
      { kind: 'reply', issue: number, who: 'alice' },
      ...wait,
    ],
    [
      { kind: 'work', issue: number, isCommitted: true },
      { kind: 'open-pull', issue: number },
    ],
  ];
};

/** What belongs together, and would seldom come together by chance. */
const story: fc.Arbitrary<readonly Command[]> = fc
  .tuple(issue, fc.constantFrom(20, 100), fc.nat())
  .map(([number, seconds, pick]) => {
    const stories = inStory(number, seconds);
    return stories[pick % stories.length] ?? [];
  });

/** What happens next, a little or a story. */
export const passage: fc.Arbitrary<readonly Command[]> = fc.oneof(
  { weight: 5, arbitrary: command.map((one) => [one]) },
  { weight: 1, arbitrary: story },
);

/** Histories of up to `limit` commands; all begin with a trusted label, so that something is going on. */
export const histories = (limit: number): fc.Arbitrary<History> =>
  fc.record({
    seed: fc.nat({ max: 1_000_000 }),
    isOrderly: fc.boolean(),
    commands: fc
      .array(passage, { minLength: 3, maxLength: limit, size: 'max' })
      .map((rest): Command[] => [
        { kind: 'label', issue: 1, who: 'alice' },
        { kind: 'settle' },
        ...rest.flat(),
      ]),
  });
