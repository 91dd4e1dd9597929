/**
 * The end of a run: what it came to, as a table, or as JSON in a file.
 */
import { PermanentError, TransientError } from '../model/failures.ts';
import type { RunResults } from '../model/run-results.ts';
import { renderJson } from '../render/json.ts';
import { type RunFacts, resultsJsonOf } from '../render/results-json.ts';
import { renderResults } from '../render/results-table.ts';
import { widthOf } from '../render/text-width.ts';
import { openFiles } from '../world/files/open-files.ts';
import type { Terminal } from './terminal.ts';

/** Where it goes. */
export interface ReportPlace {
  readonly terminal: Terminal;
  /** Absolute path of the JSON, `-` = standard output in place of the table, null = nowhere. */
  readonly path: string | null;
  /** A run that was to end by itself shows what it came to. */
  readonly hasTable: boolean;
}

/** Reports; resolves with the exit code, which is 1 where the results could not be kept. */
export const reportRun = (
  { results, facts }: { readonly results: RunResults; readonly facts: RunFacts },
  { terminal, path, hasTable }: ReportPlace,
): number => {
  const json = (): string => renderJson(resultsJsonOf(results, facts));
  if (path === '-') {
    terminal.answer(json());
    return facts.exitCode;
  }
  if (hasTable)
    terminal.answer(
      renderResults(results, { room: { width: terminal.width, widthOf }, paint: terminal.paint }),
    );
  if (path === null) return facts.exitCode;
  try {
    openFiles({ historyPath: '', isLook: false }).writeText(path, `${json()}\n`);
    return facts.exitCode;
  } catch (error) {
    if (!(error instanceof TransientError || error instanceof PermanentError)) throw error;
    terminal.say(`the results could not be written to ${path}: ${error.message}; here they are`);
    terminal.answer(json());
    return facts.exitCode === 0 ? 1 : facts.exitCode;
  }
};
