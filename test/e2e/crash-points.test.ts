/**
 * A fixed sample of the crash harness (test/crash/): the coordinator dies at points that each walk past one guard. The
 * whole of it is `npm run test:crash`.
 */
import { describe, expect, test } from 'vitest';
import type { Level } from '../crash/daemon.ts';
import type { FaultyDoor } from '../crash/faulty-doors.ts';
import { type Death, playRound, type Round } from '../crash/round.ts';
import { scenarioOf } from '../crash/scenarios.ts';

/** Each takes some five seconds on a free machine; the harness itself gives up on a coordinator after 150. */
const TIMEOUT_MS = 400_000;

interface Case {
  readonly what: string;
  readonly scenario: string;
  readonly level: Level;
  readonly points: readonly string[];
}

const SAMPLE: readonly Case[] = [
  {
    what: 'while git adds the worktree',
    scenario: 'publish',
    level: 'calls',
    points: ['during git worktree add'],
  },
  {
    what: 'before the start, after it, and once the pull request is open',
    scenario: 'publish',
    level: 'doors',
    points: ['before processes.startRun', 'after processes.startRun', 'after github.createPull'],
  },
  {
    what: 'when work was saved and nobody knows',
    scenario: 'stop',
    level: 'doors',
    points: ['after git.saveWork'],
  },
  {
    what: 'when a command was answered on the issue and nobody knows',
    scenario: 'talk',
    level: 'doors',
    points: ['before store.markTold 1'],
  },
  {
    what: 'while git commits what is saved',
    scenario: 'cancel',
    level: 'calls',
    points: ['during git commit'],
  },
];

/** Each lacks one guard; what dies where shows it. */
const FAULTS: readonly { readonly fault: FaultyDoor; readonly point: string; readonly breach: RegExp }[] = [
  {
    fault: 'no-look-before-comment',
    point: 'after github.createComment',
    breach: /2 comments/,
  },
  { fault: 'no-fence', point: 'after processes.startRun', breach: /ran and is said not to have/ },
  {
    fault: 'forgets-intents',
    point: 'after processes.startRun',
    breach: /ended with 70|not remembered|has no end/,
  },
];

const explain = ({ violations, said }: Round): string => [...violations, said].join('\n');

describe.concurrent('the coordinator dies', { timeout: TIMEOUT_MS }, () => {
  test.for(SAMPLE)('$what', async ({ scenario, level, points }) => {
    const deaths = points.map((point): Death => ({ kind: 'point', point }));
    const round = await playRound({ scenario: scenarioOf(scenario), level, deaths });
    expect(round.violations, explain(round)).toEqual([]);
    expect(round.deathCount, explain(round)).toBe(points.length);
  });

  test.for(FAULTS)('with $fault, and it shows', async ({ fault, point, breach }) => {
    const deaths: readonly Death[] = [{ kind: 'point', point }];
    const round = await playRound({ scenario: scenarioOf('publish'), level: 'doors', deaths, fault });
    expect(round.violations.join('\n')).toMatch(breach);
  });
});
