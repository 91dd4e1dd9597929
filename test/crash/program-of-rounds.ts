/**
 * Which rounds are played: every point, pairs of points, and random instants from a seed.
 */
import { chanceOf } from './chance.ts';
import type { Level } from './daemon.ts';
import { type Death, playRound, type Round, type RoundRequest } from './round.ts';
import type { Scenario } from './scenarios.ts';

/** A scenario and the points of its clean run. */
export interface Course {
  readonly scenario: Scenario;
  readonly level: Level;
  readonly points: readonly string[];
}

/** How many, and from which seed. */
export interface Draw {
  readonly count: number;
  readonly seed: number;
}

/** The clean run, in which nobody dies: its points are where others do. */
export const listPoints = async (scenario: Scenario, level: Level): Promise<Round> => {
  const round = await playRound({ scenario, level, deaths: [] });
  return { ...round, points: round.points.filter(isNews) };
};

/** The same file is written in the same way again and again: the first two times tell all. */
const isNews = (point: string): boolean => !point.startsWith('after fs.') || /#[12]$/.test(point);

/** One round per point. */
export const pointRounds = ({ scenario, level, points }: Course): readonly RoundRequest[] =>
  points.map((point) => ({ scenario, level, deaths: [{ kind: 'point', point }] }));

/** Rounds with two deaths at points: the second coordinator dies while it mends what the first left. */
export const pairRounds = ({ scenario, level, points }: Course, draw: Draw): readonly RoundRequest[] => {
  const random = chanceOf(draw.seed);
  const pick = (): string => points[Math.floor(random() * points.length)] ?? '';
  return Array.from({ length: draw.count }, () => ({
    scenario,
    level,
    deaths: [
      { kind: 'point', point: pick() },
      { kind: 'point', point: firstOf(pick()) },
    ],
  }));
};

/** Counts begin anew in the second coordinator. */
const firstOf = (point: string): string => point.replace(/#\d+$/, '#1');

/** The coordinator dies at up to four instants; now and then a runner does. */
export const randomRounds = (scenarios: readonly Scenario[], draw: Draw): readonly RoundRequest[] => {
  const random = chanceOf(draw.seed);
  return Array.from({ length: draw.count }, (_, at) => {
    const deaths: Death[] = Array.from({ length: 1 + Math.floor(random() * 4) }, () => ({
      kind: 'time',
      afterMs: Math.round(250 + random() * random() * 4000),
    }));
    if (random() < 0.3) deaths.unshift({ kind: 'runner', afterMs: Math.round(random() * 500) });
    const scenario = scenarios[at % scenarios.length] as Scenario;
    return { scenario, level: 'doors', deaths };
  });
};
