/**
 * Guards taken out of the program, one at a time: each must make the simulation report a breach.
 */
import { change, type Mutant, mutant } from './mutant.ts';
import { breakerMutants } from './mutants-breaker.ts';
import { careMutants } from './mutants-care.ts';
import { moneyMutants } from './mutants-money.ts';

export const mutants: readonly Mutant[] = [
  mutant(
    'an attempt that may have started is written off without the fence',
    change('act/resolve-intent.ts', "world.processes.fenceRun(action.run) === 'claimed'", 'false'),
  ),
  mutant(
    'the verdict does not wait for a fresh look at pull requests',
    change('decide/facts.ts', 'return elapsedMs(attempt.endedAt, snapshot.now) >=', 'return true || 0 >='),
  ),
  mutant(
    'a list that could not be read counts as unlabelled',
    change(
      'decide/facts.ts',
      "return { listing: 'unknown', row: null };\n  const row =",
      "return { listing: 'unlabelled', row: null };\n  const row =",
    ),
  ),
  mutant(
    'a look at the issue itself that failed counts as gone',
    change(
      'decide/facts.ts',
      "if (confirmed?.kind !== 'known') return { listing: 'unknown', row: null };",
      "if (confirmed?.kind !== 'known') return { listing: 'gone', row: null };",
    ),
  ),
  mutant(
    'a tree that cannot be read counts as too big',
    change(
      'observe/trees.ts',
      'if (error instanceof TransientError) return null;',
      'if (error instanceof TransientError) return { processCount: 1, residentBytes: 1e18 };',
    ),
  ),
  mutant(
    'anybody may label',
    change('observe/trust.ts', 'role !== null && reaches(role, trust.permission)', 'true'),
  ),
  mutant(
    'anybody may change an approved text',
    change('decide/lifecycle.ts', 'text.edit === null || text.edit.trusted', 'true'),
  ),
  mutant(
    'what was edited before the label was seen is not asked for',
    change('observe/remote.ts', 'edit === null || edit.trusted ? row.textKey : null', 'row.textKey'),
  ),
  mutant(
    'no look for an open pull request before one is opened',
    change(
      'act/open-pull-request.ts',
      'await fetchOpenPull(task.branch, hands);\n  const pull',
      'null;\n  const pull',
    ),
  ),
  mutant(
    'no search for the own comment before one is made',
    change(
      'act/write-comment.ts',
      'const own = await fetchOwnComment(issue, hands);',
      'const own = null as { id: number } | null;',
    ),
  ),
  mutant(
    'the ledger is written before an edit is taken in',
    change('decide/ledger.ts', 'return wishes.length > 0 ? wishes :', 'return'),
  ),
  mutant(
    'one worker more than workers.max',
    change(
      'decide/admission.ts',
      'slotsOf(active, settings.workers.max)',
      'slotsOf(active, settings.workers.max + 1)',
    ),
  ),
  mutant(
    'a live attempt uses no place',
    change(
      'decide/admission.ts',
      'isActiveState(task.recorded.state) || task.attempts.some(isLive)',
      'task.attempts.some(isLive)',
    ),
  ),
  mutant(
    'a cancel is recorded as a plain stop',
    change(
      'decide/wishes.ts',
      "return { cause: 'cancel', reason, evidence",
      "return { cause: 'stop', reason, evidence",
    ),
  ),
  mutant(
    'STOP is not looked at before a start',
    change('decide/admission.ts', 'worktree.stopFile === null ? null', 'true as boolean ? null'),
    change('decide/queued.ts', 'facts.worktree.stopFile !== null', 'false'),
    change('act/start-worker.ts', "return 'a STOP file holds it back';", 'return null;'),
  ),
  mutant(
    'work is not saved on a stop',
    change('decide/ending.ts', '!settings.worktrees.saveOnStop || !worktree.exists', 'true'),
  ),
  mutant(
    'no backoff between attempts',
    change('decide/conclude.ts', 'const plainMs = tries === 0 ?', 'const plainMs = tries >= 0 ?'),
  ),
  mutant(
    'no backoff between tries of an action',
    change(
      'decide/backoff.ts',
      "return trouble.class === 'transient' && elapsedMs",
      "return trouble.class === 'transient' || elapsedMs",
    ),
  ),
  mutant(
    'a damaged ledger is written over',
    change(
      'decide/ledger.ts',
      "return [{ kind: 'restore-ledger', view, why: found.why }];",
      "return [{ kind: 'write-ledger', view, expectedText: seen.text }];",
    ),
  ),
  mutant(
    'most rows gone at once is no accident',
    change('decide/ledger-edits.ts', 'if (why !== null)', 'if (false as boolean)'),
  ),
  mutant(
    'attempts are not counted',
    change('decide/conclude.ts', 'one.round === round && countsAsTry(one)', 'false && countsAsTry(one)'),
  ),
  mutant(
    'durations go by the wall clock',
    change('model/instant.ts', 'from.boot === to.boot', 'from.boot === "never"'),
    change(
      'model/instant.ts',
      'Math.max(0, to.uptimeMs, to.atMs - from.atMs)',
      'Math.max(0, to.atMs - from.atMs)',
    ),
  ),
  mutant(
    'a retry begins no new round',
    change('decide/requeue.ts', 'round: task.round + 1,', 'round: task.round,'),
  ),
  mutant(
    'a retry leaves the old wish',
    change('decide/requeue.ts', '      wish: null,\n', ''),
    change('decide/ending.ts', 'patch: { wish: null, ...', 'patch: { ...'),
  ),
  mutant(
    'a runner that never claimed is left alone on a stop',
    change('decide/ending.ts', "if (run?.kind === 'unclaimed')", "if ((run?.kind as string) === 'never')"),
  ),
  mutant(
    'a worker whose runner is gone is called lost while it lives',
    change(
      'decide/ends.ts',
      "case 'lost':",
      "case 'orphaned':\n      return { kind: 'lost', why: 'its runner was killed' };\n    case 'lost':",
    ),
  ),
  mutant(
    'the ledger is replaced whatever stands in it',
    change('act/write-ledger.ts', 'spliceLedger(action.expectedText, ', 'spliceLedger(null, '),
  ),
  mutant(
    'a question is thrown away before the next attempt',
    change('act/create-worktree.ts', 'world.files.writeText(keptPath, question);', ''),
  ),
  mutant(
    'a pull request that was taken over unchanged is no proof',
    change('decide/facts.ts', "pull.number === remembered?.number && pull.state !== 'closed'", 'false'),
  ),
  mutant(
    'a restart of the machine does not count as time',
    change(
      'model/instant.ts',
      'Math.max(0, to.uptimeMs, to.atMs - from.atMs)',
      'Math.max(0, to.atMs - from.atMs)',
    ),
  ),
  mutant(
    'what failed before a preparation counts as its failure',
    change('decide/queued.ts', 'at.uptimeMs >= since.uptimeMs : at.boot', 'true : at.boot'),
  ),
  mutant(
    'a stop does not wait for git to say what is there',
    change('decide/ending.ts', 'isUnreadable(facts, snapshot.now) ? null : []', 'null'),
  ),
  mutant(
    'a label whose answer was lost is forgotten',
    change('decide/telling.ts', 'label !== task.stateLabel || isUnsure', 'label !== task.stateLabel'),
  ),
  mutant(
    'labels are set by memory alone',
    change('act/set-label.ts', 'presence.row.labels.filter(isOurs)', '[] as string[]'),
  ),
  mutant(
    'a limit is enforced without a look whether the worker goes on',
    change(
      'decide/limits.ts',
      "if (progress.kind === 'not-looked') return { kind: 'look' };",
      "if (progress.kind === 'not-looked') return endBy(watch, cause, idleReason(watch, cause));",
    ),
  ),
  mutant(
    'commits and changed files are no progress',
    change('decide/progress.ts', 'if (change === null ||', 'if (change !== undefined ||'),
  ),
  mutant(
    'a look that failed counts as no progress',
    change(
      'decide/progress.ts',
      "if (look.tree.kind === 'unknown') return { kind: 'seen'",
      "if (look.tree.kind === 'unknown') return { kind: 'none' as 'seen'",
    ),
  ),
  mutant(
    'a changed file is no sign of life',
    change('decide/progress.ts', 'return isSetBack || isNewer ||', 'return isSetBack ||'),
    change('decide/progress.ts', 'if (change !== null) return true;', ''),
    change('decide/progress.ts', 'headSha !== task.baseSha', 'headSha === "never"'),
  ),
  mutant(
    'limits are put off without end',
    change('decide/limits.ts', 'return attempt.extensions < maxExtensions &&', 'return'),
    change('decide/limits.ts', 'ageMs <= timeoutMs * (1 + maxExtensions);', 'ageMs < 1e12;'),
    change('decide/limits.ts', 'return Math.min(maxExtensions,', 'return Math.max(0,'),
  ),
  mutant(
    'time in which the coordinator was stopped counts as silence',
    change('observe/runs.ts', 'before === undefined || isGap ||', 'before === undefined ||'),
  ),
  mutant(
    'workers are started whatever room the machine has',
    change('decide/admission.ts', 'hostHoldOf(snapshot, settings.host)', 'null'),
  ),
  mutant(
    'what is rebuilt forgets the finished tasks',
    change(
      'decide/rebuild-state.ts',
      'if (record === null) return withoutRow',
      "if (record?.wrote === 'failed' || record?.wrote === 'cancelled') return { kind: 'none' };\n  if (record === null) return withoutRow",
    ),
  ),
  mutant(
    'a stranger\u2019s command or answer is taken up',
    change('decide/heard.ts', 'isTrusted(one) ? [', 'isTrusted(one) || true ? ['),
  ),
  mutant(
    'a worker is told the same of its pull request again',
    change(
      'decide/follow-up.ts',
      'answered: [...memory.answered, ...keys].slice(-mostAnswered),',
      'answered: [],',
    ),
  ),
  mutant(
    'follow-up rounds are not counted',
    change('decide/follow-up.ts', 'memory.rounds >= maxRounds', 'memory.rounds < 0'),
  ),
  mutant(
    'a stranger\u2019s review is followed up',
    change(
      'observe/follow-ups.ts',
      '(await trust.fetchStanding(said.author, settings)).trusted',
      '((await trust.fetchStanding(said.author, settings)).trusted || true)',
    ),
  ),
  mutant(
    'a refusal is replied to without a look whether it was',
    change('act/acknowledge-comment.ts', ' || (await isReplied(action, hands))', ''),
  ),
  mutant(
    'the ledger is written before a lost memory is rebuilt',
    change('decide/plan.ts', '(isOpen ? [] : decideLedger(context))', 'decideLedger(context)'),
    change(
      'decide/rebuild-ledger.ts',
      'if (rows.length === 0) return null;',
      'if (rows.length >= 0) return null;',
    ),
  ),
  ...breakerMutants,
  ...moneyMutants,
  ...careMutants,
];
