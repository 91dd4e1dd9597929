/**
 * `coordinator status`: the tasks with their evidence, whether or not a coordinator runs.
 */
import { isLive } from '../model/attempt.ts';
import type { Memory } from '../model/snapshot.ts';
import { type CoordinatorFacts, statusJsonOf } from '../render/status-json.ts';
import { renderStatusTable } from '../render/status-table.ts';
import { widthOf } from '../render/text-width.ts';
import { openFiles } from '../world/files/open-files.ts';
import { readHolder } from '../world/lock.ts';
import { openStoreForReading } from '../world/store/visit-store.ts';
import { type Terminal, utcOffsetMs } from './terminal.ts';
import { openWorkplace, type PlaceRequest, readRepository, type Workplace } from './workplace.ts';

export interface StatusRequest extends PlaceRequest {
  readonly json: boolean;
  readonly watch: boolean;
  readonly terminal: Terminal;
}

const emptyMemory: Memory = { tasks: [], refusals: [], controls: [], ledger: null, lastStartAt: null };

/** How often `--watch` looks. */
const watchMs = 500;

/** Shows the status once, or again on each change until interrupted. Resolves with the exit code. */
export const showStatus = async (request: StatusRequest): Promise<number> => {
  const place = await openWorkplace(request);
  const repository = await readRepositoryName(place);
  let last = '';
  for (;;) {
    const text = statusText(request, { place, repository });
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

const statusText = (
  request: StatusRequest,
  { place, repository }: { readonly place: Workplace; readonly repository: string | null },
): string => {
  const { terminal } = request;
  const memory = readMemory(place);
  const facts = coordinatorFacts(place, repository);
  if (request.json) return JSON.stringify(jsonOf(memory, facts), null, request.watch ? undefined : 2);
  const nowMs = Date.now();
  const table = renderStatusTable({
    memory,
    coordinator: facts,
    nowMs: request.watch ? Math.floor(nowMs / 1000) * 1000 : nowMs,
    utcOffsetMs: utcOffsetMs(nowMs),
    room: { width: terminal.width, widthOf },
    paint: terminal.paint,
    lastOutputAtMs: readLastOutputs(memory),
  });
  return [table, ...refusedLines(memory)].join('\n');
};

/** By issue: when a live worker last wrote something. */
const readLastOutputs = ({ tasks }: Memory): ReadonlyMap<number, number> => {
  const files = openFiles({ historyPath: '' });
  return new Map(
    tasks.flatMap(({ issue, attempts }) => {
      const attempt = attempts.at(-1);
      const atMs = attempt && isLive(attempt) ? files.readModifiedAtMs(attempt.logPath) : null;
      return atMs === null ? [] : [[issue, atMs] as const];
    }),
  );
};

/** The documented answer, and the issues that were refused. */
const jsonOf = (memory: Memory, facts: CoordinatorFacts) => ({
  ...statusJsonOf(memory, facts),
  refused: memory.refusals.map(({ issue, login, ground }) => ({ issue, login, ground })),
});

const refusedLines = ({ refusals }: Memory): readonly string[] =>
  refusals.map(({ issue, login, ground }) => `refused: gh-${issue}, labelled by ${login} (${ground})`);

const readMemory = ({ paths }: Workplace): Memory => {
  const store = openStoreForReading({ path: paths.storePath });
  try {
    return store?.readMemory() ?? emptyMemory;
  } finally {
    store?.close();
  }
};

const coordinatorFacts = ({ paths, config }: Workplace, repository: string | null): CoordinatorFacts => {
  const holder = readHolder(paths.holderPath);
  const { workers } = config.settings;
  return {
    running: holder !== null,
    pid: holder?.pid ?? null,
    sinceMs: holder?.startedAtMs ?? null,
    repository,
    attemptLimit: workers.attempts,
    maxWorkers: workers.max,
  };
};

/** Status is an answer also where the repository is not known. */
const readRepositoryName = async (place: Workplace): Promise<string | null> => {
  try {
    const { owner, name } = await readRepository(place);
    return `${owner}/${name}`;
  } catch {
    return null;
  }
};
