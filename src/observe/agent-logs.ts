/**
 * What agents tell in their logs, read as the logs grow: of every live run, and of ended ones until their account is kept.
 * A log is read once, piece by piece, and only when there is something new in it; after a restart from its beginning.
 */
import { type Accounting, openAccount } from '../agents/account.ts';
import { agentDefinitions, logFormats } from '../agents/built-in.ts';
import { type LogReading, openLogReading } from '../agents/read-log.ts';
import type { AgentAccount, LogSeen } from '../model/agent-account.ts';
import type { Tokens } from '../model/agent-event.ts';
import type { EarlierFigures, ProcessEnd } from '../model/agent-summary.ts';
import { type Attempt, type AttemptEnd, isLive, type RunSeen } from '../model/attempt.ts';
import { TransientError } from '../model/failures.ts';
import type { RunId } from '../model/ids.ts';
import { elapsedMs, type Instant } from '../model/instant.ts';
import { known, type Seen, unknown } from '../model/seen.ts';
import type { AgentSettings, BudgetSettings, EnvironmentEntry } from '../model/settings.ts';
import type { Memory } from '../model/snapshot.ts';
import { isTerminal } from '../model/task.ts';
import { chosenOf } from '../model/variables.ts';
import type { World } from '../world/world.ts';
import { type Pricer, pricerOf } from './pricer.ts';
import { withSessionFigures } from './session-figures.ts';

/** What is read of logs. */
export type LogReader = (source: {
  readonly memory: Memory;
  readonly runs: ReadonlyMap<RunId, RunSeen>;
  readonly agents: Readonly<Record<string, AgentSettings>>;
  /** `workers.env`: it may say where an agent keeps its files. */
  readonly workerEnv: readonly EnvironmentEntry[];
  readonly budget: BudgetSettings;
}) => ReadonlyMap<RunId, Seen<LogSeen>>;

/** What a reader of logs needs of the world. */
type LogDoors = Pick<World, 'clock' | 'files' | 'prices'>;

/** One log being read. */
interface Reading {
  readonly log: LogReading;
  readonly accounting: Accounting;
  /** Plain text tells nothing of progress. */
  readonly isFormatted: boolean;
  /** The account with what the agent keeps in files of its own, once it is final. */
  readonly complete: (account: AgentAccount) => AgentAccount;
  completed: AgentAccount | null;
  /** How long such an agent may stay after its result; null: as long as it likes. */
  readonly lingerMs: number | null;
  /** Commands that it may be waiting for. */
  backgroundCount: number;
  offset: number;
  /** Time of the output that was read last. */
  outputAtMs: number | null;
  isWhole: boolean;
  isFinal: boolean;
  seenAt: Instant;
  progressAt: Instant;
  /** The same by the log's own times; null = it tells none. */
  progressToldAtMs: number | null;
  resultAt: Instant | null;
  complaint: Pick<LogSeen, 'complaint' | 'complaintClass'> | null;
}

const pieceBytes = 1024 * 1024;

/** All logs together, per look: a long one is read over several. */
const lookBytes = 8 * pieceBytes;

/** A pause in our own looking longer than this says nothing about the agent. */
const gapMs = 60_000;

/** Makes the reader. */
export const createLogReader = (
  world: LogDoors,
  hostEnv: Readonly<Record<string, string>> = {},
): LogReader => {
  const readings = new Map<RunId, Reading>();
  return ({ memory, runs, agents, workerEnv, budget }) => {
    const chosen = chosenOf(workerEnv, hostEnv);
    const price = pricerOf(world, budget);
    const wanted = memory.tasks.flatMap(({ attempts, recorded }) =>
      attempts
        .filter((one, index) => isWanted(one, index === attempts.length - 1 && !isTerminal(recorded.state)))
        .map((attempt) => ({ attempt, attempts })),
    );
    let left = lookBytes;
    const seen = new Map<RunId, Seen<LogSeen>>();
    for (const { attempt, attempts } of wanted) {
      const { run } = attempt;
      try {
        const now = world.clock.now();
        const variables = { HOME: hostEnv.HOME ?? '', ...agents[attempt.agent]?.env, ...chosen };
        const reading =
          readings.get(run) ?? openReading({ attempt, attempts, agents, now, variables, world });
        readings.set(run, reading);
        const state = stateOf(attempt, runs.get(run));
        left -= readOn(reading, { attempt, state, world, maxBytes: left });
        seen.set(
          run,
          known(
            seenOf(reading, { ...state, price, agent: attempt.agent }, world.clock.now()),
            world.clock.now().atMs,
          ),
        );
      } catch (error) {
        if (!(error instanceof TransientError)) throw error;
        seen.set(run, unknown(error.message));
      }
    }
    for (const run of readings.keys())
      if (!wanted.some(({ attempt }) => attempt.run === run)) readings.delete(run);
    return seen;
  };
};

