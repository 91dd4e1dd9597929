import type { WeighedComment } from '../model/conversation.ts';
import type { RemoteView } from '../model/snapshot.ts';

/** An issue with which nothing happens because something about it could not be read. */
export interface UnknownWait {
  readonly issue: number;
  /** One line: what is not known, and why. */
  readonly text: string;
}

/** Every issue that waits for a read of its own, in the order of the view. */
export const unknownWaitsOf = ({
  labellings,
  choosers,
  confirmed,
  followUps,
  heard,
}: RemoteView): readonly UnknownWait[] => [
  ...waitsIn(labellings, 'who labelled it is not known'),
  ...waitsIn(choosers, 'who put a label of agents.byLabel on is not known'),
  ...waitsIn(confirmed, 'whether it still is open and labelled is not known'),
  ...waitsIn(followUps, 'what came back on its pull request is not known'),
  ...(heard.kind === 'known' ? heard.value.comments.flatMap(commentWaits) : []),
];

const commentWaits = ({ comment, standing, textKey }: WeighedComment): readonly UnknownWait[] => {
  const failed = [standing, textKey].find(({ kind }) => kind === 'unknown');
  if (failed?.kind !== 'unknown') return [];
  return [{ issue: comment.issue, text: `what ${comment.login} wrote waits: ${failed.why}` }];
};

const waitsIn = (
  reads: RemoteView['labellings' | 'choosers' | 'confirmed' | 'followUps'],
  what: string,
): readonly UnknownWait[] =>
  [...reads].flatMap(([issue, seen]) =>
    seen.kind === 'unknown' ? [{ issue, text: `${what}: ${seen.why}` }] : [],
  );
