/**
 * `coordinator history N`: the journal of a task, whether or not a coordinator runs, and however long ago it ended.
 */
import { UsageError } from '../model/failures.ts';
import { keyOf } from '../model/ids.ts';
import { historyJsonOf, renderHistory } from '../render/history.ts';
import { renderJson } from '../render/json.ts';
import { openStoreForReading } from '../world/store/visit-store.ts';
import { nearestIssues, parseIssue } from './issue-argument.ts';
import { openPlace } from './place.ts';
import type { PlaceRequest } from './place-request.ts';
import type { Terminal } from './terminal.ts';

export interface HistoryRequest extends PlaceRequest {
  readonly issue: string;
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** Prints it; resolves with exit code 0. @throws UsageError there is, and was, no such task. */
export const showHistory = async (request: HistoryRequest): Promise<number> => {
  const { paths } = await openPlace(request);
  const issue = parseIssue(request.issue);
  const store = openStoreForReading({ path: paths.storePath });
  try {
    const task = store?.readTask(issue) ?? null;
    if (store === null || task === null)
      throw new UsageError(`there is no task ${keyOf(issue)}`, {
        fix: nearestIssues(issue, store === null ? [] : [...store.readMemory().knownIssues]),
        exitCode: 1,
      });
    const changes = store.readJournal(issue);
    const { terminal } = request;
    terminal.answer(
      request.json
        ? renderJson(historyJsonOf({ task, changes }))
        : renderHistory({ task, changes, paint: terminal.paint, width: terminal.width }),
    );
    return 0;
  } finally {
    store?.close();
  }
};
