/**
 * `coordinator status`: the tasks with their evidence, whether or not a coordinator runs.
 */
import { circuitsOf, circuitText } from '../decide/breaker.ts';
import { pauseHoldOf } from '../decide/pause.ts';
import { isLive } from '../model/attempt.ts';
import type { RunId } from '../model/ids.ts';
import type { Settings, WorkerLimits } from '../model/settings.ts';
import type { Memory } from '../model/snapshot.ts';
import { renderJson } from '../render/json.ts';
import { type CoordinatorFacts, statusJsonOf } from '../render/status-json.ts';
import { renderStatusTable } from '../render/status-table.ts';
import { type SupervisionJson, supervisionJsonOf } from '../render/supervision.ts';
import { widthOf } from '../render/text-width.ts';
import { openClock } from '../world/clock.ts';
import { openFiles } from '../world/files/open-files.ts';
import { readHolder } from '../world/lock.ts';
import { readSupervisionOf } from '../world/processes/read-supervision.ts';
import { readMemoryOf } from './clean-choice.ts';
import { createMoneyReader } from './live-money.ts';
import { openPlace, type Place, readSettingsIn } from './place.ts';
import type { PlaceRequest } from './place-request.ts';
import type { Terminal } from './terminal.ts';

export interface StatusRequest extends PlaceRequest {
  readonly json: boolean;
  readonly watch: boolean;
  readonly terminal: Terminal;
}

/** How often `--watch` looks. */
const watchMs = 500;

/** Shows the status once, or again on each change until interrupted. Resolves with the exit code. */
export const showStatus = async (request: StatusRequest): Promise<number> => {
  const place = await openPlace(request);
  // A wrong configuration hides no task: only the limits shown are not known then.
  const settings = await readSettingsIn(place, request, (why) =>
    request.terminal.say(`the configuration is wrong, limits are shown as by default: ${why}`),
  );
  const repository = await readRepositoryName(place, settings);
  const readMoney = createMoneyReader();
  let last = '';
  for (;;) {
    const text = statusText(request, { place, settings, repository, readMoney });
    if (text !== last) show(text, request);
    last = text;
    if (!request.watch) return 0;
    await new Promise((resolve) => setTimeout(resolve, watchMs));
  }
};

const show = (text: string, { watch, json, terminal }: StatusRequest): void => {
  const isScreen = watch && !json && terminal.width !== null;
  terminal.answer(isScreen ? `\u001b[H\u001b[2J${text}` : text);
};

interface Looked {
  readonly place: Place;
  readonly settings: Settings;
  readonly repository: string | null;
  readonly readMoney: ReturnType<typeof createMoneyReader>;
}

const statusText = (request: StatusRequest, looked: Looked): string => {
  const { terminal } = request;
  const memory = readPresent(looked.place);
  const facts = coordinatorFacts(looked, memory);
  if (request.json) return renderJson(statusJsonOf(memory, facts), request.watch ? 0 : 2);
  const nowMs = Date.now();
  const table = renderStatusTable({
    memory,
    coordinator: facts,
    nowMs: request.watch ? Math.floor(nowMs / 1000) * 1000 : nowMs,
    room: { width: terminal.width, widthOf },
    paint: terminal.paint,
    link: terminal.link,
    lastOutputAtMs: readLastOutputs(memory),
  });
  return [table, ...pausedLines(memory, nowMs), ...refusedLines(memory)].join('\n');
};

/** A pause that is over, and that nobody has forgotten yet because no coordinator runs, is none. */
const readPresent = (place: Place): Memory => {
  const memory = readMemoryOf(place);
  return pauseHoldOf(memory, { atMs: Date.now() }) === null ? { ...memory, pause: null } : memory;
};

const pausedLines = (memory: Memory, nowMs: number): readonly string[] => {
  const hold = pauseHoldOf(memory, { atMs: nowMs });
  return hold === null ? [] : [`${hold}: nothing new is started. Go on: coordinator resume`];
};

/** By issue: when a live worker last wrote something. */
const readLastOutputs = ({ tasks }: Memory): ReadonlyMap<number, number> => {
  const files = openFiles({ historyPath: '', isLook: true });
  return new Map(
    tasks.flatMap(({ issue, attempts }) => {
      const attempt = attempts.at(-1);
      const atMs = attempt && isLive(attempt) ? files.readModifiedAtMs(attempt.logPath) : null;
      return atMs === null ? [] : [[issue, atMs] as const];
    }),
  );
};

const refusedLines = ({ refusals }: Memory): readonly string[] =>
  refusals.map(({ issue, login, ground }) => `refused: gh-${issue}, labelled by ${login} (${ground})`);

const coordinatorFacts = (
  { place, settings, repository, readMoney }: Looked,
  memory: Memory,
): CoordinatorFacts => {
  const holder = readHolder(place.paths.holderPath);
  const { workers } = settings;
  return {
    running: holder !== null,
    pid: holder?.pid ?? null,
    sinceMs: holder?.startedAtMs ?? null,
    repository,
    attemptLimit: workers.attempts,
    maxWorkers: workers.max,
    nowMs: Date.now(),
    breakers: circuitsOf(memory, openClock().now(), settings.breaker).map(circuitText),
    money: readMoney(memory, settings),
    supervision: readSupervisions(memory, { runsPath: place.paths.runsPath, limits: workers.limits }),
  };
};

/** By run, of each task's latest attempt; what cannot be read is left out. */
const readSupervisions = (
  { tasks }: Memory,
  { runsPath, limits }: { readonly runsPath: string; readonly limits: WorkerLimits },
): ReadonlyMap<RunId, SupervisionJson> =>
  new Map(
    tasks.flatMap(({ attempts }) => {
      const run = attempts.at(-1)?.run;
      const seen = run === undefined ? null : readSupervisionOf(runsPath, run);
      return run === undefined || seen === null ? [] : [[run, supervisionJsonOf(seen, limits)] as const];
    }),
  );

/** Of a coordinator that runs, else as GitHub named it last, else as the origin says; an answer also where nobody knows. */
const readRepositoryName = async (place: Place, settings: Settings): Promise<string | null> => {
  if (settings.repository !== null) return `${settings.repository.owner}/${settings.repository.name}`;
  const told =
    readHolder(place.paths.holderPath)?.repository ?? readMemoryOf(place).github.facts?.fullName ?? null;
  if (told !== null) return told;
  try {
    const { readRepository } = await import('./workplace.ts');
    const { owner, name } = await readRepository(place, settings);
    return `${owner}/${name}`;
  } catch {
    return null;
  }
};
