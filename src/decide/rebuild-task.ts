/**
 * A task put together from its traces: what it was, its attempts by number, and what GitHub shows of it already.
 */
import { type Attempt, type AttemptEnd, hasBegun } from '../model/attempt.ts';
import { commentKeyOf } from '../model/comment.ts';
import type { Evidence } from '../model/evidence.ts';
import type { RunId } from '../model/ids.ts';
import type { Instant } from '../model/instant.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import { freshAttempt } from '../model/new-attempt.ts';
import { isTerminal, type TaskMemory } from '../model/task.ts';
import type { TracedRun } from '../model/traces.ts';
import { backoffMs } from './backoff.ts';
import type { Context } from './context.ts';
import { endText } from './end-text.ts';
import type { Placing } from './intake.ts';
import { priorityOfLabels } from './order.ts';
import type { RebuiltAs, Trail } from './rebuild-state.ts';
import { pullNumbered } from './row-index.ts';
import { saw } from './steps.ts';
import { commentViewOf, ownLabels, wantedLabelOf } from './telling.ts';

/** What a task is rebuilt from. */
export interface RebuildSource extends Context {
  readonly trail: Trail;
  readonly found: RebuiltAs;
  readonly placing: Placing;
}

/** The task as it enters memory again. */
export const rebuiltTaskOf = (source: RebuildSource): TaskMemory => {
  const { trail, found, snapshot } = source;
  const { now } = snapshot;
  const record = trail.row?.record ?? null;
  const attempts = attemptsOf(source);
  const isPlaced = found.run !== undefined;
  const task: TaskMemory = {
    ...originOf(source),
    order: null,
    round: roundOf(attempts, source),
    recorded: {
      state: found.state,
      reason: found.reason,
      sinceMs: sinceOf(found, record) ?? now.atMs,
      evidence: evidenceOf(trail, found, now),
    },
    hold: null,
    answers: [],
    question: found.state === 'blocked' ? (trail.traces?.question ?? null) : null,
    stopOverruledAtMs: null,
    notBefore: waitOf(attempts.at(-1), source),
    wish: null,
    slot: isPlaced ? found.run.about.attempt.slot : null,
    preparedFor: null,
    baseSha: null,
    pullRequest: found.pull ?? null,
    followUp: null,
    mergedSha: null,
    removal: null,
    pushedSha: pushedShaOf(source),
    labelGone: false,
    greeted: isTerminal(found.state),
    comment: null,
    stateLabel: null,
    agentLabel: null,
    hurriedAt: null,
    attempts,
    troubles: [],
  };
  return { ...task, ...toldOf(task, source) };
};

/** The commit that its row names, if its pull request still ends with that. */
const pushedShaOf = ({ trail, found, snapshot }: RebuildSource): string | null => {
  const commit = trail.row?.record.commit ?? null;
  const pulls = snapshot.remote?.pulls;
  if (commit === null || pulls?.kind !== 'known') return null;
  const headSha = pullNumbered(pulls.value, found.pull?.number ?? 0)?.headSha;
  return headSha?.startsWith(commit) === true ? headSha : null;
};

/** How long the last try asked to wait is not known any more: the shortest wait, unless only our own end ended it. */
const waitOf = (
  last: Attempt | undefined,
  { found, snapshot, settings }: RebuildSource,
): TaskMemory['notBefore'] =>
  found.state !== 'queued' || last === undefined || last.stop?.cause === 'shutdown'
    ? null
    : { from: snapshot.now, waitMs: backoffMs(1, last.run, settings.workers.backoff) };

/** One that waits for its turn though it has used up its attempts was asked for once more. */
const roundOf = (attempts: readonly Attempt[], { trail, found, settings }: RebuildSource): number => {
  const latest = Math.max(1, ...attempts.map(({ round }) => round));
  const used = attempts.filter((one) => one.round === latest && hasBegun(one));
  const isAskedFor = found.state === 'queued' && trail.row?.record.wrote === 'pending';
  return isAskedFor && used.length >= settings.workers.attempts ? latest + 1 : latest;
};

/** When it ended, where the ledger has it among the finished ones. */
const sinceOf = ({ state }: RebuiltAs, record: LedgerRecord | null): number | null =>
  isTerminal(state) && record !== null && !isLiveSection(record.wrote) ? record.atMs : null;

