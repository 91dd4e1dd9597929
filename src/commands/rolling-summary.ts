import { TransientError } from '../model/failures.ts';
import { renderConsoleLine } from '../render/console-line.ts';
import { cutText } from '../render/plain-text.ts';
import { renderRollingSummary } from '../render/rolling-summary.ts';
import type { World } from '../world/world.ts';
import { utcOffsetMs } from './terminal.ts';

/** Where and how often; only a terminal gets any. */
export interface SummaryOptions {
  /** 0 = never. */
  readonly intervalMs: number;
  readonly maxLines: number;
  /** Columns. */
  readonly width: number;
  readonly say: (line: string) => void;
}

/** Nobody reads faster. */
const leastMs = 200;

/**
 * Says how things are every so often while a task is not over, and never the same twice in a row; its timer holds up no
 * end. The returned function ends it.
 */
export const startSummaries = (
  { clock, store }: World,
  options: SummaryOptions & { readonly readAttemptLimit: () => number },
): (() => void) => {
  const { maxLines, width, say } = options;
  if (options.intervalMs === 0) return () => {};
  const intervalMs = Math.max(leastMs, options.intervalMs);
  let last = '';
  let cancel = (): void => {};
  const summarize = (): void => {
    cancel = clock.after(intervalMs, summarize);
    try {
      const nowMs = clock.now().atMs;
      const attemptLimit = options.readAttemptLimit();
      const memory = store.readMemory();
      const lines = renderRollingSummary({ memory, nowMs, attemptLimit, maxLines, width });
      const text = lines.join('\n');
      const [head, ...rows] = lines;
      if (head !== undefined && text !== last)
        for (const line of [headLine(nowMs, head), ...rows]) say(cutText(line, width));
      last = text;
    } catch (error) {
      // The tick says what is wrong with the memory.
      if (!(error instanceof TransientError)) throw error;
    }
  };
  cancel = clock.after(intervalMs, summarize);
  return () => cancel();
};

const headLine = (atMs: number, text: string): string =>
  renderConsoleLine(
    { atMs, subject: 'status', word: '', text },
    { kind: 'local', utcOffsetMs: utcOffsetMs(atMs) },
  );
