import type { StateChange } from '../../../src/model/action.ts';
import type { Attempt } from '../../../src/model/attempt.ts';
import type { Instant } from '../../../src/model/instant.ts';
import { freshAttempt } from '../../../src/model/new-attempt.ts';
import type { TaskMemory, TaskState } from '../../../src/model/task.ts';

export const instant = (atMs: number): Instant => ({ atMs, uptimeMs: atMs, boot: 'boot-1' });

export const change = (
  issue: number,
  from: TaskState | null,
  to: TaskState,
  reason = 'why',
): StateChange => ({
  issue,
  from,
  to,
  reason,
  evidence: [{ kind: 'issue', atMs: 1, text: `seen by ${reason}` }],
});

export const task = (issue: number): TaskMemory => ({
  issue,
  title: `Title ${issue} — “ß” 🟡`,
  url: `https://github.com/acme/api/issues/${issue}`,
  createdAtMs: 1_000,
  branch: `rpi/gh-${issue}`,
  worktreePath: `/repo/trees/gh-${issue}`,
  approval: { login: 'ada', atMs: 2_000 },
  approvedText: null,
  ledgerPriority: null,
  labelPriority: 2,
  order: null,
  round: 1,
  recorded: { state: 'queued', reason: 'why', sinceMs: 5_000, evidence: [] },
  hold: null,
  question: null,
  answers: [],
  stopOverruledAtMs: null,
  hurriedAt: null,
  notBefore: null,
  wish: null,
  slot: null,
  agentLabel: null,
  preparedFor: null,
  baseSha: null,
  pullRequest: null,
  followUp: null,
  pushedSha: null,
  mergedSha: null,
  removal: null,
  labelGone: false,
  greeted: false,
  comment: null,
  stateLabel: null,
  attempts: [],
  troubles: [],
});

export const attempt = (issue: number, number: number, run = `run-${issue}-${number}`): Attempt => ({
  ...freshAttempt,
  run,
  issue,
  number,
  round: 1,
  agent: 'claude',
  slot: 0,
  phase: 'intent',
  startedAt: instant(10_000 + number),
  priorPull: null,
  logPath: `/repo/logs/gh-${issue}/attempt-${number}.jsonl`,
});
