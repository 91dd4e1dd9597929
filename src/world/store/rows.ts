/**
 * Rows to nouns and back. A row that cannot be read becomes null, never an exception.
 * A field added to a noun needs its default here: older rows lack it.
 */
import type { StateChange } from '../../model/action.ts';
import type { Attempt } from '../../model/attempt.ts';
import type { Acknowledgement, HeardMemory, Pause } from '../../model/conversation.ts';
import { type GitHubStanding, noStanding } from '../../model/github.ts';
import type { Instant } from '../../model/instant.ts';
import type { LedgerMemory } from '../../model/ledger.ts';
import { freshAttempt } from '../../model/new-attempt.ts';
import type { Control, Refusal } from '../../model/snapshot.ts';
import type { Spending } from '../../model/spending.ts';
import type { TaskMemory, TaskState, Trouble } from '../../model/task.ts';
import type { WorktreeCare } from '../../model/worktree-care.ts';
import type { ControlAnswer, JournalEntry } from '../world.ts';
import { isInstant, isList, isNullOr, isNumber, isShaped, isText, isWord, parseDocument } from './shape.ts';

// STRICT tables guarantee the column types.
export type TaskRow = { readonly issue: number; readonly state: string; readonly document: string };
export type AttemptRow = {
  readonly run: string;
  readonly issue: number;
  readonly number: number;
  readonly phase: Attempt['phase'];
  readonly document: string;
};
export type DocumentRow = { readonly document: string };

type TaskDocument = Omit<TaskMemory, 'issue' | 'attempts' | 'troubles' | 'recorded'> & {
  readonly recorded: Omit<TaskMemory['recorded'], 'state'>;
};
type AttemptDocument = Omit<Attempt, 'run' | 'issue' | 'number' | 'phase'>;

const STATES: Readonly<Record<TaskState, true>> = {
  queued: true,
  preparing: true,
  running: true,
  timing_out: true,
  stopping: true,
  zombie: true,
  blocked: true,
  completed: true,
  failed: true,
  stopped: true,
  cancelled: true,
};
const isState = isWord(Object.keys(STATES));

const TASK_CORE = {
  title: isText,
  url: isText,
  createdAtMs: isNumber,
  branch: isText,
  worktreePath: isText,
  approval: isShaped({ login: isText, atMs: isNumber }),
  labelPriority: isNumber,
  round: isNumber,
  recorded: isShaped({ reason: isText, sinceMs: isNumber, evidence: isList }),
};
const TASK_DEFAULTS: Omit<TaskDocument, keyof typeof TASK_CORE> = {
  approvedText: null,
  ledgerPriority: null,
  order: null,
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
};

/** The JSON of a task: everything but its key, its state and what has tables of its own. */
export const taskDocumentOf = (task: TaskMemory): string => {
  const { issue: _issue, attempts: _attempts, troubles: _troubles, recorded, ...rest } = task;
  const { state: _state, ...recordedRest } = recorded;
  return JSON.stringify({ ...rest, recorded: recordedRest } satisfies TaskDocument);
};

/** A task without its attempts and troubles. */
export const taskOf = (row: TaskRow): TaskMemory | null => {
  const core = parseDocument(row.document, isShaped(TASK_CORE)) as TaskDocument | null;
  if (core === null || !isState(row.state)) return null;
  const recorded = { ...core.recorded, state: row.state as TaskState };
  return { ...TASK_DEFAULTS, ...core, issue: row.issue, recorded, attempts: [], troubles: [] };
};

const ATTEMPT_CORE = {
  round: isNumber,
  agent: isText,
  slot: isNumber,
  startedAt: isInstant,
  logPath: isText,
};
const ATTEMPT_DEFAULTS: Omit<AttemptDocument, keyof typeof ATTEMPT_CORE> = {
  ...freshAttempt,
  priorPull: null,
};

export const attemptDocumentOf = (attempt: Attempt): string => {
  const { run: _run, issue: _issue, number: _number, phase: _phase, ...rest } = attempt;
  return JSON.stringify(rest satisfies AttemptDocument);
};

export const attemptOf = (row: AttemptRow): Attempt | null => {
  const core = parseDocument(row.document, isShaped(ATTEMPT_CORE)) as AttemptDocument | null;
  if (core === null) return null;
  const { run, issue, number, phase } = row;
  return { ...ATTEMPT_DEFAULTS, ...core, run, issue, number, phase };
};

/**
 * What can be said of an attempt whose document is lost. Its run id still leads to its process, so it is kept; its time
 * starts anew, because a limit must not fire on a guess.
 */
export const salvagedAttemptOf = (row: AttemptRow, now: Instant): Attempt => {
  const ended = row.phase === 'ended';
  const why = 'its record could not be read';
  return {
    ...ATTEMPT_DEFAULTS,
    ...{ run: row.run, issue: row.issue, number: row.number, phase: row.phase },
    ...{ round: 1, agent: 'unknown', slot: 0, startedAt: now, logPath: '' },
    ...(ended ? { endedAt: now, end: { kind: 'lost', why }, result: why } : {}),
  };
};

const readerOf =
  <T>(check: (value: unknown) => boolean) =>
  (row: DocumentRow): T | null =>
    parseDocument(row.document, check) as T | null;

export const troubleOf = readerOf<Trouble>(
  isShaped({ action: isText, class: isText, message: isText, tries: isNumber, at: isInstant }),
);

