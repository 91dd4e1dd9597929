/**
 * The soak: many short workers through a few slots while the coordinator is killed at random instants. Real git, real
 * processes, the embedded GitHub. `npm run bench:soak -- --workers 500 --slots 20 --kills 25 --seed 1` says what was
 * lost, doubled and leaked (exit code 1 unless nothing was), what the daemon took, and how that compares with a plain
 * loop that starts the same commands in the same run, in a repository of its own. Then a daemon that finds nothing to
 * do is watched for `--idle` seconds. `--profile DIR` writes a CPU profile of each daemon that was not killed.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { chanceOf } from '../test/crash/chance.ts';
import { startSampler } from '../test/crash/sampler.ts';
import { makeRepository } from '../test/support/git-repository.ts';
import { ROOT_PATH } from '../test/support/house-tree.ts';
import { growthOf, type Reading, startMeter } from './process-meter.ts';
import { findWrongs } from './soak-checks.ts';
import { type Field, openField, openIssues } from './soak-field.ts';

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '500' },
    slots: { type: 'string', default: '20' },
    kills: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
    idle: { type: 'string', default: '60' },
    profile: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const workers = Number(values.workers);
const slots = Number(values.slots);
const kills = Number(values.kills);

/** A coordinator that is to be killed lives this long, at least and at most. */
const life = { leastMs: 700, mostMs: 6000 };

interface Lived {
  readonly readings: readonly Reading[];
  readonly code: number | null;
  readonly said: string;
}

const profiling = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];

