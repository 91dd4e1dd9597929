/**
 * Histories about money and about providers.
 */
import type { Command } from './commands.ts';
import type { History } from './history.ts';
import { fromTheStart, lost, on, one, settle, story, wait } from './story.ts';

const spend = (issue: number, usd: number): Command => ({ kind: 'spend', issue, usd });
const limit = (issue: number, minutes: number): Command => ({ kind: 'meet-limit', issue, minutes });

/** By name. */
export const moneyStories: Readonly<Record<string, History>> = {
  'a worker spends its budget': story(spend(1, 3), settle, one.dirty, spend(1, 2), settle, wait(100), settle),
  'a task that failed has nothing left for another attempt': story(
    spend(1, 5),
    one.exit1,
    settle,
    wait(100),
    settle,
  ),
  'all is spent when a third issue is labelled': story(
    on(2).label,
    settle,
    ...[spend(1, 3), spend(2, 3), one.work, one.exit0, on(2).work, on(2).exit0, settle],
    ...[on(3).label, settle, spend(3, 3), settle, wait(100), settle, one.retry, settle],
  ),
  'memory is lost after money was spent': story(
    spend(1, 3),
    one.work,
    one.exit0,
    settle,
    lost,
    settle,
    on(2).label,
    settle,
  ),
  'a provider wants a pause while others wait': fromTheStart(
    ...[one.label, on(2).label, on(3).label, settle],
    ...[limit(1, 20), settle, spend(2, 1), on(2).work, on(2).exit0, settle],
    ...[limit(3, 20), settle, wait(100), settle, wait(1200), settle],
  ),
  'a person tries again while a limit lasts': story(
    limit(1, 20),
    settle,
    on(2).label,
    settle,
    one.retry,
    settle,
  ),
};
