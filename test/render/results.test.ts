import { describe, expect, it } from 'vitest';
import { hasFailed, resultsOf } from '../../src/model/run-results.ts';
import { unbounded } from '../../src/model/settings.ts';
import { emptyMemory, type Memory } from '../../src/model/snapshot.ts';
import { resultsJsonOf } from '../../src/render/results-json.ts';
import { renderResults } from '../../src/render/results-table.ts';
import { faultIn } from '../support/answer-check.ts';
import { anAccount, anAttempt, anEndedAttempt, aTask, at } from '../support/remembered.ts';

const ended = (issue: number, from: number, to: number, usd: number | null) =>
  anEndedAttempt({
    issue,
    startedAt: at(from),
    endedAt: at(to),
    account: anAccount({ cost: usd === null ? null : { amountUsd: usd, source: 'agent' } }),
  });

const memory: Memory = {
  ...emptyMemory,
  tasks: [
    aTask({ issue: 3, state: 'completed', since: at(-500) }),
    aTask({
      issue: 2,
      state: 'failed',
      since: at(90),
      attempts: [ended(2, 0, 60, 1), ended(2, 60, 90, 0.5), ended(2, -900, -800, 9)],
    }),
    aTask({
      issue: 1,
      state: 'completed',
      since: at(50),
      pullRequest: { number: 4, url: 'https://example.com/4', state: 'open' },
      attempts: [ended(1, -10, 50, 2)],
    }),
  ],
  refusals: [{ issue: 8, title: 'T', login: 'theo', labelledAtMs: 1, ground: 'permission: triage' }],
  knownIssues: new Set([1, 2, 3, 7]),
};

const resultsWith = (given: Partial<Memory> = {}, issues: readonly number[] | null = null) =>
  resultsOf({
    memory: { ...memory, ...given },
    startedAt: at(0),
    endedAt: at(100),
    bounds: { ...unbounded, issues },
    label: 'rpi-auto',
  });

const shown = (results = resultsWith(), width: number | null = null) =>
  renderResults(results, {
    room: { width, widthOf: (text) => text.length },
    paint: (_, text) => text,
  }).split('\n');

describe('what a run came to', () => {
  it('is what happened to its tasks while it ran', () => {
    const { tasks, spent, workedMs } = resultsWith();
    expect(tasks.map(({ task, attempts }) => [task.issue, attempts.length])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(spent.usd).toBe(3.5);
    expect(workedMs).toBe(150_000);
  });

  it('fails with a task that failed in it, and with an issue that nothing was done for', () => {
    const [, failed, completed] = memory.tasks;
    if (failed === undefined || completed === undefined) throw new Error('no tasks');
    expect(hasFailed(resultsWith())).toBe(true);
    expect(hasFailed(resultsWith({ tasks: [completed] }))).toBe(false);
    const before = { ...failed, recorded: { ...failed.recorded, sinceMs: at(-1).atMs } };
    expect(hasFailed(resultsWith({ tasks: [before] }))).toBe(false);
    expect(hasFailed(resultsWith({ tasks: [completed] }, [1]))).toBe(false);
    expect(hasFailed(resultsWith({ tasks: [completed] }, [1, 9]))).toBe(true);
  });

  it('names why nothing was done for an issue', () => {
    expect(resultsWith({}, [3, 7, 8, 9]).missing.map(({ why }) => why)).toEqual([
      'its task ended long before this run',
      'labelled by theo, who may not hand over work (permission: triage)',
      'no open issue of this number carries the label rpi-auto',
    ]);
  });

  it('is a table with a total, and what to do next', () => {
    expect(shown()).toEqual([
      '1 completed, 1 failed in 1m 40s',
      '  ISSUE  TITLE    OUTCOME              TRIES  TIME    TOKENS    COST',
      '✓ gh-1   Title 1  completed: as given  1      1m      800 tok   $2.00',
      '✗ gh-2   Title 2  failed: as given     2      1m 30s  1.6 ktok  $1.50',
      '         2 tasks                       3      2m 30s  2.4 ktok  $3.50',
      'gh-2: coordinator explain 2, coordinator view 2, coordinator retry 2',
    ]);
  });

  it('fits a narrow terminal, and says what is not known', () => {
    for (const line of shown(resultsWith(), 60)) expect(line.length).toBeLessThanOrEqual(68);
    const going = aTask({ issue: 4, state: 'running', attempts: [anAttempt({ issue: 4 })] });
    expect(shown(resultsWith({ tasks: [going] }))[2]).toMatch(/running.* {2}- +-$/);
    const unpriced = aTask({ issue: 4, state: 'completed', attempts: [ended(4, 0, 9, null)] });
    expect(shown(resultsWith({ tasks: [unpriced, ...memory.tasks] })).join('\n')).toContain('≥$3.50');
    expect(shown(resultsWith({ tasks: [] }, [9]))).toEqual([
      'nothing to do in 1m 40s',
      '✗ gh-9  not worked on: no open issue of this number carries the label rpi-auto',
    ]);
  });

  it('is JSON that fits its schema', () => {
    const facts = { repository: 'acme/api', mode: 'until-idle', interrupted: false, exitCode: 1 } as const;
    const json = resultsJsonOf(resultsWith({}, [1, 2, 9]), facts);
    expect(faultIn('results', json)).toBeNull();
    expect(json.total).toMatchObject({
      states: { completed: 1, failed: 1 },
      attempts: 3,
      workedSeconds: 150,
    });
    expect(json.tasks[1]).toMatchObject({ key: 'gh-2', workedSeconds: 90, cost: { amount: 1.5 } });
    const going = aTask({ issue: 4, state: 'running', attempts: [anAttempt({ issue: 4 })] });
    expect(faultIn('results', resultsJsonOf(resultsWith({ tasks: [going] }), facts))).toBeNull();
  });
});
