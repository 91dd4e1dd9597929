/**
 * How long the built command line takes to answer, as ratios to bare Node and to `gh --version` in the same rounds: variants
 * interleaved, the order reversed each round, the first round dropped, medians of the ratios of each round.
 *
 * `npm run bench:startup`; `--rounds 15`, `--json FILE`. Exit code 1: a goal is missed by more than a quarter.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openE2eStage, WORK } from '../test/support/e2e-stage.ts';
import { ROOT_PATH } from '../test/support/house-tree.ts';

/** How slow a command may be, times the other. */
interface Goal {
  readonly node?: number;
  readonly gh?: number;
}

interface Variant {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly goal: Goal;
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, json: { type: 'string' } },
});
const roundCount = Number(values.rounds);
const slack = 1.25;

const start: Goal = { node: 1.8, gh: 1.1 };
const look: Goal = { gh: 1 };

const coordinator = (goal: Goal, ...words: readonly string[]): Variant => ({
  name: words.join(' '),
  argv: [process.execPath, join(ROOT_PATH, 'dist', 'main.js'), ...words],
  goal,
});

const bare: Variant = { name: 'bare node', argv: [process.execPath, '-e', '0'], goal: {} };
const gh: Variant = { name: 'gh --version', argv: ['gh', '--version'], goal: {} };
const hasGh = spawnSync('gh', ['--version']).status === 0;

const variants: readonly Variant[] = [
  bare,
  ...(hasGh ? [gh] : []),
  coordinator(start, '--version'),
  coordinator(start, '--help'),
  coordinator(look, 'status'),
  coordinator(look, 'status', '--json'),
  coordinator(look, '__complete', '--', 'stop', ''),
  coordinator({}, 'history', '1'),
  coordinator({}, 'explain', '1'),
  coordinator({}, 'config', 'show'),
];

/** Resolves with the wall clock of one execution, milliseconds. */
type Run = ({ argv }: Variant) => Promise<number>;

/** The GitHub that some ask lives in this process, so it must not stand still meanwhile. */
const runIn =
  (cwd: string, env: Readonly<Record<string, string>>): Run =>
  async ({ argv: [file, ...words] }) => {
    const startedMs = performance.now();
    await once(spawn(file, words, { cwd, env, stdio: 'ignore' }), 'exit');
    return performance.now() - startedMs;
  };

type Round = ReadonlyMap<Variant, number>;

const measure = async (run: Run): Promise<readonly Round[]> => {
  const rounds: Round[] = [];
  for (let index = 0; index <= roundCount; index += 1) {
    const round = new Map<Variant, number>();
    for (const variant of index % 2 === 0 ? variants : variants.toReversed())
      round.set(variant, await run(variant));
    rounds.push(round);
  }
  return rounds.slice(1);
};

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const ratioOf = (rounds: readonly Round[], variant: Variant, base: Variant): number =>
  medianOf(rounds.map((round) => (round.get(variant) ?? Number.NaN) / (round.get(base) ?? Number.NaN)));

const rowOf = (rounds: readonly Round[], variant: Variant) => {
  const node = ratioOf(rounds, variant, bare);
  const toGh = hasGh ? ratioOf(rounds, variant, gh) : null;
  const { goal } = variant;
  const isMissed = node > (goal.node ?? Infinity) * slack || (toGh ?? 0) > (goal.gh ?? Infinity) * slack;
  const ms = medianOf(rounds.map((round) => round.get(variant) ?? Number.NaN));
  return { name: variant.name, ms, node, gh: toGh, goal, isMissed };
};

type Row = ReturnType<typeof rowOf>;

const shown = (ratio: number | null, goal: number | undefined): string =>
  `${ratio === null ? '-' : ratio.toFixed(2)}${goal === undefined ? '' : ` (${goal})`}`;

const lineOf = ({ name, ms, node, gh: toGh, goal, isMissed }: Row): string =>
  `${name.padEnd(22)} ${ms.toFixed(0).padStart(5)} ms  x node ${shown(node, goal.node).padEnd(11)} x gh ${shown(toGh, goal.gh).padEnd(11)} ${isMissed ? 'missed' : ''}`.trimEnd();

/** A clone in which a coordinator has done a task, so that there is something to show. */
const rowsOnStage = async (): Promise<readonly Row[]> => {
  await using stage = await openE2eStage();
  await stage.hand(WORK.commits);
  await stage.run(['run', '--until-idle']);
  const { env } = stage;
  const compiled = {
    ...env,
    PATH: process.env.PATH ?? '',
    XDG_CACHE_HOME: join(stage.repository.folderPath, 'cache'),
  };
  const rounds = await measure(runIn(stage.rootPath, compiled));
  return variants.map((variant) => rowOf(rounds, variant));
};

const rows = await rowsOnStage();
if (!hasGh) console.log('gh is not installed here (Debian package gh), so only bare Node is compared with.');
for (const row of rows) console.log(lineOf(row));
console.log(
  `Node ${process.versions.node}, ${roundCount} rounds; goals in brackets, missed = by more than a quarter`,
);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exitCode = rows.some(({ isMissed }) => isMissed) ? 1 : 0;
