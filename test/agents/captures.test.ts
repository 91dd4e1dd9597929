import { describe, expect, it } from 'vitest';
import { agentDefinitions, logFormats } from '../../src/agents/built-in.ts';
import { bytesOf, captureFiles, captures, endOf, eventsOf, summaryOf } from './captures.ts';

/** What the table of expected outcomes says about a capture, from a summary. */
const factsOf = (name: string) => {
  const capture = captures[name];
  if (capture === undefined) throw new Error(`${name} is not in the index`);
  const summary = summaryOf(eventsOf(capture.agent, [bytesOf(name)]), endOf(capture), capture.before);
  return {
    capture,
    summary,
    facts: {
      status: summary.status,
      reason: summary.reason,
      tokens: summary.tokens,
      tokensExact: summary.isTokensExact,
      toolCalls: summary.toolCallCount,
      toolResults: summary.toolResultCount,
      toolFailures: summary.toolFailureCount,
      results: summary.resultCount,
      retries: summary.retryCount,
      sessionId: summary.sessionId,
    },
  };
};

describe('captured logs', () => {
  it('are all in the index, some of each format', () => {
    expect(captureFiles.toSorted()).toEqual(Object.keys(captures).toSorted());
    const agents = new Set(Object.values(captures).map(({ agent }) => agent));
    expect([...agents].toSorted()).toEqual(Object.keys(logFormats).toSorted());
    expect(Object.keys(agentDefinitions).toSorted()).toEqual(Object.keys(logFormats).toSorted());
  });

  it.each(Object.keys(captures))('%s comes out right', (name) => {
    const { capture, facts, summary } = factsOf(name);
    const { usd, lastText, ...expected } = capture.expect;
    expect(facts).toEqual(expected);
    if (lastText !== null) expect(summary.lastText).toBe(lastText);
    // A zero of cline says that it knows no price.
    const cost = capture.agent === 'cline' && usd === 0 ? null : usd;
    if (cost === null) expect(summary.cost).toBeNull();
    else expect(summary.cost?.amount).toBeCloseTo(cost, 9);
  });
});
