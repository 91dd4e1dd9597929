/**
 * Rules about what the coordinator writes on GitHub: nobody else's words are touched (3), nothing is doubled (6), and
 * an issue that no trusted person labelled is left alone (SPEC section 3).
 */
import { statusMark } from '../../src/render/status-comment.ts';
import { type FakeIssue, type FakePull, us } from './fake-github.ts';
import type { Witness } from './witness.ts';

export const checkTrusted = (witness: Witness, issue: FakeIssue): void => {
  if (!issue.isTrusted)
    witness.breach('trust', `wrote to #${issue.number}, which nobody trusted has labelled`);
};

export const checkComment = (witness: Witness, issue: FakeIssue): void => {
  const own = issue.comments.filter(({ author, body }) => author === us && body.startsWith(statusMark));
  if (own.length > 1) witness.breach('R6', `#${issue.number} has ${own.length} status comments`);
  const marks = issue.comments
    .filter(({ author }) => author === us)
    .map(({ body }) => body.split('\n', 1)[0]);
  const double = marks.find((mark, index) => mark !== statusMark && marks.indexOf(mark) !== index);
  if (double !== undefined) witness.breach('R6', `#${issue.number} was told twice: ${double}`);
};

/** Strangers are told nothing, whatever they write. */
export const checkReaction = (witness: Witness, issue: FakeIssue, id: number): void => {
  const author = issue.comments.find((comment) => comment.id === id)?.author;
  if (author !== 'alice') witness.breach('trust', `answered comment ${id} of ${author}`);
};

export const checkEdit = (
  witness: Witness,
  comment: { readonly author: string; readonly id: number },
): void => {
  if (comment.author !== us) witness.breach('R3', `edited comment ${comment.id} of ${comment.author}`);
};

export const checkLabelWrite = (witness: Witness, name: string, intake: string): void => {
  if (!name.startsWith('rpi-') || name === intake) witness.breach('R3', `touched the label ${name}`);
};

/** A pull request is looked up by its branch before it is opened. */
export const checkNewPull = (witness: Witness, pulls: readonly FakePull[], lookedAtStep: number): void => {
  if (lookedAtStep < 0) witness.breach('R6', 'opened a pull request without looking for one');
  const known = pulls.find(({ state, madeAtStep }) => state === 'open' && madeAtStep < lookedAtStep);
  if (known !== undefined) witness.breach('R6', `opened a pull request beside #${known.number}`);
};
