/**
 * What goes wrong at the model: nothing is called done, nothing goes on working, and once the model is well again the
 * work gets done.
 *
 * What becomes of an attempt that the provider refused (a hold, a pause, a failure) is not fixed here, only what must
 * never be: a pull request, a completed task, a process that is left.
 */
import { describe, expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS } from '../support/e2e-stage.ts';
import type { Fault } from '../support/model-server/script.ts';
import { type AgentStage, openAgentStage } from '../support/real-agents/agent-stage.ts';
import { DRIVES, type Drive } from '../support/real-agents/drives.ts';
import { isInstalled, PINNED_AGENTS } from '../support/real-agents/pinned-agents.ts';

/** Both give up soon, as drives.ts cuts their retries short; the others go on for minutes. */
const AGENTS = PINNED_AGENTS.filter(({ name }) => name === 'claude' || name === 'codex');

const workTurns = (on: AgentStage, drive: Drive, issue: number) => [
  { tools: [on.write(issue, 'greeting.txt', 'Good day.\n')] },
  { tools: [drive.run('git add greeting.txt && git commit -q -m "feat: greet"')] },
  { text: 'The greeting is committed.' },
];

const LIVE = ['preparing', 'running'];

/** Runs the coordinator until an attempt was made and nothing works any more. */
const attemptOnce = async (on: AgentStage, issue: number): Promise<void> => {
  const run = on.start(['run']);
  const state = (): string => on.stage.task(issue)?.state ?? '';
  await until(
    'an attempt has ended',
    () => on.requests().length > 0 && state() !== '' && !LIVE.includes(state()),
    () => `${state()}\n${run.stderr()}\n${on.said(issue)}`,
  );
  run.signal('SIGINT');
  expect((await run.ended).code).toBe(0);
};

const expectNothingDone = async (on: AgentStage, issue: number): Promise<void> => {
  expect(on.stage.task(issue)?.state, on.said(issue)).not.toBe('completed');
  expect(await on.stage.github.read.pulls()).toEqual([]);
  expect(on.workerPids()).toEqual([]);
};

const status = (
  code: number,
  message: string,
  more: Partial<Extract<Fault, { kind: 'status' }>> = {},
): Fault => ({
  kind: 'status',
  status: code,
  message,
  ...more,
});

describe.for(AGENTS)('$name $version', { timeout: E2E_TIMEOUT_MS }, (agent) => {
  const drive = DRIVES[agent.name];

  test.runIf(isInstalled(agent)).for([
    ['server error', status(500, 'the model is down')],
    ['auth failure', status(401, 'invalid api key')],
    ['rate limit', status(429, 'rate limit exceeded')],
    ['rate limit with a time to wait', status(429, 'rate limit exceeded', { retryAfterS: 1 })],
    ['stream that breaks', { kind: 'cut', afterEventCount: 1 }],
  ] as const)('%s', async ([, fault]) => {
    await using on = await openAgentStage(drive);
    const issue = await on.stage.hand('', { title: 'Greet people' });
    on.script({ turns: [{ fault }] });
    await attemptOnce(on, issue);
    await expectNothingDone(on, issue);
    expect(on.requests().every((request) => request.fault === fault.kind)).toBe(true);
  });

  test.runIf(isInstalled(agent))(
    'server error in the middle: work is kept, a retry completes it',
    async () => {
      await using on = await openAgentStage(drive);
      const issue = await on.stage.hand('', { title: 'Greet people' });
      const [write, ...rest] = workTurns(on, drive, issue);
      if (write === undefined) throw new Error('there is no first turn');
      on.script({ turns: [write, { fault: status(500, 'the model is down') }] });
      await attemptOnce(on, issue);
      await expectNothingDone(on, issue);
      on.script({ turns: rest });
      expect((await on.run(['retry', String(issue)])).code).toBe(0);
      const run = await on.run(['run', '--until-idle']);
      expect(run.code, `${run.stderr}\n${on.said(issue)}`).toBe(0);
      expect(on.stage.task(issue)?.state).toBe('completed');
      const { originPath } = on.stage.repository;
      expect(on.stage.repository.gitIn(originPath, 'show', `rpi/gh-${issue}:greeting.txt`)).toBe('Good day.');
    },
  );
});
