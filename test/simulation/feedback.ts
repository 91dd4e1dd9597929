/**
 * What comes back on pull requests: checks, conflicts and reviews, by people and by fate.
 */
import type { ReviewRow } from '../../src/model/follow-up.ts';
import type { FeedbackCommand, Who } from './commands.ts';
import { branchOf, type Ground } from './ground.ts';

/** Somebody, or something, says what is wrong with the open pull request of an issue. */
export const giveFeedback = (command: FeedbackCommand, { github, clock, witness }: Ground): void => {
  const pull = github.pullsOf(branchOf(command.issue)).find(({ state }) => state === 'open');
  if (pull === undefined) return;
  const id = `${witness.step()}`;
  const said = (who: Who): ReviewRow => ({
    id,
    author: { login: who, isBot: who === 'robot', viaApp: null },
    body: `REVIEWED by ${who}`,
    atMs: clock.trueMs(),
  });
  switch (command.what) {
    case 'failed':
    case 'passed':
    case 'pending':
      pull.check = { id, sha: pull.headSha, state: command.what };
      break;
    case 'conflict':
      pull.isConflicting = true;
      break;
    case 'review':
      pull.reviews.push(said(command.who));
      pull.updatedAtMs = clock.trueMs();
      break;
    case 'thread':
      pull.threads.push({ id, path: 'a.txt', line: 1, isResolved: false, comments: [said(command.who)] });
      pull.updatedAtMs = clock.trueMs();
      break;
    default:
      for (const thread of pull.threads) thread.isResolved = true;
  }
};
