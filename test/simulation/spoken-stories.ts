/**
 * Histories about what people write on issues.
 */
import type { History } from './history.ts';
import { fromTheStart, on, one, settle, story, wait } from './story.ts';

/** By name. */
export const spokenStories: Readonly<Record<string, History>> = {
  'a stranger stops, alice stops, and both comment again': story(
    one.dirty,
    { kind: 'say', issue: 1, who: 'mallory', word: 'stop' },
    wait(20),
    settle,
    { kind: 'say', issue: 1, who: 'alice', word: 'stop' },
    wait(20),
    settle,
    { kind: 'say', issue: 1, who: 'mallory', word: 'retry' },
    { kind: 'say', issue: 1, who: 'alice', word: 'retry' },
    wait(20),
    settle,
  ),
  'a question is answered by a stranger, then by alice, twice': story(
    one.ask,
    one.exit0,
    settle,
    wait(20),
    { kind: 'reply', issue: 1, who: 'mallory' },
    wait(20),
    settle,
    { kind: 'reply', issue: 1, who: 'alice' },
    { kind: 'reply', issue: 1, who: 'alice' },
    wait(20),
    settle,
  ),
  'the daemon dies right after a reply': story(
    { kind: 'say', issue: 1, who: 'alice', word: 'dance' },
    { kind: 'die', writes: 3, when: 'after' },
    wait(20),
    settle,
    wait(100),
    settle,
  ),
  'a question is taken back, its label is lost, and an edit holds the task': fromTheStart(
    on(2).label,
    settle,
    on(2).ask,
    on(2).exit0,
    settle,
    wait(40),
    settle,
    { kind: 'meddle', issue: 2 },
    wait(40),
    settle,
    { kind: 'fail-write', mode: 'after', count: 1 },
    { kind: 'answer', issue: 2 },
    settle,
    wait(100),
    settle,
  ),
  'a stranger approves what he changed, then alice does': story(
    on(2).label,
    settle,
    on(2).exit1,
    { kind: 'meddle', issue: 2 },
    settle,
    wait(100),
    { kind: 'say', issue: 2, who: 'mallory', word: 'approve' },
    wait(20),
    settle,
    { kind: 'say', issue: 2, who: 'alice', word: 'approve' },
    wait(20),
    settle,
  ),
};
