/**
 * A real agent's own session goes on: after an attempt that was killed its model is asked with the whole conversation
 * before, and where the CLI has no such session any more, the work begins anew.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { E2E_TIMEOUT_MS } from '../support/e2e-stage.ts';
import { type AgentStage, openAgentStage } from '../support/real-agents/agent-stage.ts';
import { DRIVES } from '../support/real-agents/drives.ts';
import { isInstalled, PINNED_AGENTS, type PinnedAgent } from '../support/real-agents/pinned-agents.ts';
import { AGAIN, COMMITS, expectGreeted, runsAndIsDone } from '../support/real-agents/scenes.ts';

const RULES = 'You work alone, in a git worktree';
const IN_SESSION = 'in this session before';

/** Where each keeps its sessions, below its home. */
const SESSIONS: Readonly<Record<PinnedAgent['name'], string>> = {
  claude: '.claude/projects',
  codex: '.codex/sessions',
  gemini: '.gemini/tmp',
  opencode: '.local/share/opencode',
};

/** An agent that has written a file and was killed by its next command. */
const killedAtWork = async (on: AgentStage, name: PinnedAgent['name']): Promise<number> => {
  const issue = await on.stage.hand('', { title: 'Greet people' });
  on.script({
    turns: [
      { text: 'I begin.', tools: [on.write(issue, 'half.txt', 'half\n')] },
      { tools: [DRIVES[name].run('kill -9 $PPID')] },
    ],
  });
  const run = await on.run(['run', '--until-idle']);
  expect(run.stdout, on.said(issue)).toContain('killed (signal 9), not by the coordinator');
  await on.nothingIsLeft();
  return issue;
};

/** What the model is asked first in the attempt after that, which completes the work. */
const askedAgain = async (on: AgentStage, { issue, name }: { issue: number; name: PinnedAgent['name'] }) => {
  const before = on.requests().length;
  on.script({ since: AGAIN, turns: runsAndIsDone(DRIVES[name], `cat half.txt && ${COMMITS}`) });
  expect((await on.run(['retry', String(issue)])).code).toBe(0);
  const run = await on.run(['run', '--until-idle']);
  expect(run.code, `${run.stderr}\n${on.said(issue)}`).toBe(0);
  await expectGreeted(on, issue);
  const first = on.requests()[before];
  return { said: first?.said ?? '', replyCount: first?.countReplies() ?? 0, told: run.stderr };
};

describe.for(PINNED_AGENTS.filter(isInstalled))('$name $version', { timeout: E2E_TIMEOUT_MS }, ({ name }) => {
  test('a retry goes on in the session of the attempt before', async () => {
    await using on = await openAgentStage(DRIVES[name]);
    const issue = await killedAtWork(on, name);
    const { said, replyCount, told } = await askedAgain(on, { issue, name });
    expect(told).toContain(`${name} in its session`);
    for (const text of [RULES, IN_SESSION]) expect(said).toContain(text);
    expect(said.split(RULES)).toHaveLength(2);
    expect(replyCount).toBeGreaterThan(0);
  });

  test('a session that is gone: the work begins anew, at no attempt’s cost', async () => {
    await using on = await openAgentStage(DRIVES[name]);
    const issue = await killedAtWork(on, name);
    rmSync(join(on.stage.repository.folderPath, SESSIONS[name]), { recursive: true });
    const { said, replyCount, told } = await askedAgain(on, { issue, name });
    expect(told).toContain(`${name} in its session`);
    for (const text of [RULES, AGAIN]) expect(said).toContain(text);
    expect(said).not.toContain(IN_SESSION);
    expect(replyCount).toBe(0);
  });
});
