/**
 * Theory of operation. A round lays its own ground, starts a coordinator and lets it die, once or several times, at a
 * named point or after a time; then a last coordinator runs until nothing is left to do, and the checks look at what the
 * workers wrote down, what GitHub holds, what git holds and who still lives, never at what the coordinator says of
 * itself. Whatever was killed when, all of it must be as if nothing had been.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkRound } from './checks.ts';
import { type Daemon, type Level, startDaemon } from './daemon.ts';
import type { FaultyDoor } from './faulty-doors.ts';
import { type Ground, openGround } from './ground.ts';
import { actAsPerson } from './person.ts';
import { type Sampler, startSampler } from './sampler.ts';
import type { Scenario } from './scenarios.ts';

/** How one coordinator of a round dies. `runner`: after one of its runners, which is killed as soon as there is one. */
export type Death =
  | { readonly kind: 'point'; readonly point: string }
  | { readonly kind: 'time'; readonly afterMs: number }
  | { readonly kind: 'runner'; readonly afterMs: number };

/** What a round is made of. */
export interface RoundRequest {
  readonly scenario: Scenario;
  readonly level: Level;
  readonly deaths: readonly Death[];
  readonly fault?: FaultyDoor;
}

/** What came of it. */
export interface Round {
  readonly violations: readonly string[];
  /** Coordinators that died as told; a point that was not reached kills nobody. */
  readonly deathCount: number;
  readonly runnerDeathCount: number;
  /** Points that the last coordinator passed. */
  readonly points: readonly string[];
  /** What the coordinators said. */
  readonly said: string;
}

/** How long the last coordinator may take, on a machine that is busy with other things. */
const patienceMs = 150_000;

/** Plays one round. */
export const playRound = async (request: RoundRequest): Promise<Round> => {
  await using ground = await openGround(request.scenario);
  const sampler = startSampler(ground.repository.folderPath, request.scenario.maxWorkers);
  const state = { isOver: false };
  const person = actAsPerson(ground, request.scenario, () => state.isOver);
  try {
    return await playOn(ground, request, sampler);
  } finally {
    state.isOver = true;
    sampler.stop();
    await person;
  }
};

const playOn = async (ground: Ground, request: RoundRequest, sampler: Sampler): Promise<Round> => {
  const { level, fault, scenario } = request;
  const logPath = join(ground.repository.folderPath, 'points');
  const said: string[] = [];
  let deathCount = 0;
  let runnerDeathCount = 0;
  for (const death of request.deaths) {
    const point = death.kind === 'point' ? death.point : null;
    const daemon = startDaemon(ground, { level, point, fault });
    const { isDead, killedRunner } = await letDie(daemon, death, sampler);
    if (isDead) deathCount += 1;
    if (killedRunner) runnerDeathCount += 1;
    said.push(daemon.stderr());
  }
  const last = startDaemon(ground, { level, point: null, fault, logPath });
  const end = await endOf(last);
  said.push(last.stderr());
  const own = end === 'hangs' ? ['the last coordinator does not come to an end'] : exitOf(end);
  const left = await leftOf(sampler);
  const seen = await checkRound(ground, scenario, { wereRunnersKilled: runnerDeathCount > 0 });
  return {
    violations: [...own, ...sampler.violations, ...left, ...seen],
    deathCount,
    runnerDeathCount,
    points: readFileSync(logPath, 'utf8').trim().split('\n'),
    said: said.join('\n-- died --\n'),
  };
};

const letDie = async (
  daemon: Daemon,
  death: Death,
  sampler: Sampler,
): Promise<{ readonly isDead: boolean; readonly killedRunner: boolean }> => {
  let killedRunner = false;
  if (death.kind !== 'point') {
    const ended = new AbortController();
    daemon.ended.finally(() => ended.abort()).catch(() => {});
    await pause(death.afterMs, undefined, { signal: ended.signal }).catch(() => {});
    if (death.kind === 'runner') killedRunner = await killRunner(sampler, ended.signal);
    daemon.kill();
  }
  const end = await endOf(daemon);
  return { isDead: end !== 'hangs' && end.signal === 'SIGKILL', killedRunner };
};

const killRunner = async (sampler: Sampler, ended: AbortSignal): Promise<boolean> => {
  while (!ended.aborted) {
    const runner = sampler.look().find(({ isRunner }) => isRunner);
    if (runner !== undefined) return tryToKill(runner.pid);
    await pause(10);
  }
  return false;
};

const tryToKill = (pid: number): boolean => {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
};

const endOf = async (daemon: Daemon): Promise<Awaited<Daemon['ended']> | 'hangs'> => {
  const limit = new AbortController();
  const late = pause(patienceMs, 'hangs' as const, { signal: limit.signal }).catch(() => 'hangs' as const);
  const end = await Promise.race([daemon.ended, late]);
  limit.abort();
  if (end === 'hangs') {
    daemon.kill();
    await daemon.ended;
  }
  return end;
};

const exitOf = ({ code, signal }: Awaited<Daemon['ended']>): readonly string[] =>
  code === 0 ? [] : [`the last coordinator ended with ${signal ?? code}`];

/** A runner outlives its own record for a moment. */
const leftOf = async (sampler: Sampler): Promise<readonly string[]> => {
  const untilMs = performance.now() + 15_000;
  while (performance.now() < untilMs) {
    if (sampler.look().length === 0) return [];
    await pause(25);
  }
  return sampler.look().map(({ pid, issue }) => `process ${pid} of gh-${issue} is left`);
};
