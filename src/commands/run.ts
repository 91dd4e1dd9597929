/**
 * `coordinator run`: takes the lock, opens the world, starts the daemon, closes in order.
 */
import type { PartialSettingsFlags } from '../config/setting-flags.ts';
import { type Counts, createCounts } from '../daemon/counts.ts';
import { startDaemon } from '../daemon/daemon.ts';
import type { DaemonMode } from '../daemon/endings.ts';
import { isLive } from '../model/attempt.ts';
import type { RepositoryFacts } from '../model/github.ts';
import { hasFailed, type RunResults, resultsOf } from '../model/run-results.ts';
import { type RunBounds, type Settings, unbounded } from '../model/settings.ts';
import type { TaskMemory } from '../model/task.ts';
import type { RunFacts } from '../render/results-json.ts';
import { supervisionText } from '../render/supervision.ts';
import { openClock } from '../world/clock.ts';
import { writeLimits } from '../world/github/write-budget.ts';
import { keepAlive } from '../world/keep-alive.ts';
import { openWorld } from '../world/open.ts';
import { keepHeapSmall } from '../world/small-heap.ts';
import type { Narrator, World } from '../world/world.ts';
import { startCountdown } from './countdown.ts';
import { openNumbers } from './numbers.ts';
import { ownPatternsOf } from './own-patterns.ts';
import type { PlaceRequest } from './place-request.ts';
import { requireTemplates } from './required-templates.ts';
import { retryTelling } from './retry-telling.ts';
import { type SummaryOptions, startSummaries } from './rolling-summary.ts';
import { endOnSignals } from './signals.ts';
import { takeLock } from './single.ts';
import { fetchKnownFacts, placingOf, requireWrite, type SiteSource, siteOf } from './site.ts';
import { tellTakenUp } from './taken-up.ts';
import { utcOffsetMs } from './terminal.ts';
import { watchPlace } from './watch-place.ts';
import { openNews } from './webhook.ts';
import {
  apiUrlOf,
  isLoopback,
  openWorkplace,
  readRepository,
  requireCredentials,
  type Workplace,
} from './workplace.ts';

/** What the command line gave. */
export interface RunRequest extends PlaceRequest {
  readonly flags: PartialSettingsFlags;
  readonly mode: DaemonMode;
  readonly narrator: Narrator;
  /** Where numbers are shown; null = nowhere, 0 = any port. */
  readonly port?: number | null;
  /** Null = there is no terminal to say it on. */
  readonly summary?: SummaryOptions | null;
  /** What bounds this run; nothing does where it is left out. */
  readonly bounds?: RunBounds;
  /** Hears what the run came to, and says the exit code. */
  readonly onResults?: (results: RunResults, facts: RunFacts) => number;
  /** Stands between the daemon and its doors; the crash harness (test/crash/) hands over doors to die at. */
  readonly through?: (world: World) => World;
}

/** Runs the daemon; resolves with the exit code. @throws UsageError @throws TransientError it cannot start. */
export const runCoordinator = async (request: RunRequest): Promise<number> => {
  keepHeapSmall();
  const place = await openWorkplace(request);
  for (const text of place.config.notices) tell(request.narrator, 'notice', text);
  requireTemplates(place.git.rootPath, place.config.settings);
  const repository = await readRepository(place, place.config.settings);
  const credentials = await requireCredentials(place, request.env);
  const { token } = credentials;
  const apiUrl = apiUrlOf(request.env);
  const release = takeLock(place, { repository, narrator: request.narrator, request });
  const letGo = keepAlive();
  const counts = createCounts(openClock());
  try {
    const opened = openWorld({
      git: place.git,
      narrator: request.narrator,
      repository,
      apiUrl,
      ...credentials,
      ...(isLoopback(apiUrl) ? { paceMs: 0, writeLimits: null } : { writeLimits }),
      hasBallast: true,
      onRequest: counts.requested,
    });
    try {
      const world = request.through?.(opened.world) ?? opened.world;
      const { notices } = opened;
      const { env } = request;
      return await runOpened({ env, place, repository, apiUrl, token, request, world, notices, counts });
    } finally {
      opened.close();
    }
  } finally {
    letGo();
    release();
  }
};

