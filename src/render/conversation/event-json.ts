/**
 * A conversation for programs: one JSON object per line (schemas/view.schema.json). Texts are whole, with secrets masked;
 * characters that would do something to a terminal are escaped, which JSON allows for any character.
 */
import type { AgentAccount } from '../../model/agent-account.ts';
import type { AgentEvent } from '../../model/agent-event.ts';
import { keyOf } from '../../model/ids.ts';
import { harmlessJsonOf } from '../json.ts';
import { maskSecrets } from '../masking.ts';
import { isoOf } from '../utc-time.ts';
import type { Subject } from './frame.ts';
import type { ToolCount } from './tool-tally.ts';

const timeOf = (atMs: number | null): string | null => (atMs === null ? null : isoOf(atMs));

/** The first line: whose conversation it is. */
export const attemptJson = ({ task, attempt }: Subject): object => ({
  kind: 'attempt',
  issue: task.issue,
  key: keyOf(task.issue),
  title: task.title,
  attempt: attempt.number,
  attempts: task.attempts.length,
  agent: attempt.agent,
  startedAt: isoOf(attempt.startedAt.atMs),
  log: attempt.logPath,
});

/** One event, with the number of its line in the log. */
export const eventJson = ({ atMs, parent, kind, ...rest }: AgentEvent, line: number): object => {
  const body: object =
    'resetAtMs' in rest ? { ...rest, resetAtMs: undefined, resetAt: timeOf(rest.resetAtMs) } : rest;
  return { kind, at: timeOf(atMs), line, parent, ...body };
};

/** One tool of `--tools`. */
export const toolCountJson = (count: ToolCount): object => ({ kind: 'tool-count', ...count });

/** The last line: what it amounts to. */
export const closingJson = ({ attempt }: Subject, account: AgentAccount): object => {
  const { limit, ...rest } = account;
  return {
    kind: 'summary',
    isOver: attempt.phase === 'ended',
    endedAt: timeOf(attempt.endedAt?.atMs ?? null),
    result: attempt.result,
    ...rest,
    limit:
      limit === null ? null : { class: limit.class, until: timeOf(limit.untilMs), message: limit.message },
  };
};

/** As one line, without its end. */
export const jsonLineOf = (value: object, secrets: readonly string[]): string =>
  harmlessJsonOf(
    JSON.stringify(value, (_, field: unknown) =>
      typeof field === 'string' ? maskSecrets(field, secrets) : field,
    ),
  );
