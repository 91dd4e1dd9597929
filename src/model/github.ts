/**
 * What GitHub tells beside issues and pull requests: comments, who did what, the repository, the rate limit.
 */
import type { Role } from './settings.ts';

/** A comment of the repository's issues and pull requests, with who wrote it. */
export interface NewComment extends CommentRow {
  readonly issue: number;
  readonly isBot: boolean;
  /** Slug of the app that wrote it; null for a person. */
  readonly viaApp: string | null;
}

/** A comment on an issue. */
export interface CommentRow {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  readonly createdAtMs: number;
}

/** Who did something. `viaApp`: slug of the app that acted, by itself or for a person; null = none did. */
export interface Actor {
  readonly login: string;
  readonly isBot: boolean;
  readonly viaApp: string | null;
}

/** Who put a label on, from the issue's events. */
export interface LabelEvent extends Actor {
  readonly atMs: number;
}

/** Who changed the title or the text of an issue. */
export interface EditEvent extends Actor {
  readonly atMs: number;
}

export interface RepositoryFacts {
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  /** Nothing can be written to it. */
  readonly isArchived: boolean;
  /** What the token may do here; null where GitHub does not say. */
  readonly role: Role | null;
}

export interface NewPull {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
}

/** Rate limit as the last answer told it. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAtMs: number;
}

/** A limit because of which nothing is sent. `untilMs` by our clock. */
export interface LimitHold {
  /** `primary`: requests per hour; `secondary`: too fast, too many at once. */
  readonly kind: 'primary' | 'secondary';
  readonly untilMs: number;
  /** Secondary limits in a row for which GitHub named no time. */
  readonly strikes: number;
}

/** How many writes went out in which minute since the epoch, by our clock; oldest first. */
export type WriteMinutes = readonly { readonly minute: number; readonly count: number }[];

/** How much may be written now. */
export interface WriteRoom {
  /** Writes of any kind. */
  readonly left: number;
  /** Of these, for what nobody waits for. */
  readonly everydayLeft: number;
  /** When there is room for everyday writes again, epoch milliseconds; null = there is. */
  readonly moreAtMs: number | null;
}

/** How we stand with GitHub's limits, remembered for status and for the next start. */
export interface GitHubStanding {
  /** As the last answer told it; null = it never was. */
  readonly limit: RateLimit | null;
  /** The last hold, also when it is over. */
  readonly hold: LimitHold | null;
  /** The same of writes alone: while it lasts, reads go on. */
  readonly writeHold: LimitHold | null;
  /** Time between two polls; null before the first. */
  readonly pollIntervalMs: number | null;
  /** Why it is longer than configured, for people; null = it is not. */
  readonly slowedBecause: string | null;
  /** Where the coordinator that runs, or ran last, listens for webhooks; null = it does not. */
  readonly webhookUrl: string | null;
  readonly writes: WriteMinutes;
  /** The repository as it was seen last: a start while GitHub cannot be read goes by it. Null = it never was. */
  readonly facts: RepositoryFacts | null;
  /** Until when comments and labels wait for a limit of writes, GitHub's or our own; null = they do not. */
  readonly writesWaitUntilMs: number | null;
}

/** Nothing is known yet. */
export const noStanding: GitHubStanding = {
  limit: null,
  hold: null,
  writeHold: null,
  pollIntervalMs: null,
  slowedBecause: null,
  webhookUrl: null,
  writes: [],
  facts: null,
  writesWaitUntilMs: null,
};
