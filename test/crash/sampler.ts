/**
 * Looks at the process table again and again and writes down when more workers live than may.
 */
import { isLiving, type Marked, openMarks } from './live-marks.ts';

export interface Sampler {
  /** What was seen and must not be. */
  readonly violations: ReadonlySet<string>;
  /** Most workers seen at once. */
  mostAtOnce(): number;
  /** Processes that live now, runners included. */
  look(): readonly Marked[];
  stop(): void;
}

/** Looking costs more the more processes there are: at most a twelfth of the time goes into it. */
const everyMs = 50;
const costShare = 12;

/** Starts looking. `maxWorkers`: how many may live at once. */
export const startSampler = (folderPath: string, maxWorkers: number): Sampler => {
  const look = openMarks(folderPath);
  const violations = new Set<string>();
  let most = 0;
  const sample = (): void => {
    const workers = [...onePerRun(look())];
    // The table is not read in one instant: what was found first must still live now that all were found.
    const together = workers.filter(isLiving);
    most = Math.max(most, together.length);
    for (const [issue, mine] of Map.groupBy(together, (worker) => worker.issue))
      if (mine.length > 1) violations.add(`${mine.length} workers of gh-${issue} live at once`);
    if (together.length > maxWorkers)
      violations.add(`${together.length} workers live at once, ${maxWorkers} may`);
  };
  let timer: NodeJS.Timeout;
  const beat = (): void => {
    const startedMs = performance.now();
    sample();
    timer = setTimeout(beat, Math.max(everyMs, (performance.now() - startedMs) * costShare));
  };
  timer = setTimeout(beat, everyMs);
  return { violations, mostAtOnce: () => most, look, stop: () => clearTimeout(timer) };
};

/** The first process of each attempt, runners left out: they outlive their workers for a moment. */
const onePerRun = (marked: readonly Marked[]): Iterable<Marked> =>
  new Map(marked.filter(({ isRunner }) => !isRunner).map((one) => [one.run, one])).values();
