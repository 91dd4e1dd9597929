/**
 * Histories about what people write on issues.
 */
import type { History } from './history.ts';
import { on, one, settle, story, wait } from './story.ts';

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
  'the answer to a reply is lost': story(
    { kind: 'say', issue: 1, who: 'alice', word: 'dance' },
    { kind: 'fail-write', mode: 'after', count: 3 },
    wait(20),
    settle,
    wait(100),
    settle,
    wait(250),
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
