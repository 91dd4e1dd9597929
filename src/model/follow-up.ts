/**
 * What comes back on an open pull request of ours, and what was made of it: failing checks, reviews, conflicts.
 */
import type { Actor } from './github.ts';
import type { Instant } from './instant.ts';

/** How many pull requests one question to GitHub may name. */
export const mostStandings = 20;

/** A check run or commit status of a pull request's head. `failed`: it says that something is wrong with the commit. */
export interface CheckRow {
  readonly id: string;
  readonly name: string;
  readonly state: 'pending' | 'passed' | 'failed';
  /** What it says about itself. */
  readonly summary: string;
  /** The job of GitHub Actions whose log tells more; null = it is none. */
  readonly jobId: number | null;
}

/** The review by which somebody asks for changes, as long as no later one of the same person takes it back. */
export interface ReviewRow {
  readonly id: string;
  readonly author: Actor;
  readonly body: string;
  readonly atMs: number;
}

/** A conversation about a line. Comments oldest first. */
export interface ThreadRow {
  readonly id: string;
  readonly path: string;
  /** Null for one about a whole file, or a line that is gone. */
  readonly line: number | null;
  readonly comments: readonly ReviewRow[];
}

/** How an open pull request stands. */
export interface PullStandingRow {
  readonly number: number;
  readonly headSha: string;
  /** `unknown`: GitHub has not worked it out yet. */
  readonly mergeability: 'mergeable' | 'conflicting' | 'unknown';
  readonly checks: readonly CheckRow[];
  /** Reviews that ask for changes; empty where reviews were not asked for, as `threads`. */
  readonly reviews: readonly ReviewRow[];
  /** Those that are not resolved. */
  readonly threads: readonly ThreadRow[];
}

/** One thing that somebody or something finds wrong with a pull request. Of people, only those who may. */
export interface Feedback {
  readonly kind: 'check' | 'conflict' | 'review' | 'thread';
  /** Tells it from all other feedback, also on other commits. */
  readonly key: string;
  /** One line, cut: `check build`, `changes requested by mona`. */
  readonly title: string;
  /** What was said; raw, cut. */
  readonly text: string;
  readonly jobId: number | null;
  /** When a person said it last, by GitHub's clock; null = no person did. */
  readonly saidAtMs: number | null;
}

/** The pull request of a completed task, as it was looked at last. */
export interface PullStanding {
  readonly pull: number;
  readonly headSha: string;
  /** The task's round that the look belongs to: one of an earlier round says nothing. */
  readonly round: number;
  /** Names of checks that have not ended. */
  readonly pending: readonly string[];
  /** Since when we see some pending; null = none is. */
  readonly pendingSince: Instant | null;
  readonly feedback: readonly Feedback[];
}

/** What is remembered of the follow-up of one pull request. */
export interface FollowUpMemory {
  readonly pull: number;
  /** Rounds begun so far. */
  readonly rounds: number;
  /** Keys of all feedback that a worker was told: none of it begins another round. */
  readonly answered: readonly string[];
  /** What the worker of the present round is told; empty = no round is under way. */
  readonly told: readonly Feedback[];
  /** Keys of what a round was begun for that ended without a new commit. */
  readonly unmoved: readonly string[];
  /** Head of the pull request when the latest round began. */
  readonly headSha: string;
  /** What is left to a person, one line; null = nothing, as far as known. */
  readonly left: string | null;
}

/** True while a task works on what came back on its pull request. */
export const isFollowingUp = ({ followUp }: { readonly followUp: FollowUpMemory | null }): boolean =>
  followUp !== null && followUp.told.length > 0;