export const refusalOf = readerOf<Refusal>(
  isShaped({ issue: isNumber, title: isText, login: isText, labelledAtMs: isNumber, ground: isText }),
);

export const ledgerOf = readerOf<LedgerMemory>(isShaped({ viewKey: isText, text: isText, entries: isList }));

const CONTROL_KINDS: Readonly<Record<Control['kind'], true>> = {
  stop: true,
  cancel: true,
  retry: true,
  kill: true,
  clean: true,
  'clean-by-force': true,
  reset: true,
  'reset-by-force': true,
  'kill-zombie': true,
  status: true,
  approve: true,
  pause: true,
  resume: true,
  answer: true,
  unknown: true,
};

const isSource = isShaped({ commentId: isNumber, login: isText, atMs: isNumber, textKey: isNullOr(isText) });

const isFlag = (value: unknown): boolean => typeof value === 'boolean';

const isFacts = isShaped({
  ...{ fullName: isText, defaultBranch: isText, role: isNullOr(isText) },
  ...{ isPrivate: isFlag, isArchived: isFlag },
});

const isHold = isShaped({
  kind: isWord(['primary', 'secondary']),
  untilMs: isNumber,
  strikes: isNumber,
});

const isMinute = isShaped({ minute: isNumber, count: isNumber });

/** A standing that cannot be read is none: GitHub tells it again. */
export const standingOf = ({ document }: DocumentRow): GitHubStanding => {
  const check = isShaped({
    limit: isNullOr(isShaped({ limit: isNumber, remaining: isNumber, resetAtMs: isNumber })),
    hold: isNullOr(isHold),
    writeHold: (value) => value === undefined || isNullOr(isHold)(value),
    pollIntervalMs: isNullOr(isNumber),
    slowedBecause: isNullOr(isText),
    webhookUrl: (value) => value === undefined || isNullOr(isText)(value),
    writes: (value) => value === undefined || (Array.isArray(value) && value.every(isMinute)),
    facts: (value) => value === undefined || isNullOr(isFacts)(value),
    writesWaitUntilMs: (value) => value === undefined || isNullOr(isNumber)(value),
  });
  return { ...noStanding, ...(parseDocument(document, check) as Partial<GitHubStanding> | null) };
};

export const controlOf = (row: DocumentRow & { readonly id: number }): Control | null => {
  const check = isShaped({
    kind: isWord(Object.keys(CONTROL_KINDS)),
    issue: isNumber,
    reason: isNullOr(isText),
    at: isInstant,
    from: (value) => value === undefined || isSource(value),
  });
  const control = parseDocument(row.document, check) as Omit<Control, 'id'> | null;
  return control && { ...control, id: row.id };
};

export const answerOf = (text: string): ControlAnswer | null => {
  const check = isShaped({ accepted: isFlag, answer: isText });
  const parsed = parseDocument(text, check);
  return parsed && { accepted: parsed.accepted === true, answer: String(parsed.answer) };
};

/** Null also for a request that did not come in a comment. */
export const acknowledgementOf = (
  row: DocumentRow & { readonly id: number; readonly answer: string },
): Acknowledgement | null => {
  const control = controlOf(row);
  const answer = answerOf(row.answer);
  if (control?.from === undefined || answer === null) return null;
  return { control: row.id, issue: control.issue, commentId: control.from.commentId, ...answer };
};

const isComment = isShaped({
  ...{ id: isNumber, issue: isNumber, login: isText, atMs: isNumber, text: isText },
  isBot: isFlag,
  viaApp: isNullOr(isText),
});

export const heardOf = readerOf<HeardMemory>(
  isShaped({ newestId: isNumber, waiting: (value) => Array.isArray(value) && value.every(isComment) }),
);

const isSpent = isShaped({
  ...{ usd: isNumber, attemptCount: isNumber, unpricedCount: isNumber, uncountedCount: isNumber },
  ...{ roughCount: isNumber, estimatedCount: isNumber },
  tokens: isShaped({
    ...{ input: isNumber, cacheRead: isNumber, cacheWrite: isNumber, output: isNumber },
    reasoning: isNumber,
  }),
});

export const spendingOf = readerOf<Spending>(
  isShaped({
    total: isSpent,
    days: (value) => isShaped({})(value) && Object.values(value as object).every(isSpent),
    unknownBeforeMs: isNullOr(isNumber),
  }),
);

export const worktreeCareOf = readerOf<WorktreeCare>(
  isShaped({
    ...{ errorCount: isNumber, newErrorCount: isNumber, cleanUpCount: isNumber },
    cleanedAt: isNullOr(isInstant),
  }),
);

export const pauseOf = readerOf<Pause>(
  isShaped({ by: isNullOr(isText), reason: isText, at: isInstant, untilMs: isNullOr(isNumber) }),
);

export const journalEntryOf = (
  row: DocumentRow & { readonly id: number; readonly issue: number },
): JournalEntry | null => {
  const check = isShaped({
    from: isNullOr(isState),
    to: isState,
    reason: isText,
    evidence: isList,
    at: isInstant,
  });
  const parsed = parseDocument(row.document, check) as (Omit<StateChange, 'issue'> & { at: Instant }) | null;
  return parsed && { ...parsed, id: row.id, issue: row.issue };
};
