/**
 * The crash harness from the command line. `npm run test:crash` plays every point of every scenario; options:
 * `--scenario NAME` (again for more), `--level doors|calls`, `--random N`, `--pairs N`, `--seed N`, `--every N` (each nth
 * point), `--point NAME` (only this one), `--parallel N`. Prints one line per breach with what repeats it; exit code 1.
 */
import { parseArgs } from 'node:util';
import { listPoints, pairRounds, pointRounds, randomRounds } from './program-of-rounds.ts';
import { playRound, type RoundRequest } from './round.ts';
import { scenarioOf, scenarios } from './scenarios.ts';

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', multiple: true },
    level: { type: 'string', multiple: true, default: ['doors', 'calls'] },
    every: { type: 'string', default: '1' },
    point: { type: 'string', multiple: true },
    random: { type: 'string', default: '60' },
    pairs: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '2' },
    verbose: { type: 'boolean', default: false },
  },
});

const seed = Number(values.seed);
const chosen = (values.scenario ?? scenarios.map(({ name }) => name)).map(scenarioOf);
let roundCount = 0;
let deathCount = 0;
let missedCount = 0;
let runnerDeathCount = 0;
let brokenCount = 0;

const playOne = async (request: RoundRequest): Promise<void> => {
  const { scenario, level, deaths } = request;
  const round = await playRound(request);
  roundCount += 1;
  deathCount += round.deathCount;
  runnerDeathCount += round.runnerDeathCount;
  missedCount += deaths.length - round.deathCount;
  if (values.verbose) console.log(`${scenario.name} ${JSON.stringify(deaths)}: ${round.deathCount} died`);
  if (round.violations.length === 0) return;
  brokenCount += 1;
  console.log(`BREACH in ${scenario.name} at ${level}, deaths ${JSON.stringify(deaths)}`);
  for (const violation of round.violations) console.log(`  ${violation}`);
  console.log(round.said.replaceAll(/^/gm, '    | '));
};

const playAll = async (requests: readonly RoundRequest[]): Promise<void> => {
  const waiting = [...requests];
  const play = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await playOne(next);
  };
  await Promise.all(Array.from({ length: Number(values.parallel) }, play));
};

const startedMs = performance.now();
const tell = (what: string): void =>
  console.log(
    `${Math.round((performance.now() - startedMs) / 1000)}s ${what}: ${roundCount} rounds, ${deathCount} coordinators and ${runnerDeathCount} runners killed, ${missedCount} deaths missed, ${brokenCount} rounds broken`,
  );

for (const scenario of chosen) {
  for (const level of values.level as readonly RoundRequest['level'][]) {
    const clean = await listPoints(scenario, level);
    if (clean.violations.length > 0)
      console.log(`clean run of ${scenario.name}:`, clean.violations, clean.said);
    const points = values.point ?? clean.points.filter((_, at) => at % Number(values.every) === 0);
    await playAll(pointRounds({ scenario, level, points }));
    tell(`${scenario.name}, ${points.length} of ${clean.points.length} points at ${level}`);
    await playAll(
      pairRounds({ scenario, level, points: clean.points }, { count: Number(values.pairs), seed }),
    );
    tell(`${scenario.name}, pairs at ${level}`);
  }
}
await playAll(randomRounds(chosen, { count: Number(values.random), seed }));
tell('random instants');
if (brokenCount > 0) process.exitCode = 1;
