/**
 * An issue's text is data also for the CLI itself: a file that it names as `@path` must not be read into the prompt
 * before any model has seen it, wherever that file lies.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { E2E_TIMEOUT_MS } from '../support/e2e-stage.ts';
import { writeFiles } from '../support/git-repository.ts';
import { openAgentStage } from '../support/real-agents/agent-stage.ts';
import { DRIVES } from '../support/real-agents/drives.ts';
import { isInstalled, PINNED_AGENTS } from '../support/real-agents/pinned-agents.ts';
import { COMMITS, expectGreeted, runsAndIsDone } from '../support/real-agents/scenes.ts';

describe.for(PINNED_AGENTS.filter(isInstalled))('$name $version', { timeout: E2E_TIMEOUT_MS }, (agent) => {
  test('reads no file that an issue names', async () => {
    const driven = DRIVES[agent.name];
    await using on = await openAgentStage(driven);
    const { folderPath } = on.stage.repository;
    writeFiles(folderPath, { 'private.txt': 'nobody-else-reads-this\n' });
    on.stage.repository.commit(on.stage.rootPath, { 'inside.txt': 'nobody-reads-this-either\n' });
    on.stage.repository.git('push', '-q', 'origin', 'main');
    const path = join(folderPath, 'private.txt');
    const issue = await on.stage.hand('', { title: `Greet @${path} and @inside.txt now` });
    on.script({ turns: runsAndIsDone(driven, COMMITS) });
    await on.run(['run', '--until-idle']);
    await expectGreeted(on, issue);
    expect(on.requests().some(({ said }) => said.includes('private.txt'))).toBe(true);
    expect(on.requests().filter(({ said }) => /nobody-(?:else-)?reads-this/.test(said))).toEqual([]);
  });
});
