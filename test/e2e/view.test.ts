/**
 * Reading what workers say: `view`, while they run and after.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../support/command-line.ts';
import { E2E_TIMEOUT_MS, letGo, openE2eStage } from '../support/e2e-stage.ts';
import { ROOT_PATH } from '../support/house-tree.ts';
import { checkSchema } from '../support/schema-check.ts';

const capturePath = (name: string): string =>
  join(ROOT_PATH, 'test', 'fixtures', 'agent-logs', `${name}.jsonl`);

const schema = JSON.parse(readFileSync(join(ROOT_PATH, 'schemas', 'view.schema.json'), 'utf8'));

const agent = `  speaker: { command: ["${join(ROOT_PATH, 'test', 'fixtures', 'workers', 'follows-script')}"], log: claude }\n`;

/** The worker writes a log as claude does, and waits before its last line. */
const speaks = (capture: string): string =>
  `sed '$d' "${capture}"; until [ -e "$SCRIPTS/go-$COORDINATOR_ISSUE" ]; do sleep 0.05; done; ` +
  `tail -n 1 "${capture}"; echo work >work.txt; git add .; git commit -q -m "feat: work"`;

describe.concurrent('view', { timeout: E2E_TIMEOUT_MS }, () => {
  test('follows a conversation to its end; then says what it came to', async () => {
    await using stage = await openE2eStage({ config: agent });
    const issue = await stage.hand(speaks(capturePath('claude-success')), { title: 'Greet people' });
    const run = stage.start(['run', '--until-idle'], { COORDINATOR_WORKERS_AGENT: 'speaker' });
    await stage.executed(issue);
    const follow = stage.start(['view', String(issue), '--follow']);
    await until('it is followed', () => follow.stdout().includes('hello.txt is created and committed.'));
    expect(follow.stdout()).toContain(`gh-${issue}  Greet people\n`);
    expect(follow.isRunning()).toBe(true);
    letGo(stage, issue);
    const { code, stdout, stderr } = await follow.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/✓ Bash {2}git add .*\n +5f445b7 Add hello\.txt\n/);
    expect(stdout).toMatch(/\nAgent +says it is done · claude-opus-5-5 · 3 turns · 2 tool calls\n/);
    expect(stdout).toMatch(/\nTokens +3,600 in .*\nCost +\$0\.024\n/);
    await run.ended;
    const json = await stage.run(['view', String(issue), '--json']);
    const lines = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.flatMap((line) => checkSchema(line, schema))).toEqual([]);
    expect(lines[0]).toMatchObject({ kind: 'attempt', issue, attempt: 1 });
    expect(lines.at(-1)).toMatchObject({ kind: 'summary', status: 'succeeded', cost: { amountUsd: 0.024 } });
  });
});
