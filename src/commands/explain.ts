/**
 * `coordinator explain N`: why this issue is, or is not, being worked on, whether or not a coordinator runs.
 */
import { explain } from '../decide/explain.ts';
import { explanationJsonOf, renderExplanation } from '../render/explanation.ts';
import { renderJson } from '../render/json.ts';
import { readHolder } from '../world/lock.ts';
import { parseIssue } from './issue-argument.ts';
import { lookAtIssue } from './look-at-issue.ts';
import type { PlaceRequest } from './place-request.ts';
import type { Terminal } from './terminal.ts';
import { openConfigured } from './workplace.ts';

export interface ExplainRequest extends PlaceRequest {
  readonly issue: string;
  readonly json: boolean;
  readonly terminal: Terminal;
}

/** Prints the answer; resolves with exit code 0. @throws UsageError no clone, or no number of an issue. */
export const explainIssue = async (request: ExplainRequest): Promise<number> => {
  const { env, terminal } = request;
  const issue = parseIssue(request.issue);
  const place = await openConfigured(request, (why) =>
    terminal.say(`the configuration is wrong, limits are shown as by default: ${why}`),
  );
  const { snapshot, placing, notAskedBecause } = await lookAtIssue({ issue, place, env, terminal });
  const coordinator = readHolder(place.paths.holderPath);
  const { settings } = place.config;
  const explanation = explain(issue, { snapshot, settings, placing, coordinator });
  const frame = { nowMs: snapshot.now.atMs, askedAtMs: snapshot.remote?.at.atMs ?? null, notAskedBecause };
  terminal.answer(
    request.json
      ? renderJson(explanationJsonOf(explanation, frame))
      : renderExplanation(explanation, { ...frame, paint: terminal.paint, width: terminal.width }),
  );
  return 0;
};