const isWanted = (attempt: Attempt, isJudged: boolean): boolean =>
  attempt.logPath !== '' &&
  (isLive(attempt)
    ? attempt.phase !== 'intent'
    : isJudged && attempt.account === null && attempt.end?.kind !== 'never-started');

/** Name of the format of an agent's log, `text` where nothing is known of it. */
export const formatNameOf = (agent: string, agents: Readonly<Record<string, AgentSettings>>): string =>
  agents[agent]?.log ?? agentDefinitions[agent]?.settings.log ?? 'text';

const openReading = (source: {
  readonly attempt: Attempt;
  readonly attempts: readonly Attempt[];
  readonly agents: Readonly<Record<string, AgentSettings>>;
  readonly now: Instant;
  readonly variables: Readonly<Record<string, string>>;
  readonly world: LogDoors;
}): Reading => {
  const { attempt, attempts, agents, now, variables, world } = source;
  const definition = agentDefinitions[attempt.agent] ?? null;
  const formatName = formatNameOf(attempt.agent, agents);
  const format = logFormats[formatName] ?? null;
  const isFormatted = format !== null;
  const earlier = earlierFiguresOf(attempt, attempts);
  const accounting = openAccount({ agent: definition, isFormatted, earlier });
  const sinceMs = attempt.resumes === null ? 0 : attempt.startedAt.atMs;
  const reading: Reading = {
    accounting,
    isFormatted,
    complete: (account) =>
      withSessionFigures({ account, format: formatName, variables, earlier, sinceMs }, world),
    completed: null,
    log: openLogReading({
      format,
      onEvent: (event) => {
        if (event.kind === 'background') reading.backgroundCount = event.count;
        note(reading, accounting.add(event, reading.seenAt.atMs), event.atMs);
      },
    }),
    lingerMs: agentDefinitions[formatName]?.stop.lingerAfterResultMs ?? null,
    backgroundCount: 0,
    offset: 0,
    outputAtMs: null,
    isWhole: false,
    isFinal: false,
    seenAt: now,
    progressAt: now,
    progressToldAtMs: null,
    resultAt: null,
    complaint: null,
  };
  return reading;
};

const note = (
  reading: Reading,
  meaning: ReturnType<Accounting['add']>,
  toldAtMs: number | null | undefined,
): void => {
  if (meaning.kind === 'nothing') return;
  if (meaning.kind === 'complaint') {
    reading.complaint = { complaint: meaning.text, complaintClass: meaning.class };
    return;
  }
  reading.progressAt = reading.seenAt;
  reading.progressToldAtMs = toldAtMs ?? reading.progressToldAtMs;
  reading.complaint = null;
  reading.resultAt = meaning.kind === 'result' ? reading.seenAt : null;
};

/** What attempts before told of the session that this one continues; null = it began anew. */
export const earlierFiguresOf = (attempt: Attempt, attempts: readonly Attempt[]): EarlierFigures | null => {
  if (attempt.resumes === null) return null;
  const accounts = attempts.flatMap(({ number, account }) =>
    number < attempt.number && account?.sessionId === attempt.resumes ? [account] : [],
  );
  const sum = (pick: (tokens: Tokens) => number): number =>
    accounts.reduce((total, { tokens }) => total + (tokens === null ? 0 : pick(tokens)), 0);
  return {
    tokens: {
      input: sum(({ input }) => input),
      cacheRead: sum(({ cacheRead }) => cacheRead),
      cacheWrite: sum(({ cacheWrite }) => cacheWrite),
      output: sum(({ output }) => output),
      reasoning: sum(({ reasoning }) => reasoning),
    },
    costUsd: accounts.reduce((total, { cost }) => total + (cost?.source === 'agent' ? cost.amountUsd : 0), 0),
  };
};

