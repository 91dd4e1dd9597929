/**
 * The parts of `recover diagnostics`: each is read for itself, so that one that cannot be read hides no other.
 */
import { agentDefinitions } from '../agents/built-in.ts';
import { circuitsOf, circuitText } from '../decide/breaker.ts';
import { pauseHoldOf } from '../decide/pause.ts';
import { stuckOf } from '../decide/stuck.ts';
import { isLive } from '../model/attempt.ts';
import type { Part } from '../model/diagnostics.ts';
import { keyOf, workerOf } from '../model/ids.ts';
import type { Memory } from '../model/snapshot.ts';
import type { TaskMemory } from '../model/task.ts';
import { renderBytes } from '../render/bytes.ts';
import { stuckJsonOf } from '../render/stuck.ts';
import { isoOf } from '../render/utc-time.ts';
import { openClock } from '../world/clock.ts';
import { readRegistered } from '../world/git/read-registered.ts';
import { openHost } from '../world/host.ts';
import { readHolder } from '../world/lock.ts';
import { openProcesses } from '../world/processes/open-processes.ts';
import { readRunKin } from '../world/processes/read-run-kin.ts';
import { readStoreCheck } from '../world/store/check-store.ts';
import { readVersions } from '../world/versions.ts';
import { readMemoryOf } from './clean-choice.ts';
import { lookForStuck } from './look-for-stuck.ts';
import type { PlaceRequest } from './place-request.ts';
import { type Configured, openWorkplace } from './workplace.ts';

interface Source {
  readonly place: Configured;
  readonly request: PlaceRequest;
}

/** False leaves out whatever may hold words of a worker or of the configuration: what to mask in it is not known. */
interface Chosen extends Source {
  readonly hasTexts: boolean;
}

/** Reads every part, one after the other. */
export const readParts = async ({ hasTexts, ...source }: Chosen): Promise<readonly Part[]> => {
  const parts: Part[] = [];
  for (const [name, read] of Object.entries(readers))
    parts.push(hasTexts || !textParts.has(name) ? await partOf(name, () => read(source)) : leftOut(name));
  return parts;
};

const textParts = new Set(['configuration', 'processes', 'tasks', 'holds', 'stuck', 'errors']);

const leftOut = (name: string): Part => ({
  name,
  read: { unknown: 'left out: while the configuration cannot be read, what is secret in it is not known' },
  lines: [],
});

interface Told {
  readonly value: unknown;
  readonly lines: readonly string[];
}

const partOf = async (name: string, read: () => Promise<Told> | Told): Promise<Part> => {
  try {
    const { value, lines } = await read();
    return { name, read: { value }, lines };
  } catch (error) {
    // Whatever is wrong with one part is what is looked for.
    const why = error instanceof Error ? error.message : String(error);
    return { name, read: { unknown: why }, lines: [] };
  }
};

