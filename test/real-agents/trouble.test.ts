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
import { DRIVES } from '../support/real-agents/drives.ts';
import { isInstalled, PINNED_AGENTS } from '../support/real-agents/pinned-agents.ts';
import { AGAIN, COMMITS, expectGreeted, runsAndIsDone } from '../support/real-agents/scenes.ts';

const LIVE = ['preparing', 'running'];

/** Runs the coordinator until an attempt was made and nothing works any more. */
const attemptOnce = async (on: AgentStage, issue: number, stallTimeout = '10m'): Promise<void> => {
  const run = on.start(['run'], { COORDINATOR_WORKERS_STALLTIMEOUT: stallTimeout });
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
  await on.nothingIsLeft();
};

const SERVER_ERROR: Fault = { kind: 'status', status: 500, message: 'the model is down' };
const LIMIT = { kind: 'status', status: 429, message: 'rate limit exceeded' } as const;

/** Whose retries drives.ts cuts short; of the others the rest takes a minute and more. */
const SOON = ['claude', 'codex'];
const ALL = PINNED_AGENTS.map(({ name }) => name as string);

const TROUBLES = [
  { what: 'auth failure', fault: { kind: 'status', status: 401, message: 'invalid api key' }, agents: ALL },
  { what: 'server error', fault: SERVER_ERROR, agents: SOON },
  { what: 'rate limit', fault: LIMIT, agents: SOON },
  { what: 'rate limit with a time to wait', fault: { ...LIMIT, retryAfterS: 1 }, agents: SOON },
  { what: 'stream that breaks', fault: { kind: 'cut', afterEventCount: 1 }, agents: [...SOON, 'gemini'] },
  { what: 'model that is silent', fault: { kind: 'hang', afterEventCount: 1 }, agents: SOON },
] as const satisfies readonly { what: string; fault: Fault; agents: readonly string[] }[];

describe.for(PINNED_AGENTS)('$name $version', { timeout: E2E_TIMEOUT_MS }, (agent) => {
  const drive = DRIVES[agent.name];
  const troubles = TROUBLES.filter(({ agents }) => agents.includes(agent.name));

  test.runIf(isInstalled(agent)).for(troubles)('$what', async ({ fault }) => {
    await using on = await openAgentStage(drive);
    const issue = await on.stage.hand('', { title: 'Greet people' });
    on.script({ turns: [{ fault }] });
    await attemptOnce(on, issue, fault.kind === 'hang' ? '6s' : undefined);
    await expectNothingDone(on, issue);
    expect(on.requests().every((request) => request.fault === fault.kind)).toBe(true);
  });
});

const SOONER = PINNED_AGENTS.filter(({ name }) => SOON.includes(name));

describe.for(SOONER)('$name $version', { timeout: E2E_TIMEOUT_MS }, (agent) => {
  const drive = DRIVES[agent.name];

  test.runIf(isInstalled(agent))(
    'server error in the middle: work is kept, a retry completes it',
    async () => {
      await using on = await openAgentStage(drive);
      const issue = await on.stage.hand('', { title: 'Greet people' });
      on.script({ turns: [{ tools: [on.write(issue, 'half.txt', 'half\n')] }, { fault: SERVER_ERROR }] });
      await attemptOnce(on, issue);
      await expectNothingDone(on, issue);
      on.script({ since: AGAIN, turns: runsAndIsDone(drive, `cat half.txt && ${COMMITS}`) });
      expect((await on.run(['retry', String(issue)])).code).toBe(0);
      const run = await on.run(['run', '--until-idle']);
      expect(run.code, `${run.stderr}\n${on.said(issue)}`).toBe(0);
      await expectGreeted(on, issue);
    },
  );
});
