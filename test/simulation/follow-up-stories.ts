/**
 * Histories about what comes back on pull requests.
 */
import type { Command, FeedbackCommand, Who } from './commands.ts';
import type { History } from './history.ts';
import { one, settle, story, wait } from './story.ts';

const feedback = (what: FeedbackCommand['what'], who: Who = 'alice'): Command => ({
  kind: 'feedback',
  issue: 1,
  what,
  who,
});

/** A worker of the first issue ends well, with a new commit. */
const proposed: readonly Command[] = [one.work, one.exit0, settle, wait(40), settle];

/** Until the next look at a quiet pull request. */
const looked: readonly Command[] = [wait(310), settle];
/** Long enough after the last word of a reviewer; that there is one is seen at once. */
const heard: readonly Command[] = [wait(80), settle];

/** By name. */
export const followUpStories: Readonly<Record<string, History>> = {
  'a check fails, the worker mends it, and it fails for ever': story(
    ...proposed,
    ...[1, 2, 3, 4].flatMap(() => [feedback('failed'), ...looked, ...proposed]),
  ),
  'a check fails, and the worker does nothing about it': story(
    ...proposed,
    feedback('failed'),
    ...looked,
    one.exit0,
    settle,
    wait(40),
    settle,
    ...looked,
  ),
  'a stranger reviews, then alice does': story(
    ...proposed,
    feedback('thread', 'mallory'),
    feedback('review', 'robot'),
    ...looked,
    feedback('thread'),
    feedback('review', 'mallory'),
    feedback('pending'),
    ...heard,
    feedback('passed'),
    ...heard,
    ...proposed,
    ...looked,
  ),
  'the pull request is closed during a follow-up, then taken up anew': story(
    ...proposed,
    feedback('conflict'),
    ...looked,
    { kind: 'close-pull', issue: 1 },
    ...proposed,
    one.retry,
    settle,
    ...proposed,
  ),
  'a follow-up asks a person, and the pull request is merged meanwhile': story(
    ...proposed,
    feedback('review'),
    ...heard,
    one.ask,
    one.exit0,
    settle,
    wait(40),
    settle,
    { kind: 'merge', issue: 1 },
    wait(40),
    settle,
  ),
  'a follow-up is stopped with the coordinator, and goes on': story(
    ...proposed,
    feedback('failed'),
    ...looked,
    one.dirty,
    { kind: 'shut-down', mode: 'stop' },
    settle,
    wait(40),
    { kind: 'start' },
    settle,
    ...proposed,
  ),
};