const readers: Readonly<Record<string, (source: Source) => Promise<Told> | Told>> = {
  versions: async ({ place }) => {
    const value = await readVersions(versionCommandsOf(place));
    const { agents, ...rest } = value;
    const all = [...Object.entries(rest), ...Object.entries(agents)];
    return { value, lines: all.map(([name, text]) => `${name}: ${text}`) };
  },
  configuration: async ({ request }) => {
    const { config } = await openWorkplace(request);
    const values = [...config.origins].map(([key, { value, where }]) => ({ key, value, origin: where }));
    const lines = values.map(({ key, value, origin }) => `${key} = ${JSON.stringify(value)} (${origin})`);
    return {
      value: { file: config.filePath, notices: config.notices, values },
      lines: [...config.notices, ...lines],
    };
  },
  coordinator: ({ place: { paths } }) => {
    const holder = readHolder(paths.holderPath);
    const visitor = readHolder(paths.visitorPath);
    const lines =
      holder === null
        ? ['none runs']
        : [`pid ${holder.pid}, version ${holder.version}, since ${isoOf(holder.startedAtMs)}`];
    return {
      value: { holder, visitor },
      lines: [...lines, ...(visitor === null ? [] : [`pid ${visitor.pid} holds the lock for a moment`])],
    };
  },
  machine: ({ place: { git, paths, config } }) => {
    const value = openHost().readHost([git.rootPath, paths.ownPath]);
    const { tier, why } = openProcesses({ runsPath: paths.runsPath }).readSupervision(
      config.settings.workers.limits,
    );
    const sizes = [value.freeDiskBytes, value.freeMemoryBytes].map((seen) =>
      seen.kind === 'known' ? renderBytes(seen.value) : seen.why,
    );
    const load = value.load.kind === 'known' ? String(value.load.value) : value.load.why;
    return {
      value: { ...value, supervision: { tier, why } },
      lines: [
        `disk free ${sizes[0]}`,
        `memory free ${sizes[1]}`,
        `load ${load}`,
        `supervision ${tier}: ${why}`,
      ],
    };
  },
  store: ({ place: { paths } }) => {
    const value = readStoreCheck({ path: paths.storePath });
    if (value === null) return { value, lines: ['there is none yet'] };
    const rows = Object.entries(value.rows).map(([table, count]) => `${count} ${table}`);
    return {
      value,
      lines: [
        `integrity: ${value.integrity.join('; ')}`,
        `format ${value.format}, ${renderBytes(value.sizeBytes)}`,
        rows.join(', '),
      ],
    };
  },
  git: ({ place: { git } }) => {
    const value = readRegistered(git.commonPath);
    const trees = value.worktrees.map(({ path, branch, lock, isSound, isThere }) =>
      [
        `${path ?? 'nowhere'} on ${branch ?? 'no branch'}`,
        ...(isThere ? [] : ['gone']),
        ...(isSound ? [] : ['damaged']),
        ...(lock === null ? [] : [`locked: ${lock}`]),
      ].join(', '),
    );
    const locks = value.locks.map(({ path, modifiedAtMs }) => `lock ${path}, since ${isoOf(modifiedAtMs)}`);
    return { value, lines: [...trees, ...locks] };
  },
  processes: ({ place }) => {
    const runs = liveOf(readMemoryOf(place)).map(({ issue, run }) => ({
      key: keyOf(issue),
      worker: workerOf(run),
      run,
      seen: openProcesses({ runsPath: place.paths.runsPath }).readRun(run),
      tree: readRunKin(place.paths.runsPath, run),
    }));
    const lines = runs.flatMap(({ key, worker, seen, tree }) => [
      `${key} ${worker}: ${seen.kind}`,
      ...tree.map(
        ({ pid, parentPid, state, name }) => `pid ${pid}, child of ${parentPid}, ${state}, ${name}`,
      ),
    ]);
    return { value: runs, lines };
  },
  github: ({ place }) => {
    const { limit, hold, writeHold, slowedBecause, pollIntervalMs, facts } = readMemoryOf(place).github;
    const left =
      limit === null ? 'not known' : `${limit.remaining} of ${limit.limit} until ${isoOf(limit.resetAtMs)}`;
    const lines = [`requests left: ${left}`, ...(slowedBecause === null ? [] : [slowedBecause])];
    return { value: { limit, hold, writeHold, slowedBecause, pollIntervalMs, facts }, lines };
  },
  tasks: ({ place }) => {
    const { tasks } = readMemoryOf(place);
    const value = tasks.map(
      ({ issue, recorded, hold, branch, worktreePath, round, attempts, troubles, wish, slot }) => ({
        key: keyOf(issue),
        ...recorded,
        hold,
        branch,
        worktreePath,
        round,
        slot,
        wish,
        attempts: attempts.map(({ account, ...attempt }) => ({
          ...attempt,
          tokens: account?.tokens ?? null,
          cost: account?.cost ?? null,
        })),
        troubles,
      }),
    );
    return {
      value,
      lines: tasks.map(
        ({ issue, recorded, hold }) =>
          `${keyOf(issue)} ${recorded.state} since ${isoOf(recorded.sinceMs)}: ${hold ?? recorded.reason}`,
      ),
    };
  },
  holds: ({ place }) => {
    const memory = readMemoryOf(place);
    const now = openClock().now();
    const pause = pauseHoldOf(memory, now);
    const circuits = circuitsOf(memory, now, place.config.settings.breaker);
    return {
      value: { pause: memory.pause, circuits, controls: memory.controls },
      lines: [
        ...(pause === null ? [] : [pause]),
        ...circuits.map(circuitText),
        ...memory.controls.map(({ kind, issue }) => `${kind} of ${keyOf(issue)} is not answered`),
      ],
    };
  },
  stuck: async ({ place }) => {
    const source = await lookForStuck(place);
    const findings = stuckOf(source);
    return {
      value: stuckJsonOf(findings, source.nowMs).stuck,
      lines: findings.map(
        ({ issue, kind, text, fix }) => `${issue === null ? '-' : keyOf(issue)} ${kind}: ${text} -> ${fix}`,
      ),
    };
  },
  errors: ({ place }) => {
    const errors = errorsOf(readMemoryOf(place));
    return { value: errors, lines: errors.map(({ at, who, text }) => `${at} ${who}: ${text}`) };
  },
};

/** Only programs that the coordinator would start by itself; a command of a person's own is not run for this. */
const versionCommandsOf = ({
  config: { settings },
  ...place
}: Configured): Readonly<Record<string, readonly string[]>> => {
  const used = readMemoryOrNone(place).flatMap(({ attempts }) => attempts.map(({ agent }) => agent));
  const names = [...new Set([settings.workers.agent, ...used])];
  return Object.fromEntries(
    names.flatMap((name) => {
      const command =
        settings.agents[name] === undefined ? agentDefinitions[name]?.versionCommand : undefined;
      return command === undefined ? [] : [[name, command] as const];
    }),
  );
};

/** A store that cannot be read is told elsewhere. */
const readMemoryOrNone = (place: Pick<Configured, 'git' | 'paths'>): readonly TaskMemory[] => {
  try {
    return readMemoryOf(place).tasks;
  } catch {
    return [];
  }
};

const liveOf = ({ tasks }: Memory) => tasks.flatMap(({ attempts }) => attempts.filter(isLive));

/** So many are told. */
const mostErrors = 30;

/** What failed last, newest first. */
const errorsOf = ({ tasks, ownTroubles }: Memory) =>
  [
    ...ownTroubles.map(({ at, action, message }) => ({ atMs: at.atMs, who: action, text: message })),
    ...tasks.flatMap(({ issue, troubles, attempts }) => [
      ...troubles.map(({ at, action, message }) => ({
        atMs: at.atMs,
        who: `${keyOf(issue)} ${action}`,
        text: message,
      })),
      ...attempts.flatMap(({ number, endedAt, result, failure, account }) =>
        failure === null || endedAt === null
          ? []
          : [
              {
                atMs: endedAt.atMs,
                who: `${keyOf(issue)} attempt ${number}`,
                text: [failure, result, account?.lastError].filter(Boolean).join(': '),
              },
            ],
      ),
    ]),
  ]
    .toSorted((one, other) => other.atMs - one.atMs)
    .slice(0, mostErrors)
    .map(({ atMs, ...error }) => ({ at: isoOf(atMs), ...error }));