const isLiveSection = (section: LedgerRecord['wrote']): boolean =>
  section === 'active' || section === 'blocked' || section === 'pending';

type Origin = Pick<
  TaskMemory,
  | 'issue'
  | 'title'
  | 'url'
  | 'createdAtMs'
  | 'branch'
  | 'worktreePath'
  | 'approval'
  | 'approvedText'
  | 'labelPriority'
  | 'ledgerPriority'
>;

/** GitHub's word first, then that of the latest run, then the ledger's. */
const originOf = (source: RebuildSource): Origin => {
  const { trail, snapshot, placing } = source;
  const { issue, issueRow } = trail;
  const record = trail.row?.record ?? null;
  const about = trail.traces?.runs.at(-1)?.about.task;
  const labelPriority =
    issueRow === null ? (about?.labelPriority ?? record?.priority ?? 2) : priorityOfLabels(issueRow.labels);
  const place = placing(issue);
  return {
    issue,
    title: issueRow?.title ?? about?.title ?? record?.title ?? '',
    url: issueRow?.url ?? about?.url ?? urlOf(source),
    createdAtMs: issueRow?.createdAtMs ?? about?.createdAtMs ?? record?.atMs ?? snapshot.now.atMs,
    branch: about?.branch ?? record?.branch ?? place.branch,
    worktreePath: about?.worktreePath ?? place.worktreePath,
    ...approvalOf(source),
    labelPriority,
    ledgerPriority:
      record === null || record.priority === null || record.priority === labelPriority
        ? (about?.ledgerPriority ?? null)
        : record.priority,
  };
};

/** A run has its own approval. A finished task has none to go on with: only a later label counts as a new one. */
const approvalOf = ({
  trail,
  found,
  snapshot,
}: RebuildSource): Pick<TaskMemory, 'approval' | 'approvedText'> => {
  const { labelling } = trail;
  const about = (found.run ?? trail.traces?.runs.at(-1))?.about.task;
  if (found.run === undefined && labelling?.kind === 'known') {
    const { login, atMs, textKey } = labelling.value;
    return { approval: { login, atMs }, approvedText: textKey };
  }
  return {
    approval: about?.approval ?? { login: 'somebody', atMs: trail.row?.record.atMs ?? snapshot.now.atMs },
    // Nobody knows what was approved, or when: no text of somebody untrusted passes for it.
    approvedText: about === undefined ? '' : about.approvedText,
  };
};

const urlOf = ({ trail, settings }: RebuildSource): string => {
  const pull = trail.row?.record.pullRequest?.url;
  if (pull !== undefined) return pull.replace(/\/pull\/\d+$/, `/issues/${trail.issue}`);
  const { owner = '', name = '' } = settings.repository ?? {};
  return `https://github.com/${owner}/${name}/issues/${trail.issue}`;
};

/** One per number, from 1 to the highest that anything names. */
const attemptsOf = (source: RebuildSource): readonly Attempt[] => {
  const { trail } = source;
  const runs = trail.traces?.runs ?? [];
  const record = trail.row?.record;
  const count = Math.max(
    trail.traces?.logCount ?? 0,
    record?.attempt ?? 0,
    record?.hasLog === true || (record?.worker ?? null) !== null ? 1 : 0,
    ...runs.map(({ about }) => about.attempt.number),
  );
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const run = runs.findLast(({ about }) => about.attempt.number === number);
    const isLatest = number === count;
    return run === undefined
      ? forgottenAttempt(number, isLatest, source)
      : recordedAttempt(run, isLatest, source);
  });
};

const recordedAttempt = (run: TracedRun, isLatest: boolean, { found, snapshot }: RebuildSource): Attempt => {
  const { attempt, task } = run.about;
  const isWatched = found.run?.run === run.run;
  const end = isWatched ? null : endOf(run);
  const stop =
    isLatest && found.stop !== undefined ? { ...found.stop, at: snapshot.now, sentAt: null } : null;
  return {
    ...freshAttempt,
    ...attempt,
    run: run.run,
    issue: task.issue,
    phase: isWatched ? 'running' : 'ended',
    workerPid: run.seen.kind === 'live' ? run.seen.workerPid : null,
    stop,
    endedAt: end === null ? null : endedAtOf(run),
    end,
    result: end === null ? null : resultOf(end, isLatest, found),
  };
};