interface Opened extends SiteSource {
  readonly place: Workplace;
  readonly request: RunRequest;
  readonly world: World;
  readonly notices: readonly string[];
  readonly counts: Counts;
}

const runOpened = async (source: Opened): Promise<number> => {
  const { request, place, world, notices, counts } = source;
  const { narrator, mode } = request;
  const bounds = request.bounds ?? unbounded;
  let settings: Settings = { ...place.config.settings, bounds };
  const startedAt = world.clock.now();
  const facts = await fetchKnownFacts(world, { ...source, mode });
  requireWrite(facts);
  const site = siteOf(source, facts);
  await world.git.excludePatterns(await ownPatternsOf(world.git, place.config.settings));
  place.keep(world.files);
  for (const text of notices) tell(narrator, 'notice', text);
  tell(narrator, 'started', headlineOf(facts, settings));
  tellSupervision(world, settings.workers);
  tellTakenUp(world);
  retryTelling(world.store);
  const readSettings = (): Settings => settings;
  const closeNews = await openNews({ env: request.env, settings, world, onNews: () => daemon.nudge() });
  const numbers = await openNumbers({ world, site, counts, readSettings, port: request.port ?? null });
  const placing = placingOf(site, settings);
  const daemon = startDaemon({ world, site, placing, mode, readSettings, ears: numbers.ears });
  const readAttemptLimit = (): number => settings.workers.attempts;
  const stopSummaries = request.summary
    ? startSummaries(world, { ...request.summary, readAttemptLimit })
    : () => {};
  const onSettings = (next: Settings): void => {
    settings = { ...next, bounds };
  };
  const unwatch = watchPlace({ place, world, site, narrator, onSettings, wake: daemon.wake });
  const signals = endOnSignals(daemon, { narrator, readSettings });
  const stopCountdown = countDown(world, bounds, daemon.wake);
  try {
    await daemon.ended;
    if (signals.exitCode() !== null) tell(narrator, 'stopped', farewellOf(world.store.readMemory().tasks));
    const { label } = settings.github;
    const memory = world.store.readMemory();
    const results = resultsOf({ memory, startedAt, endedAt: world.clock.now(), bounds, label });
    const exitCode = signals.exitCode() ?? (mode !== 'forever' && hasFailed(results) ? 1 : 0);
    const interrupted = signals.exitCode() !== null;
    const told = { repository: facts.fullName, mode, interrupted, exitCode };
    return request.onResults?.(results, told) ?? exitCode;
  } finally {
    stopCountdown();
    signals.release();
    stopSummaries();
    await Promise.all([unwatch(), closeNews(), numbers.close()]);
  }
};

/** How workers are held here, and the limits that this machine does not allow as they are set. */
const tellSupervision = ({ narrator, processes }: World, { limits }: Settings['workers']): void => {
  const supervision = processes.readSupervision(limits);
  tell(narrator, 'supervision', supervisionText(supervision, limits));
  for (const text of supervision.lowered) tell(narrator, 'notice', text);
};

const farewellOf = (tasks: readonly TaskMemory[]): string => {
  const left = tasks.filter(({ attempts }) => attempts.some(isLive)).length;
  return `${left === 0 ? 'no worker is left' : `${left} worker(s) go on and will be adopted`}. Continue: coordinator run`;
};

/** Says how long it is until the first start, where one was named; the returned function ends it. */
const countDown = (world: World, { startAt }: RunBounds, onStart: () => void): (() => void) =>
  startAt === null
    ? () => {}
    : startCountdown(world, {
        startAtMs: startAt.atMs,
        isTerminal: process.stderr.isTTY === true,
        utcOffsetMs: utcOffsetMs(startAt.atMs),
        onStart,
      });

const headlineOf = ({ fullName }: RepositoryFacts, { github, workers }: Settings): string =>
  `${fullName} · label ${github.label} · ${workers.max} worker${workers.max === 1 ? '' : 's'} · agent ${workers.agent} · poll ${github.pollIntervalMs / 1000}s · Ctrl-C stops`;

const tell = (narrator: Narrator, word: string, text: string): void =>
  narrator.tell({ atMs: Date.now(), subject: 'coordinator', word, text });
