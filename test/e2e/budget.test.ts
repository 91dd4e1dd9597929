/**
 * Money: a worker whose task has spent its budget is ended, its work kept, and the task fails; a provider's usage limit holds
 * back the agent for everybody until a person overrules it. The worker writes a log as claude does.
 */
import { expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, type E2eStage, fixturePath, openE2eStage, WORK } from '../support/e2e-stage.ts';

const logged = { COORDINATOR_WORKERS_AGENT: 'logged' };
const config = `  logged: { command: ["${fixturePath('follows-script')}"], log: claude }
budget:
  perTask: 1usd
  mode: block
  prices: { our-model: { input: 3, output: 15, cacheRead: 0, cacheWrite: 3 } }
`;

const say = (line: unknown): string => `echo '${JSON.stringify(line)}'`;
const session = say({ type: 'system', subtype: 'init', session_id: 's-1', model: 'our-model' });
const request = (inputCount: number): string =>
  say({
    type: 'assistant',
    message: {
      id: 'm-1',
      role: 'assistant',
      content: [{ type: 'text', text: 'Working.' }],
      usage: { input_tokens: inputCount, cache_read_input_tokens: 90_000_000, output_tokens: 1 },
    },
  });
const result = (given: Record<string, unknown>): string =>
  say({
    type: 'result',
    subtype: 'success',
    is_error: false,
    result: 'Done.',
    usage: {},
    num_turns: 1,
    ...given,
  });
/** Waits until the task is shown with such a reason. */
const reasonOf = (stage: E2eStage, issue: number, pattern: RegExp): Promise<string> =>
  until(`gh-${issue} shown with ${pattern}`, () => {
    const reason = stage.task(issue)?.reason ?? '';
    return pattern.test(reason) ? reason : null;
  });

const inOneHour = () => Math.floor(Date.now() / 1000) + 3600;

test('a spent budget ends a worker, a usage limit holds its agent back', {
  timeout: E2E_TIMEOUT_MS,
}, async () => {
  await using stage = await openE2eStage({ config });
  const dear = await stage.hand(`${session}; ${request(400_000)}; ${WORK.dawdles}`);
  const cheap = await stage.hand(`${WORK.commits}; ${session}; ${result({ total_cost_usd: 0.42 })}`);
  const started = stage.start(['run', '--max-workers', '2'], logged);
  const failed = await stage.reaches(dear, 'failed');
  expect(failed.reason).toBe(
    `budget: the $1.00 of this task are spent (budget.perTask); raise it, then: coordinator retry ${dear}`,
  );
  expect(stage.repository.git('log', '-1', '--format=%s', `rpi/gh-${dear}`)).toMatch(/^WIP: /);
  await stage.reaches(cheap, 'completed');

  const quota = {
    is_error: true,
    api_error_status: 429,
    result: `Claude AI usage limit reached|${inOneHour()}`,
  };
  const limited = await stage.hand(`${session}; ${result(quota)}; exit 1`);
  await stage.executed(limited);
  const waits = await reasonOf(stage, limited, /^logged’s usage limit lasts until \d\d:\d\d UTC/);
  expect(waits).toContain(`coordinator retry ${limited} tries at once`);
  const other = await stage.hand(`${session}; ${result({ total_cost_usd: 0.1 })}`);
  await reasonOf(stage, other, new RegExp(`^logged’s usage limit .*gh-${limited}`));
  expect(stage.executions(other)).toEqual([]);

  const { tasks, spending } = JSON.parse((await stage.run(['status', '--json'], logged)).stdout);
  const costs = new Map(tasks.map((task: { issue: number; cost: unknown }) => [task.issue, task.cost]));
  expect(costs.get(dear)).toMatchObject({ amount: expect.closeTo(1.2, 3), source: 'estimate', exact: false });
  expect(costs.get(cheap)).toMatchObject({ amount: 0.42, source: 'agent', exact: true });
  expect(costs.get(other)).toBeNull();
  expect(spending.total.cost).toMatchObject({ amount: expect.closeTo(1.62, 3), exact: false });
  expect(stage.ledger()).toMatch(/branch `rpi\/gh-\d+` · \d+ (s|min) · \$0\.42 · 20/);
  expect(stage.statusComments(dear).join()).toContain('Cost so far: ≥$1.20 · ');

  stage.script(limited, `${WORK.commits}; ${session}; ${result({ total_cost_usd: 0.1 })}`);
  await stage.run(['retry', String(limited)], logged);
  await stage.executed(other);
  started.signal('SIGTERM');
  const { stderr } = await started.ended;
  expect(stderr).not.toContain(' bug ');
});
