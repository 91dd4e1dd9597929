import type { PullStandingRow } from '../model/follow-up.ts';

/** Whose standing is asked for: numbers of pull requests, at most `mostStandings` of model/follow-up.ts. */
export interface StandingsAsked {
  readonly pulls: readonly number[];
  /** False: neither reviews nor threads are asked for. */
  readonly reviews: boolean;
}

/** The part of the door to GitHub that tells what came back on pull requests. */
export interface PullStandings {
  /** How open pull requests stand, in one question. One whose new head GitHub has not taken in yet is left out. */
  fetchStandings(asked: StandingsAsked): Promise<readonly PullStandingRow[]>;
  /** The end of the log of a job of GitHub Actions, whole lines, at most 64 KiB; null = it is kept no more. */
  fetchJobLog(job: number): Promise<string | null>;
}
