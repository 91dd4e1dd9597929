import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentAccount } from '../../src/model/agent-account.ts';
import type { CommentView } from '../../src/model/comment.ts';
import { spentByAccount } from '../../src/model/spending.ts';
import type { TaskState } from '../../src/model/task.ts';
import { maxCommentLength, renderComment, statusMark } from '../../src/render/status-comment.ts';
import { anAccount } from '../support/remembered.ts';
import { hostileText } from './hostile-text.ts';
import { autolinked, nodesOf, spokenText, treeOf } from './markdown.ts';

const atMs = Date.UTC(2026, 10, 20, 14, 18, 2);

const running: CommentView = {
  issue: 42,
  state: 'running',
  reason: 'attempt 1 of 3',
  sinceMs: atMs,
  agent: 'claude',
  branch: 'rpi/gh-42',
  worktree: '/home/ann/acme/trees/gh-42',
  baseSha: '41ee0830c1b2a39485766554433221100ffeeddc',
  pullRequest: null,
  attempts: [
    { number: 1, agent: 'claude', worker: 'w-3fa2c1', startedAtMs: atMs, endedAtMs: null, result: null },
  ],
  attemptLimit: 3,
  evidence: [{ kind: 'process', atMs, text: 'worker pid 4242' }],
  label: 'rpi-auto',
  question: null,
  logTailPath: null,
};

const failed: CommentView = {
  ...running,
  state: 'failed',
  reason: 'npm test exited 1 (attempt 3 of 3)',
  attempts: [
    {
      number: 1,
      agent: 'claude',
      worker: 'w-3fa2c1',
      startedAtMs: atMs,
      endedAtMs: atMs + 878_000,
      result: 'exited 1',
    },
  ],
  logTailPath: '/home/ann/acme/logs/gh-42.jsonl',
};