/** One coordinator; killed after `limitMs` unless it ends before. */
const runDaemon = async (
  field: Field,
  limitMs: number | null,
  words: readonly string[] = ['--until-idle'],
): Promise<Lived> => {
  const main = join(ROOT_PATH, 'dist', 'main.js');
  const child = spawn(process.execPath, [...profiling, main, 'run', ...words], {
    cwd: field.repository.rootPath,
    env: { ...field.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const ended = Promise.withResolvers<number | null>();
  child.once('close', ended.resolve);
  const meter = startMeter(child.pid ?? 0);
  const timer = limitMs === null ? undefined : setTimeout(() => child.kill('SIGKILL'), limitMs);
  const code = await ended.promise;
  clearTimeout(timer);
  meter.stop();
  return { readings: meter.readings, code, said };
};

/** Milliseconds that GitHub takes to list the issues, asked now and then. */
const timeGitHub = (field: Field): { readonly times: number[]; stop(): void } => {
  const times: number[] = [];
  const url = `${field.github.url}/repos/acme/api/issues?labels=rpi-auto&state=open&per_page=100`;
  const ask = async (): Promise<void> => {
    const startedMs = performance.now();
    const answer = await fetch(url, { headers: { authorization: 'Bearer token-of-mona' } });
    await answer.text();
    times.push(performance.now() - startedMs);
  };
  const timer = setInterval(() => void ask().catch(() => {}), 1000);
  return { times, stop: () => clearInterval(timer) };
};

const middleOf = (numbers: readonly number[], share: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) * share)] ?? 0;

/** In a repository of its own: the coordinator does not find hundreds of worktrees and branches there. */
const runPlain = async (field: Field): Promise<{ readonly wallMs: number; readonly cpuMs: number }> => {
  using repository = makeRepository({ 'README.md': '# Soak\n' });
  const { folderPath, rootPath } = repository;
  const words = [rootPath, join(folderPath, 'plain'), String(workers), String(slots), field.workerPath];
  const env = { ...field.env, WITNESS: join(folderPath, 'plain-witness') };
  const { stdout } = await execa(process.execPath, [join(ROOT_PATH, 'bench', 'plain-loop.ts'), ...words], {
    env,
    extendEnv: false,
  });
  return JSON.parse(stdout);
};

/** Processor time per second, in ms, of a daemon without work, its start left out. */
const runIdle = async (field: Field, seconds: number): Promise<number | null> => {
  const startMs = 10_000;
  const { readings } = await runDaemon(field, startMs + seconds * 1000, ['--poll-interval', '15s']);
  const quiet = readings.filter(({ atMs }) => atMs - (readings[0]?.atMs ?? 0) >= startMs);
  const [first, last] = [quiet[0], quiet.at(-1)];
  if (first === undefined || last === undefined) return null;
  return ((last.cpuMs - first.cpuMs) * 1000) / (last.atMs - first.atMs);
};

const random = chanceOf(Number(values.seed));
const round = (number: number, digits = 0): number => Number(number.toFixed(digits));

await using field = await openField({ workers, slots });
const plain = await runPlain(field);
console.log(
  `plain loop: ${round(plain.wallMs / 1000, 1)}s, ${round(plain.cpuMs / workers)} ms of processor per worker`,
);
const openedMs = performance.now();
await openIssues(field, workers);
console.log(`${workers} issues opened in ${round((performance.now() - openedMs) / 1000, 1)}s`);

const sampler = startSampler(field.repository.folderPath, slots);
const answers = timeGitHub(field);
const startedMs = performance.now();
const lives: Lived[] = [];
let killed = 0;
while (killed < kills) {
  const lived = await runDaemon(field, life.leastMs + random() * (life.mostMs - life.leastMs));
  lives.push(lived);
  if (lived.code !== null) break;
  killed += 1;
  if (values.verbose)
    console.log(`killed ${killed} times, ${round((performance.now() - startedMs) / 1000)}s`);
}
const last = await runDaemon(field, null);
lives.push(last);
const wallMs = performance.now() - startedMs;
answers.stop();
for (let tries = 0; tries < 200 && sampler.look().length > 0; tries += 1) await pause(50);
sampler.stop();

const { lost, doubled, leaked } = await findWrongs(field, workers, sampler);
for (const line of [...lost, ...doubled, ...leaked]) console.log(`  ${line}`);
const readings = lives.flatMap((lived) => lived.readings);
const sumOf = (what: 'cpuMs' | 'childrenCpuMs'): number =>
  lives.reduce((sum, lived) => sum + (lived.readings.at(-1)?.[what] ?? 0), 0);
const [cpuMs, childrenCpuMs] = [sumOf('cpuMs'), sumOf('childrenCpuMs')];
const idle = Number(values.idle) > 0 ? await runIdle(field, Number(values.idle)) : null;
const growth = growthOf(last.readings);
const report = {
  workers,
  slots,
  kills: killed,
  seed: Number(values.seed),
  lost: lost.length,
  doubled: doubled.length,
  leaked: leaked.length,
  wallS: round(wallMs / 1000, 1),
  plainWallS: round(plain.wallMs / 1000, 1),
  wallRatio: round(wallMs / plain.wallMs, 2),
  daemonCpuMsPerWorker: round(cpuMs / workers),
  // Git and workers, as far as a daemon lived to see their end.
  childrenCpuMsPerWorker: round(childrenCpuMs / workers),
  plainCpuMsPerWorker: round(plain.cpuMs / workers),
  cpuRatio: round((cpuMs + childrenCpuMs) / plain.cpuMs, 2),
  idleCpuMsPerSecond: idle === null ? null : round(idle, 2),
  mostAtOnce: sampler.mostAtOnce(),
  residentMostMb: round(Math.max(0, ...readings.map(({ residentMb }) => residentMb))),
  growthMbPerMinute: growth === null ? null : round(growth, 1),
  githubListMs: {
    median: round(middleOf(answers.times, 0.5), 1),
    p95: round(middleOf(answers.times, 0.95), 1),
  },
};
console.log(JSON.stringify(report, null, 2));
if (last.code !== 0) console.log(last.said.slice(-4000));
if (lost.length + doubled.length + leaked.length > 0 || last.code !== 0) process.exitCode = 1;
