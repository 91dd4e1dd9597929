/** Tasks as a memory holds them, for tests. */
import type { Attempt } from '../../src/model/attempt.ts';
import type { MoneySeen } from '../../src/model/budget.ts';
import { noStanding } from '../../src/model/github.ts';
import { freshAttempt } from '../../src/model/new-attempt.ts';
import type { Memory } from '../../src/model/snapshot.ts';
import { noSpending, nothingSpent } from '../../src/model/spending.ts';
import type { TaskMemory } from '../../src/model/task.ts';
import { noWorktreeErrors } from '../../src/model/worktree-care.ts';

/** Where nothing was ever run, and nothing is limited. */
export const noMoney: MoneySeen = {
  today: nothingSpent,
  total: nothingSpent,
  unknownBeforeMs: null,
  mode: 'warn',
  budgets: [],
  tasks: new Map(),
};

/** 2026-11-20 14:18:02 UTC. */
export const atMs = Date.UTC(2026, 10, 20, 14, 18, 2);

const instant = { atMs, uptimeMs: 1000, boot: 'boot' };

export const attemptOf = (part: Partial<Attempt> = {}): Attempt => ({
  ...freshAttempt,
  run: '3fa2c1d0-0000-4000-8000-000000000000',
  issue: 42,
  number: 1,
  round: 1,
  agent: 'claude',
  slot: 0,
  phase: 'running',
  startedAt: instant,
  workerPid: 4242,
  priorPull: null,
  logPath: '/r/logs/gh-42.jsonl',
  ...part,
});

export const taskOf = (issue: number, part: Partial<TaskMemory> = {}): TaskMemory => ({
  issue,
  title: `Title ${issue}`,
  url: `https://github.com/acme/api/issues/${issue}`,
  createdAtMs: atMs,
  branch: `rpi/gh-${issue}`,
  worktreePath: `/r/trees/gh-${issue}`,
  approval: { login: 'ann', atMs },
  approvedText: 'text',
  ledgerPriority: null,
  labelPriority: 2,
  order: null,
  round: 1,
  recorded: { state: 'queued', reason: 'labelled by ann', sinceMs: atMs, evidence: [] },
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
  greeted: true,
  comment: null,
  stateLabel: null,
  attempts: [],
  troubles: [],
  ...part,
});

export const memoryOf = (tasks: readonly TaskMemory[]): Memory => ({
  tasks,
  knownIssues: new Set(tasks.map(({ issue }) => issue)),
  refusals: [],
  controls: [],
  acknowledgements: [],
  heard: null,
  pause: null,
  ledger: null,
  ownTroubles: [],
  worktreeCare: noWorktreeErrors,
  lastStartAt: null,
  github: noStanding,
  spending: noSpending,
});
