/**
 * A real agent that is done and stays: its result counts, and a server that it has left running does not keep its task.
 */
import { describe, expect, test } from 'vitest';
import { E2E_TIMEOUT_MS } from '../support/e2e-stage.ts';
import { openAgentStage } from '../support/real-agents/agent-stage.ts';
import { DRIVES } from '../support/real-agents/drives.ts';
import { isInstalled, PINNED_AGENTS } from '../support/real-agents/pinned-agents.ts';
import { COMMITS, expectGreeted } from '../support/real-agents/scenes.ts';

/** Claude as a person may have set it up: its commands may go on in the background. */
const inBackground = {
  ...DRIVES.claude,
  env: (url: string) => [...DRIVES.claude.env(url), 'CLAUDE_CODE_DISABLE_BACKGROUND_TASKS=0'],
};
const claude = PINNED_AGENTS.filter((agent) => agent.name === 'claude' && isInstalled(agent));

describe.for(claude)('$name $version', { timeout: E2E_TIMEOUT_MS }, () => {
  test('waits for a command that never ends: it is ended, and what it did is published', async () => {
    await using on = await openAgentStage(inBackground);
    const issue = await on.stage.hand('', { title: 'Greet people' });
    const server = { command: 'sleep 600', description: 'Dev server', run_in_background: true };
    on.script({
      turns: [
        { tools: [DRIVES.claude.run(COMMITS)] },
        { tools: [{ name: 'Bash', input: server }] },
        { text: 'The greeting is committed.' },
      ],
    });
    const run = await on.run(['run', '--until-idle'], { COORDINATOR_WORKERS_STALLTIMEOUT: '20s' });
    expect(run.stderr, on.said(issue)).toContain('its agent was done, but its process did not end');
    await expectGreeted(on, issue);
  });
});
