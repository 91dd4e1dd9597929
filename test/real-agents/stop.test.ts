/**
 * A person ends a real agent while a command of its runs. The CLIs start their shells in sessions of their own, so a
 * signal to the agent alone would leave the command alive.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS } from '../support/e2e-stage.ts';
import { isAlive } from '../support/folder-processes.ts';
import { type AgentStage, openAgentStage } from '../support/real-agents/agent-stage.ts';
import { DRIVES } from '../support/real-agents/drives.ts';
import { isInstalled, PINNED_AGENTS } from '../support/real-agents/pinned-agents.ts';

const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');

/** Everything below the attempt, once its command runs. */
const treeAtWork = async (on: AgentStage, issue: number): Promise<readonly number[]> => {
  const isSleeping = (pid: number): boolean => commandOf(pid).trim() === 'sleep 300';
  await until(
    'the command runs',
    () => on.workerPids().some(isSleeping),
    () => on.said(issue),
  );
  return on.workerPids();
};

/** Every process of the tree is known from here on, so that none of them is missed by its name. */
describe.for(PINNED_AGENTS)('$name $version', { timeout: E2E_TIMEOUT_MS }, (agent) => {
  test.runIf(isInstalled(agent) && existsSync('/proc')).for([
    ['a STOP file', 'stopped'],
    ['coordinator kill', 'stopped'],
  ] as const)('%s in the middle of a command: nothing is left, work is kept', async ([how, state]) => {
    const drive = DRIVES[agent.name];
    await using on = await openAgentStage(drive);
    const { stage } = on;
    const issue = await stage.hand('', { title: 'Greet people' });
    on.script({
      turns: [
        { tools: [on.write(issue, 'half.txt', 'half\n')] },
        { tools: [drive.run('sleep 300')] },
        { text: 'Never said.' },
      ],
    });
    const run = on.start(['run']);
    const tree = await treeAtWork(on, issue);
    expect(tree.length).toBeGreaterThan(1);
    if (how === 'a STOP file') writeFileSync(stage.path('trees', `gh-${issue}`, 'STOP'), 'wrong idea\n');
    else expect((await on.run(['kill', String(issue)])).code).toBe(0);
    await stage.reaches(issue, state);
    expect(tree.filter(isAlive).map(commandOf)).toEqual([]);
    expect(on.workerPids().map(commandOf)).toEqual([]);
    expect(stage.repository.git('show', `rpi/gh-${issue}:half.txt`)).toBe('half');
    expect(stage.repository.git('log', '-1', '--format=%s', `rpi/gh-${issue}`)).toMatch(/^WIP:/);
    expect(await stage.github.read.pulls()).toEqual([]);
    run.signal('SIGINT');
    expect((await run.ended).code).toBe(0);
  });
});
