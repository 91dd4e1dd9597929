import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../src/agents/bodies.ts';
import { openSummary } from '../../src/agents/summarize.ts';
import { openFigureSum } from '../../src/agents/token-sum.ts';
import type { AgentEventBody, FigureScope } from '../../src/model/agent-event.ts';
import type { ProcessEnd } from '../../src/model/agent-summary.ts';
import { bytesOf, eventsOf, summaryOf } from './captures.ts';

const exited = (exitCode: number): ProcessEnd => ({ exitCode, signal: null, stoppedBy: null });

const judged = (bodies: readonly AgentEventBody[], end: ProcessEnd | null) => {
  const summary = openSummary();
  for (const body of bodies) summary.add(body);
  const { status, reason } = summary.summary(end);
  return `${status} ${reason}`;
};

const turn: AgentEventBody = { kind: 'turn', phase: 'start' };
const usage = (
  scope: FigureScope,
  input: number,
  id: string | null = null,
  final = true,
): AgentEventBody & { kind: 'usage' } => ({
  kind: 'usage',
  scope,
  id,
  final,
  tokens: { input, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 },
});

describe('what a run amounts to', () => {
  it.each<[string, readonly AgentEventBody[], ProcessEnd | null, string]>([
    ['a good result, whatever ended it', [turn, verdictOf('completed')], exited(143), 'succeeded completed'],
    ['a turn begun after the result', [verdictOf('completed'), turn], exited(0), 'failed no_result'],
    ['a result while it runs', [turn, verdictOf('completed')], null, 'succeeded completed'],
    ['nothing yet', [turn], null, 'unfinished null'],
    ['our stop', [turn], { exitCode: 143, signal: null, stoppedBy: 'budget' }, 'stopped budget'],
    ['an abort that nobody of us asked for', [turn, verdictOf('aborted')], exited(0), 'stopped aborted'],
    ['a bad result with exit 0', [turn, verdictOf('rate_limit')], exited(0), 'failed rate_limit'],
    ['exit 0 without a word', [], exited(0), 'failed no_result'],
    ['an unknown flag', [], exited(2), 'failed failed_to_start'],
    ['a crash', [turn], exited(1), 'failed crashed'],
    ['a kill as our runner writes it', [turn], exited(137), 'failed killed:SIGKILL'],
    ['the exit of a turn limit', [turn], exited(53), 'failed max_turns'],
  ])('%s', (_, bodies, end, expected) => {
    expect(judged(bodies, end)).toBe(expected);
  });

  it('hears what comes in parts only', () => {
    const summary = summaryOf(
      eventsOf('gemini', [bytesOf('gemini-tools-parallel-and-failed-command')]),
      null,
    );
    expect(summary.lastText).toBe('Finished with one failed command.');
    expect(Object.fromEntries(summary.toolCounts)).toEqual({ write_file: 2, run_shell_command: 1 });
  });

  it('tells how long a tool took where the log says so', () => {
    const events = eventsOf('cline', [bytesOf('cline-success')]);
    const results = events.filter((event) => event.kind === 'tool-result');
    expect(results.map(({ durationMs, atMs }) => [durationMs, atMs])).toEqual([
      [31, Date.parse('2026-11-21T01:26:33.929Z')],
      [31, Date.parse('2026-11-21T01:26:33.997Z')],
    ]);
  });
});

describe('figures', () => {
  it('replace those of the same request, the rough by the final', () => {
    const sum = openFigureSum(null);
    sum.addUsage(usage('request', 5, 'one', false));
    expect(sum.isExact()).toBe(false);
    sum.addUsage(usage('request', 7, 'one'));
    sum.addUsage(usage('request', 1, 'one', false));
    expect([sum.tokens().input, sum.isExact()]).toEqual([7, true]);
  });

  it('add up over any number of requests, and a turn holds all before it', () => {
    const sum = openFigureSum(null);
    for (let index = 0; index < 500; index += 1) sum.addUsage(usage('request', 1, `r${index}`, false));
    expect(sum.tokens().input).toBe(500);
    sum.addUsage(usage('turn', 600));
    sum.addUsage(usage('turn', 50));
    expect([sum.tokens().input, sum.isExact()]).toEqual([650, true]);
    sum.addUsage(usage('request', 9, 'later', false));
    expect([sum.tokens().input, sum.isExact()]).toEqual([659, false]);
  });

  it('take off what the session had before', () => {
    const sum = openFigureSum({ tokens: usage('run', 30).tokens, costUsd: 2 });
    sum.addUsage(usage('session', 100));
    sum.addCost({ kind: 'cost', scope: 'session', amount: 3, currency: 'USD' });
    expect([sum.tokens().input, sum.costUsd()]).toEqual([70, 1]);
  });

  it('are unknown, not 0, where nothing or no price is told', () => {
    const sum = openFigureSum(null);
    expect([sum.isExact(), sum.costUsd()]).toEqual([false, null]);
    sum.addCost({ kind: 'cost', scope: 'turn', amount: null, currency: 'USD' });
    sum.addCost({ kind: 'cost', scope: 'turn', amount: 1, currency: 'USD' });
    expect(sum.costUsd()).toBeNull();
  });
});
