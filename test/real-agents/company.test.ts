/**
 * Real agents among others: several at once, one that outlives its coordinator, one that leaves a program behind.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS } from '../support/e2e-stage.ts';
import { writeFiles } from '../support/git-repository.ts';
import { openAgentStage } from '../support/real-agents/agent-stage.ts';
import { DRIVES } from '../support/real-agents/drives.ts';
import { isInstalled, PINNED_AGENTS } from '../support/real-agents/pinned-agents.ts';
import { COMMITS, expectGreeted, runsAndIsDone, untilRuns } from '../support/real-agents/scenes.ts';

/** Small enough for three at once. */
const AGENTS = PINNED_AGENTS.filter(({ name }) => name === 'claude' || name === 'codex');

describe.for(AGENTS)('$name $version', { timeout: E2E_TIMEOUT_MS }, (agent) => {
  const drive = DRIVES[agent.name];
  const canRun = isInstalled(agent) && existsSync('/proc');

  test.runIf(canRun)('three at once share one home', async () => {
    await using on = await openAgentStage(drive);
    const issues: number[] = [];
    for (const title of ['Greet mona', 'Greet theo', 'Greet all'])
      issues.push(await on.stage.hand('', { title }));
    on.script({ turns: runsAndIsDone(drive, COMMITS) });
    const run = await on.run(['run', '--until-idle']);
    expect(run.code, run.stderr).toBe(0);
    for (const issue of issues) await expectGreeted(on, issue);
  });

  test.runIf(canRun)('the coordinator is killed, the next one adopts the agent', async () => {
    await using on = await openAgentStage(drive);
    const { stage } = on;
    const issue = await stage.hand('', { title: 'Greet people' });
    const wait = `until [ -e '${stage.repository.folderPath}/go' ]; do sleep 0.1; done`;
    on.script({ turns: runsAndIsDone(drive, `${wait}; ${COMMITS}`) });
    const killed = on.start(['run']);
    await untilRuns(on, { issue, command: 'sleep 0.1' });
    await stage.reaches(issue, 'running');
    killed.signal('SIGKILL');
    await killed.ended;
    const next = on.start(['run', '--until-idle']);
    await until('it is taken up', () => next.stderr().includes('taken up'), next.stderr);
    writeFiles(stage.repository.folderPath, { go: '' });
    expect((await next.ended).code, `${next.stderr()}\n${on.said(issue)}`).toBe(0);
    await expectGreeted(on, issue);
    expect(stage.task(issue)?.attempt).toBe(1);
    expect(on.requests()).toHaveLength(2);
  });

  test.runIf(canRun)('what it leaves behind is ended, its work is completed', async () => {
    await using on = await openAgentStage(drive);
    const issue = await on.stage.hand('', { title: 'Greet people' });
    const leftPath = join(on.stage.repository.folderPath, 'left');
    const leaves = `setsid sh -c 'echo >${leftPath}; exec sleep 301' >/dev/null 2>&1 &`;
    const work = `${leaves} until [ -e ${leftPath} ]; do sleep 0.1; done; ${COMMITS}`;
    on.script({ turns: runsAndIsDone(drive, work) });
    const run = await on.run(['run', '--until-idle']);
    expect(run.code, `${run.stderr}\n${on.said(issue)}`).toBe(0);
    expect(existsSync(leftPath)).toBe(true);
    await expectGreeted(on, issue);
  });
});
