/**
 * A person ends a real agent while a command of its runs. The CLIs start their shells in sessions of their own, so a
 * signal to the agent alone, or to its group, would leave the command alive.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { E2E_TIMEOUT_MS } from '../support/e2e-stage.ts';
import { isAlive } from '../support/folder-processes.ts';
import { type AgentStage, openAgentStage } from '../support/real-agents/agent-stage.ts';
import { DRIVES } from '../support/real-agents/drives.ts';
import { isInstalled, PINNED_AGENTS } from '../support/real-agents/pinned-agents.ts';
import { AGAIN, COMMITS, expectGreeted, runsAndIsDone, untilRuns } from '../support/real-agents/scenes.ts';

/** An agent that has written a file and now waits for its command. */
const atWork = async (on: AgentStage, name: keyof typeof DRIVES) => {
  const { stage } = on;
  const issue = await stage.hand('', { title: 'Greet people' });
  on.script({
    turns: [
      { tools: [on.write(issue, 'half.txt', 'half\n')] },
      { tools: [DRIVES[name].run('sleep 300')] },
      { fault: { kind: 'hang', afterEventCount: 0 } },
    ],
  });
  const run = on.start(['run']);
  const tree = await untilRuns(on, { issue, command: 'sleep 300' });
  expect(tree.length).toBeGreaterThan(1);
  return { issue, run, tree };
};

/** What it wrote, and nothing that belongs to the agent itself, is a commit of its branch. */
const expectSaved = ({ stage }: AgentStage, issue: number): void => {
  const branch = `rpi/gh-${issue}`;
  expect(stage.repository.git('show', `${branch}:half.txt`)).toBe('half');
  expect(stage.repository.git('log', '-1', '--name-only', '--format=%s', branch)).toMatch(
    /^WIP:.*\n\nhalf.txt$/,
  );
};

describe.for(PINNED_AGENTS)('$name $version', { timeout: E2E_TIMEOUT_MS }, (agent) => {
  const canRun = isInstalled(agent) && existsSync('/proc');

  test.runIf(canRun)('STOP in the middle of a command: nothing is left, work is kept', async () => {
    await using on = await openAgentStage(DRIVES[agent.name]);
    const { stage } = on;
    const { issue, run, tree } = await atWork(on, agent.name);
    writeFileSync(stage.path('trees', `gh-${issue}`, 'STOP'), 'wrong idea\n');
    await stage.reaches(issue, 'stopped');
    expect(tree.filter(({ pid, command }) => command === 'sleep 300' && isAlive(pid))).toEqual([]);
    expectSaved(on, issue);
    expect(await stage.github.read.pulls()).toEqual([]);
    run.signal('SIGINT');
    expect((await run.ended).code).toBe(0);
    await on.nothingIsLeft();
  });

  test.runIf(canRun)(
    'Ctrl-C in the middle of a command: nothing is left, the next run completes it',
    async () => {
      const drive = DRIVES[agent.name];
      await using on = await openAgentStage(drive);
      const { issue, run } = await atWork(on, agent.name);
      run.signal('SIGINT');
      expect(await run.ended).toMatchObject({ code: 0, signal: null });
      await on.nothingIsLeft();
      expectSaved(on, issue);
      on.script({ since: AGAIN, turns: runsAndIsDone(drive, COMMITS) });
      const next = await on.run(['run', '--until-idle']);
      expect(next.code, `${next.stderr}\n${on.said(issue)}`).toBe(0);
      await expectGreeted(on, issue);
    },
  );
});