describe('renderComment', () => {
  it('says everything of a running task', () => {
    expect(renderComment(running, [])).toBe(`<!-- coordinator:status -->
**● Running** since 2026-11-20 14:18 UTC: attempt 1 of 3 · claude

Branch \`rpi/gh-42\` · worktree \`trees/gh-42\` · from \`41ee083\`

Seen:

- 2026-11-20 14:18 UTC, process: worker pid 4242

<details><summary>Attempts: 1 (limit 3)</summary>

| attempt | agent | worker | started (UTC) | ended (UTC) | took | result |
|---|---|---|---|---|---|---|
| 1 | claude | \`w-3fa2c1\` | 2026-11-20 14:18 | - | - | - |

</details>

<sub>Stop: comment \`/rpi stop\`, or \`coordinator stop 42\`. Removing the label \`rpi-auto\` or closing the issue cancels.</sub>
`);
  });

  it('shows the end of the log of a failed task, and how to try again', () => {
    const text = renderComment(failed, ['first', 'npm ERR! failed']);
    expect(text.split('\n')[1]).toBe(
      '**✗ Failed** at 2026-11-20 14:18 UTC: npm test exited 1 (attempt 3 of 3) · claude',
    );
    expect(text).toContain('> [!WARNING]\n> A person is needed');
    expect(text).toContain('```text\nfirst\nnpm ERR! failed\n```');
    expect(text).toContain('| 14m 38s | exited 1 |');
    expect(text).toContain('coordinator retry 42');
    expect(text).not.toContain('coordinator stop');
  });

  it('says what attempts have cost, where that is known, and never 0 for what is not', () => {
    const [first] = failed.attempts;
    const attemptOf = (number: number, account: AgentAccount | null) => ({
      ...(first ?? expect.fail()),
      number,
      spent: spentByAccount(account),
    });
    const textOf = (...accounts: readonly (AgentAccount | null)[]) =>
      renderComment(
        { ...failed, attempts: accounts.map((account, index) => attemptOf(index + 1, account)) },
        [],
      );
    const text = textOf(anAccount(), null);
    expect(text).toContain('Cost so far: ≥$0.25 · ≥800 tok and 2 ktok from the cache\n');
    expect(text).toContain('| took | cost | result |\n|---|---|---|---|---|---|---|---|\n');
    expect(text).toContain('| 14m 38s | $0.25 | exited 1 |\n');
    expect(text).toContain('| 14m 38s | - | exited 1 |\n');
    expect(textOf(anAccount({ cost: null }))).toContain('| 800 tok |');
    expect(textOf(null)).not.toMatch(/cost|\$/i);
  });

  it('links pull request and branch once there is one', () => {
    const text = renderComment(
      {
        ...running,
        state: 'completed',
        reason: 'PR #57',
        pullRequest: { number: 57, url: 'https://github.com/acme/api/pull/57', state: 'open' },
      },
      [],
    );
    expect(text).toContain('[PR #57](https://github.com/acme/api/pull/57) open');
    expect(text).toContain('[`rpi/gh-42`](https://github.com/acme/api/tree/rpi/gh-42)');
  });

  it('warns of an edit by somebody untrusted', () => {
    const edited = 'edited by theo (permission: read) after mona had approved it: look before you merge';
    expect(renderComment({ ...running, edited }, [])).toContain(`> [!WARNING]\n> The issue was ${edited}`);
    expect(renderComment(running, [])).not.toContain('The issue was');
  });

  it('says what came back and is left to a person, escaped', () => {
    const left = 'all 3 follow-up rounds are used, left to a person: comment by mona on <b>a_b</b>';
    const text = renderComment({ ...running, state: 'completed', reason: 'PR #57', left }, []);
    expect(text).toContain('A person is needed: all 3 follow-up rounds are used');
    expect(text).not.toContain('<b>');
  });

  it('names no path above the worktree', () => {
    for (const state of [
      'queued',
      'running',
      'blocked',
      'completed',
      'failed',
      'stopped',
      'cancelled',
    ] as const) {
      const text = renderComment({ ...failed, state }, ['x']);
      expect(text).not.toContain('/home/ann');
    }
  });

  it('shows no log where there is nothing in it', () => {
    expect(renderComment(failed, [])).not.toContain('Last lines');
    expect(renderComment(failed, ['', ' '])).not.toContain('Last lines');
  });

  it('masks secrets in every text, before it is escaped', () => {
    const secret = 'hunter_two_*_x';
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const words = `${secret} and ${token}`;
    const text = renderComment(
      {
        ...failed,
        reason: words,
        evidence: [{ kind: 'exit', atMs, text: words }],
        attempts: failed.attempts.map((attempt) => ({ ...attempt, result: words })),
      },
      [words],
      [secret],
    );
    expect(text).not.toContain('hunter');
    expect(text).not.toContain('a1B2');
  });

  it('stays below the limit and keeps the newest lines', () => {
    const lines = Array.from({ length: 400 }, (_, index) => `line ${index} ${'`'.repeat(5000)}`);
    const text = renderComment(failed, lines);
    expect(text.length).toBeLessThanOrEqual(maxCommentLength);
    expect(text).toContain('line 399');
    expect(text).not.toContain('line 3 ');
  });

  it('stays below the limit when everything is as long and as dear to escape as can be', () => {
    const dear = '$'.repeat(70_000);
    const attempt = {
      number: 1,
      agent: dear,
      worker: 'w-3fa2c1',
      startedAtMs: atMs,
      endedAtMs: atMs,
      result: dear,
    } as const;
    const view: CommentView = {
      ...failed,
      reason: dear,
      agent: dear,
      evidence: Array.from({ length: 500 }, () => ({ kind: 'exit', atMs, text: dear }) as const),
      attempts: Array.from({ length: 500 }, () => attempt),
    };
    const text = renderComment(
      view,
      Array.from({ length: 50 }, () => dear),
    );
    expect(text.length).toBeLessThanOrEqual(maxCommentLength);
    expect(text).toContain('Older attempts not shown: 480.');
  });

  it('posts a question in a fence that it cannot close', () => {
    const question =
      'Which one?\n```\n<!-- coordinator:status -->\n@team ghp_0123456789abcdefghij0123456789abcdef';
    const text = renderComment({ ...running, state: 'blocked', question }, []);
    expect(text).toContain('The worker asks:\n\n````text\nWhich one?\n```\n');
    expect(text.split(statusMark)).toHaveLength(2);
    expect(text).not.toContain('ghp_0123456789');
    expect(renderComment({ ...running, question: null }, [])).not.toContain('The worker asks');
  });

  it('is the same for the same view', () => {
    expect(renderComment(structuredClone(failed), ['a'])).toBe(renderComment(failed, ['a']));
  });

  it('has one mark, first, and nothing forged, whatever others wrote', () => {
    const state = fc.constantFrom<TaskState>('running', 'failed', 'blocked', 'completed', 'cancelled');
    fc.assert(
      fc.property(state, hostileText, hostileText, hostileText, (given, reason, evidence, log) => {
        const text = renderComment(
          {
            ...failed,
            state: given,
            reason,
            agent: `x${evidence}`,
            label: `x${reason.slice(0, 50)}`,
            evidence: [{ kind: 'blocked-file', atMs, text: evidence }],
            attempts: failed.attempts.map((attempt) => ({ ...attempt, result: evidence, agent: reason })),
          },
          log.split('\n'),
        );
        expect(text.split(statusMark)).toHaveLength(2);
        expect(text.startsWith(`${statusMark}\n**`)).toBe(true);
        const tree = treeOf(text);
        expect(spokenText(tree)).not.toMatch(autolinked);
        const nodes = nodesOf(tree);
        expect(
          nodes.filter(({ type }) => ['heading', 'link', 'image', 'footnoteReference'].includes(type)),
        ).toEqual([]);
        const html = nodes.flatMap((node) => (node.type === 'html' ? [node.value] : []));
        for (const tag of html)
          expect(tag).toMatch(
            /^(<!-- coordinator:status -->|<details><summary>(Attempts: 1 \(limit 3\)|Last lines of the log)<\/summary>|<\/details>|<\/?sub>)$/,
          );
        expect(nodes.filter(({ type }) => type === 'tableCell')).toHaveLength(14);
      }),
      { numRuns: 400 },
    );
  });
});
