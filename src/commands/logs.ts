/**
 * `coordinator logs N`: the raw log of an attempt, byte for byte.
 */
import { followFile } from '../world/logs.ts';
import { type AttemptRequest, readAttempt } from './attempt-choice.ts';
import type { Sink } from './output.ts';
import { openPlace } from './place.ts';
import type { PlaceRequest } from './place-request.ts';

export interface LogsRequest extends PlaceRequest, AttemptRequest {
  readonly follow: boolean;
  readonly stderr: boolean;
  readonly sink: Sink;
}

/** Writes the log; with `follow` until its worker has ended. @throws UsageError no such task or attempt. */
export const showLogs = async (request: LogsRequest): Promise<number> => {
  const place = await openPlace(request);
  const { attempt } = readAttempt(place, request);
  const path = request.stderr ? attempt.logPath.replace(/\.jsonl$/, '.stderr.log') : attempt.logPath;
  const isOver = (): boolean =>
    !request.follow ||
    request.sink.isGone() ||
    readAttempt(place, { ...request, attempt: attempt.number }).attempt.phase === 'ended';
  await followFile({ path, write: request.sink.write, isOver });
  return 0;
};
