/**
 * The words in which histories are told.
 */
import type { Command } from './commands.ts';
import type { History } from './history.ts';

/** What happens to one issue. */
export const on = (issue: number) =>
  ({
    label: { kind: 'label', issue, who: 'alice' },
    work: { kind: 'work', issue, isCommitted: true },
    dirty: { kind: 'work', issue, isCommitted: false },
    pull: { kind: 'open-pull', issue },
    output: { kind: 'output', issue },
    edit: { kind: 'edit', issue, isCommitted: true },
    ask: { kind: 'ask', issue },
    exit0: { kind: 'exit', issue, code: 0, leftover: false },
    exit1: { kind: 'exit', issue, code: 1, leftover: false },
    stop: { kind: 'control', issue, what: 'stop' },
    cancel: { kind: 'control', issue, what: 'cancel' },
    retry: { kind: 'control', issue, what: 'retry' },
  }) as const satisfies Record<string, Command>;

/** Until all is quiet. */
export const settle: Command = { kind: 'settle' };
/** Some events. */
export const pump: Command = { kind: 'pump', count: 40 };
/** The database is gone. */
export const lost: Command = { kind: 'lose-memory' };
/** So many seconds. */
export const wait = (seconds: number): Command => ({ kind: 'advance', seconds });
/** What happens to the first issue. */
export const one = on(1);

/** With a worker on the first issue. */
export const story = (...commands: readonly Command[]): History => ({
  seed: 1,
  isOrderly: true,
  commands: [one.label, settle, ...commands],
});

/** With nothing before. */
export const fromTheStart = (...commands: readonly Command[]): History => ({
  seed: 1,
  isOrderly: true,
  commands,
});
