/**
 * The promise with the real CLIs: an issue is labelled, its agent works with its own tools, a pull request is there.
 */
import { describe, expect, test } from 'vitest';
import { E2E_TIMEOUT_MS } from '../support/e2e-stage.ts';
import { openAgentStage } from '../support/real-agents/agent-stage.ts';
import { DRIVES } from '../support/real-agents/drives.ts';
import { isInstalled, PINNED_AGENTS } from '../support/real-agents/pinned-agents.ts';

describe.for(PINNED_AGENTS)('$name $version', { timeout: E2E_TIMEOUT_MS }, (agent) => {
  test.runIf(isInstalled(agent))('label, agent, pull request', async () => {
    const drive = DRIVES[agent.name];
    await using on = await openAgentStage(drive);
    const { stage } = on;
    const issue = await stage.hand('', { title: 'Greet people politely' });
    on.script({
      turns: [
        { text: 'I write the greeting.', tools: [on.write(issue, 'greeting.txt', 'Good day.\n')] },
        { tools: [drive.run('git add greeting.txt && git commit -q -m "feat: greet politely"')] },
        { text: 'The greeting is committed.' },
      ],
    });
    const run = await on.run(['run', '--until-idle']);
    expect(run.code, `${run.stderr}\n${on.said(issue)}`).toBe(0);
    expect(stage.task(issue)).toMatchObject({ state: 'completed', attempt: 1 });
    const [pull, ...others] = await stage.github.read.pulls();
    expect(others).toEqual([]);
    expect(pull).toMatchObject({ title: 'Greet people politely', head: { ref: `rpi/gh-${issue}` } });
    const { originPath } = stage.repository;
    const branch = `rpi/gh-${issue}`;
    expect(stage.repository.gitIn(originPath, 'show', `${branch}:greeting.txt`)).toBe('Good day.');
    expect(stage.repository.gitIn(originPath, 'log', '--format=%s', `main..${branch}`)).toBe(
      'feat: greet politely',
    );
    expect(on.requests().map(({ turn }) => turn)).toEqual([0, 1, 2]);
    expect(on.requests()[0]?.said).toContain('Greet people politely');
    await on.nothingIsLeft();
  });
});