/** `end` null: it may still write. `outputAtMs` undefined: when it wrote last is not known. */
interface RunState {
  readonly end: ProcessEnd | null;
  readonly outputAtMs: number | null | undefined;
}

const stateOf = (attempt: Attempt, run: RunSeen | undefined): RunState => {
  if (run?.kind === 'live') return { end: null, outputAtMs: run.lastOutputAtMs };
  const end = attempt.end ?? endOf(run);
  return { end: end === null ? null : processEndOf(end, attempt), outputAtMs: undefined };
};

const endOf = (run: RunSeen | undefined): AttemptEnd | null => {
  if (run?.kind === 'ended') return { kind: 'exited', exit: run.exit };
  return run?.kind === 'lost' ? { kind: 'lost', why: run.why } : null;
};

/** How the process ended, as readers of logs want to know it. */
export const processEndOf = (end: AttemptEnd, { stop }: Attempt): ProcessEnd => {
  // What its process made of our signal says nothing about what the agent had done before.
  if (stop?.cause === 'lingering') return { exitCode: null, signal: null, stoppedBy: null };
  if (end.kind !== 'exited') return { exitCode: null, signal: null, stoppedBy: stop?.cause ?? null };
  const { code, why } = end.exit;
  return { exitCode: code, signal: null, stoppedBy: stop?.cause ?? (why === 'self' ? null : why) };
};

/** Reads what is new. Returns how many bytes that were. @throws TransientError it cannot be read. */
const readOn = (
  reading: Reading,
  source: {
    readonly attempt: Attempt;
    readonly state: RunState;
    readonly world: LogDoors;
    readonly maxBytes: number;
  },
): number => {
  const { attempt, state, world, maxBytes } = source;
  const now = world.clock.now();
  if (elapsedMs(reading.seenAt, now) > gapMs) reading.progressAt = now;
  reading.seenAt = now;
  const isNew = state.outputAtMs === undefined || state.outputAtMs !== reading.outputAtMs;
  if (reading.isFinal || (reading.isWhole && !isNew && state.end === null)) return 0;
  reading.outputAtMs = state.outputAtMs ?? null;
  reading.isWhole = false;
  let count = 0;
  while (count < maxBytes && !reading.isWhole) {
    const bytes = world.files.readPiece(attempt.logPath, reading.offset, pieceBytes);
    reading.log.feed(bytes);
    reading.offset += bytes.length;
    count += bytes.length;
    reading.isWhole = bytes.length < pieceBytes;
  }
  if (reading.isWhole && state.end !== null) {
    reading.log.end();
    reading.isFinal = true;
  }
  return count;
};

const isLingering = ({ isWhole, resultAt, lingerMs, backgroundCount }: Reading, now: Instant): boolean =>
  isWhole &&
  resultAt !== null &&
  lingerMs !== null &&
  backgroundCount === 0 &&
  elapsedMs(resultAt, now) > lingerMs;

/** Completed once only: that reads a whole file. */
const accountOf = (reading: Reading, end: ProcessEnd | null): AgentAccount => {
  if (!reading.isFinal) return reading.accounting.account(null);
  reading.completed ??= reading.complete(reading.accounting.account(end));
  return reading.completed;
};

const seenOf = (
  reading: Reading,
  { end, price, agent }: RunState & { readonly price: Pricer; readonly agent: string },
  now: Instant,
): LogSeen => ({
  account: price(accountOf(reading, end), { isFinal: reading.isFinal, agent }),
  isWhole: reading.isWhole,
  isFinal: reading.isFinal,
  idleForMs: reading.isFormatted ? elapsedMs(reading.progressAt, now) : null,
  ...(reading.progressToldAtMs === null ? {} : { progressAtMs: reading.progressToldAtMs }),
  ...(reading.complaint ?? { complaint: null, complaintClass: null }),
  resultForMs: reading.resultAt === null ? null : elapsedMs(reading.resultAt, now),
  ...(isLingering(reading, now) ? { isLingering: true } : {}),
});
