/**
 * How fast agents' logs are read: `npm run bench:logs`. A log of 100 MB per format, made by repeating real captures, is read
 * to its summary as the coordinator reads it, next to a plain read of the file and to `jq -c .type` (the Debian package `jq`;
 * without it that column says so), all in the same run. Ratios of medians over the rounds, for times differ from machine to
 * machine; of processor time (ours with that of the garbage collector's threads), for others may work on the machine, too.
 *
 * Exit 1 when all formats together are below three times the speed of jq, or when memory grows with the log.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  createReadStream,
  globSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logFormats } from '../src/agents/built-in.ts';
import { openLogReading } from '../src/agents/read-log.ts';
import { openSummary } from '../src/agents/summarize.ts';
import { readPiece } from '../src/world/files/read-piece.ts';

const megabyte = 1024 * 1024;
const sizeMb = Number(process.env.BENCH_LOG_MB ?? 100);
const roundCount = Number(process.env.BENCH_ROUNDS ?? 3);
const chunkBytes = 256 * 1024;
/** As the program reads a log. */
const pieceBytes = 1024 * 1024;
const goal = 3;
/** The garbage collector comes when it likes: growth counts beyond this. */
const roomMb = 80;

const capturesOf = (format: string): readonly string[] =>
  globSync(join(import.meta.dirname, `../test/fixtures/agent-logs/${format}-*.jsonl`)).toSorted();

const makeLog = (path: string, format: string, megabytes: number): void => {
  const parts = capturesOf(format).map((capture) => readFileSync(capture));
  const file = openSync(path, 'w');
  for (let written = 0; written < megabytes * megabyte; )
    for (const part of parts) written += writeSync(file, part);
  closeSync(file);
};

/** A reading of one file, and what it found: more than 0, or it is not one. */
type Way = (path: string) => Promise<number>;

const readRaw: Way = async (path) => {
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) bytes += chunk.length;
  return bytes;
};

const readOurs =
  (format: string): Way =>
  async (path) => {
    const summary = openSummary();
    let eventCount = 0;
    const reading = openLogReading({
      format: logFormats[format] ?? null,
      onEvent: (event) => {
        eventCount += 1;
        summary.add(event);
      },
    });
    for (let offset = 0, count = pieceBytes; count === pieceBytes; offset += count) {
      const piece = readPiece(path, offset, pieceBytes);
      reading.feed(piece);
      count = piece.length;
    }
    reading.end();
    return summary.summary(null).status === 'unfinished' && eventCount === 0 ? 0 : eventCount;
  };

/** Seconds of jq's processor time. The shell tells those of its children on its second line: `0m1.230s 0m0.040s`. */
const secondsOfJq = (path: string): number => {
  const script = 'jq -c .type "$0" >/dev/null && times';
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script, path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`jq ended with ${status}: ${stderr}`);
  const told = [...(stdout.trim().split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return told.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
};

/** Seconds of our processor time. */
const secondsOf = async (way: Way, path: string): Promise<number> => {
  const begin = process.cpuUsage();
  if ((await way(path)) <= 0) throw new Error(`nothing was read in ${path}`);
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1_000_000;
};

const medianOf = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Seconds of processor time for one file: the median of the rounds, all ways in each round. */
interface Times {
  readonly raw: number;
  readonly ours: number;
  readonly jq: number | null;
}

const measure = async (path: string, format: string, hasJq: boolean): Promise<Times> => {
  const raw: number[] = [];
  const ours: number[] = [];
  const jq: number[] = [];
  for (let round = 0; round < roundCount; round += 1) {
    raw.push(await secondsOf(readRaw, path));
    ours.push(await secondsOf(readOurs(format), path));
    if (hasJq) jq.push(secondsOfJq(path));
  }
  return { raw: medianOf(raw), ours: medianOf(ours), jq: hasJq ? medianOf(jq) : null };
};

const speed = (seconds: number): string => `${Math.round(sizeMb / seconds)} MB/s`;

const rowOf = (name: string, { raw, ours, jq }: Times): string =>
  [
    name.padEnd(9),
    speed(ours).padStart(10),
    (jq === null ? 'jq absent' : `${(jq / ours).toFixed(1)} x jq`).padStart(10),
    `${(ours / raw).toFixed(1)} x the time of a raw read`.padStart(32),
  ].join('  ');

/** Megabytes of memory that reading a log of this size leaves, against one of a tenth. */
const growthOf = async (folder: string): Promise<number> => {
  const grown: number[] = [];
  for (const megabytes of [sizeMb / 10, sizeMb * 2]) {
    const path = join(folder, 'memory.jsonl');
    makeLog(path, 'claude', megabytes);
    await readOurs('claude')(path);
    grown.push(process.memoryUsage().rss / megabyte);
  }
  return (grown[1] ?? 0) - (grown[0] ?? 0);
};

const main = async (): Promise<void> => {
  const hasJq = spawnSync('jq', ['--version']).status === 0;
  const folder = mkdtempSync(join(tmpdir(), 'bench-logs-'));
  try {
    const growthMb = await growthOf(folder);
    const all: Times[] = [];
    console.log(`${sizeMb} MB per format, per second of processor time, median of ${roundCount}`);
    for (const format of Object.keys(logFormats)) {
      const path = join(folder, `${format}.jsonl`);
      makeLog(path, format, sizeMb);
      const times = await measure(path, format, hasJq);
      rmSync(path);
      all.push(times);
      console.log(rowOf(format, times));
    }
    const sum = (part: (times: Times) => number): number =>
      all.reduce((total, times) => total + part(times), 0);
    const ratio = hasJq ? sum(({ jq }) => jq ?? 0) / sum(({ ours }) => ours) : null;
    console.log(
      ratio === null
        ? 'jq is absent (apt-get install jq): no comparison'
        : `all together: ${ratio.toFixed(1)} x jq (goal ${goal})`,
    );
    console.log(
      `memory after ${sizeMb * 2} MB against ${sizeMb / 10} MB: ${growthMb.toFixed(0)} MB more (room ${roomMb})`,
    );
    if ((ratio !== null && ratio < goal) || growthMb > roomMb) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

await main();
