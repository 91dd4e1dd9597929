/** What GitHub was told of tasks and does not show any more, by issue: somebody took it away, or GitHub lost it. */
export interface Lost {
  /** The status comment is gone. */
  readonly comments: readonly number[];
  /** The label of the state is. */
  readonly labels: readonly number[];
}

/** Nothing is missed, or nobody has looked. */
export const nothingLost: Lost = { comments: [], labels: [] };
