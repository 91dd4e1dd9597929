/**
 * What simulated workers write into their logs, as claude does: only those that spend, meet a limit, or have done so before.
 */
import { type Run, simulatedModel } from './fake-processes.ts';
import type { Ground } from './ground.ts';

const append = (ground: Ground, { spec }: Run, ...lines: readonly unknown[]): void => {
  if (spec === null) return;
  const before = ground.disk.read(spec.stdoutPath) ?? '';
  ground.disk.write(spec.stdoutPath, before + lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
};

const beginIn = (ground: Ground, run: Run): void => {
  if (run.spentUsd === 0 && run.limitedForMs === null)
    append(ground, run, { type: 'system', subtype: 'init', session_id: 's-1', model: simulatedModel });
};

/** One more request. */
export const spend = (ground: Ground, run: Run, usd: number): void => {
  beginIn(ground, run);
  run.spentUsd += usd;
  const usage = { input_tokens: usd * 1e6, cache_read_input_tokens: 5e6, output_tokens: 0 };
  const message = { id: `m-${ground.witness.step()}-${run.spentUsd}`, role: 'assistant', content: [], usage };
  append(ground, run, { type: 'assistant', message });
};

/** The provider wants a pause; what follows is the worker's end. */
export const meetLimit = (ground: Ground, run: Run, minutes: number): void => {
  beginIn(ground, run);
  run.limitedForMs = minutes * 60_000;
  const resetAt = Math.floor((ground.clock.now().atMs + run.limitedForMs) / 1000);
  const result = { subtype: 'success', is_error: true, api_error_status: 429, num_turns: 1 };
  append(ground, run, { type: 'result', ...result, result: `usage limit reached|${resetAt}` });
};

/** Its own word at its end, of one that has written before. */
export const sayDone = (ground: Ground, run: Run): void => {
  if (run.spentUsd === 0) return;
  const cost = { total_cost_usd: run.spentUsd, usage: { input_tokens: run.spentUsd * 1e6 } };
  append(ground, run, { type: 'result', subtype: 'success', is_error: false, num_turns: 1, ...cost });
};