const endOf = ({ seen }: TracedRun): AttemptEnd => {
  if (seen.kind === 'ended') return { kind: 'exited', exit: seen.exit };
  if (seen.kind === 'fenced') return { kind: 'never-started', why: 'called off before it started' };
  return { kind: 'lost', why: 'no record says how it ended' };
};

const endedAtOf = ({ about, seen }: TracedRun): Instant => {
  const { startedAt } = about.attempt;
  const durationMs = seen.kind === 'ended' ? (seen.exit.durationMs ?? 0) : 0;
  return { ...startedAt, atMs: startedAt.atMs + durationMs, uptimeMs: startedAt.uptimeMs + durationMs };
};

const resultOf = (end: AttemptEnd, isLatest: boolean, { state, pull }: RebuiltAs): string =>
  isLatest && state === 'completed' && pull !== undefined ? `PR #${pull.number}` : endText(end);

/** An attempt of which only its number is left: from a log, or from the ledger, which names its worker. */
const forgottenAttempt = (number: number, isLatest: boolean, source: RebuildSource): Attempt => {
  const { trail, found, snapshot } = source;
  const record = trail.row?.record;
  const worker = isLatest ? /^w-([0-9a-f]{6})$/.exec(record?.worker ?? '')?.[1] : undefined;
  const at: Instant = { atMs: record?.atMs ?? snapshot.now.atMs, uptimeMs: 0, boot: 'not known' };
  const end: AttemptEnd = { kind: 'lost', why: 'its record was lost with the memory' };
  return {
    ...freshAttempt,
    run: forgottenRunOf(trail.issue, number, worker ?? '000000'),
    issue: trail.issue,
    number,
    round: 1,
    agent: 'not known',
    slot: 0,
    phase: 'ended',
    startedAt: at,
    stop: isLatest && found.stop !== undefined ? { ...found.stop, at, sentAt: at } : null,
    priorPull: null,
    endedAt: at,
    end,
    result: resultOf(end, isLatest, found),
    logPath: trail.traces === null ? '' : `${trail.traces.logsPath}/attempt-${number}.jsonl`,
  };
};

/** Like a run id, never one that was given out: a name for the records, to which no process belongs. */
const forgottenRunOf = (issue: number, number: number, hex: string): RunId =>
  `${hex}00-0000-0000-0000-${String(issue).padStart(8, '0')}${String(number).padStart(4, '0')}`;

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** `rebuilt from tasks.md, the pull request #7 and 2 logs`. */
const evidenceOf = (trail: Trail, { pull }: RebuiltAs, now: Instant): readonly Evidence[] => {
  const { traces, row } = trail;
  const parts = [
    ...(row === null ? [] : ['tasks.md']),
    ...(pull === undefined ? [] : [`the pull request #${pull.number}`]),
    ...(traces === null || traces.runs.length === 0 ? [] : [plural(traces.runs.length, 'run record')]),
    ...(traces === null || traces.logCount === 0 ? [] : [plural(traces.logCount, 'log')]),
    ...(traces?.hasWorktree === true ? ['its worktree'] : []),
  ];
  const last = parts.at(-1) ?? 'nothing';
  const list = parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
  return [saw('memory', now.atMs, `rebuilt from ${list}`)];
};

/**
 * What GitHub shows. A finished task that this machine never worked on is another machine's to tell. Where the labels
 * cannot be seen, a wrong one is presumed: then they are looked at and set right.
 */
const toldOf = (
  task: TaskMemory,
  { trail, settings }: RebuildSource,
): Pick<TaskMemory, 'stateLabel' | 'comment'> => {
  const wanted = wantedLabelOf(task, settings);
  if (isTerminal(task.recorded.state) && trail.traces === null)
    return {
      stateLabel: wanted,
      comment: { id: null, viewKey: commentKeyOf(commentViewOf(task, settings)) },
    };
  const present = trail.issueRow?.labels.filter((name) => ownLabels.includes(name)) ?? null;
  const isSeen = present !== null && present.length < 2;
  const wrong = ownLabels.find((name) => name !== wanted) ?? null;
  return { stateLabel: isSeen ? (present[0] ?? null) : wrong, comment: null };
};
