/**
 * The numbers of a running coordinator: `.coordinator/metrics.json`, and with `--port` an endpoint for Prometheus.
 */
import { join } from 'node:path';
import type { Counts } from '../daemon/counts.ts';
import type { DaemonEars } from '../daemon/ears.ts';
import { type Circuit, circuitsOf } from '../decide/breaker.ts';
import { healthOf } from '../decide/health.ts';
import { adviceOf, PermanentError, TransientError } from '../model/failures.ts';
import type { BreakerSeen, Family, HealthLevel } from '../model/metric.ts';
import type { Settings } from '../model/settings.ts';
import type { Site } from '../model/site.ts';
import type { Tallies } from '../model/tallies.ts';
import { familiesOf } from '../render/metrics/families.ts';
import { worktreeErrorCountOf } from '../render/metrics/health.ts';
import { metricsKeyOf, renderMetricsJson } from '../render/metrics/json.ts';
import { isoOf } from '../render/utc-time.ts';
import type { Exposition } from '../world/metrics/exposition.ts';
import { readVersion } from '../world/package.ts';
import type { World } from '../world/world.ts';

/** What the numbers are taken from. */
export interface NumbersOptions {
  readonly world: World;
  readonly site: Site;
  readonly counts: Counts;
  readonly readSettings: () => Settings;
  /** Null = no endpoint; 0 = any port. */
  readonly port: number | null;
}

export interface Numbers {
  /** To be told by the daemon what it does. */
  readonly ears: DaemonEars;
  /** Nothing is read or written any more. */
  close(): Promise<void>;
}

/** A tick that goes on for longer hangs. */
const longestTickMs = 300_000;

/** Begins to keep the file, and to listen where a port is asked for. @throws UsageError the port is taken. */
export const openNumbers = async (options: NumbersOptions): Promise<Numbers> => {
  const { counts, port } = options;
  const readNumbers = createReader(options);
  const keepFile = createFileKeeper(options, readNumbers);
  const endpoint = port === null ? null : await listen({ ...options, port }, readNumbers);
  let isOver = false;
  return {
    ears: {
      ...counts,
      tickEnded: (tookMs) => {
        counts.tickEnded(tookMs);
        endpoint?.exposition.ticked(tookMs / 1000);
        if (!isOver) keepFile();
      },
    },
    close: async () => {
      isOver = true;
      await endpoint?.close();
    },
  };
};

interface Read {
  readonly health: HealthLevel;
  readonly families: readonly Family[];
}

/** Everything as it is now. Budgets are none as long as nothing keeps them. */
const createReader = ({ world, site, counts, readSettings }: NumbersOptions): (() => Read) => {
  const version = readVersion();
  return () => {
    const now = world.clock.now();
    const nowMs = now.atMs;
    const settings = readSettings();
    const memory = world.store.readMemory();
    const circuits = circuitsOf(memory, now, settings.breaker);
    const tallies = world.store.readTallies(nowMs);
    const counted = counts.read();
    const worktreeErrorCount = worktreeErrorCountOf(counted);
    const health = healthOf({ tasks: memory.tasks, worktreeErrorCount, nowMs });
    const families = familiesOf({
      version,
      memory,
      tallies,
      counts: counted,
      settings,
      health,
      breakers: breakersOf(circuits, tallies),
      budgets: [],
      limit: world.github.readRateLimit(),
      isHeld: world.github.readHold() !== null,
      host: world.host.readHost([site.treesPath, site.ownPath]),
    });
    return { health, families };
  };
};

/** One for each thing that has a breaker, and for each agent that ever ran; those that are closed too. */
const breakersOf = (circuits: readonly Circuit[], { attempts }: Tallies): readonly BreakerSeen[] => {
  const agents = new Set(attempts.map(({ agent }) => agent));
  const names = ['preparation', 'remote', 'github', ...[...agents].map((name) => `agent/${name}`)];
  const open = new Set(circuits.map(({ kind, name }) => (kind === 'agent' ? `agent/${name}` : kind)));
  return names.map((name) => ({ name, isOpen: open.has(name) }));
};

/** Writes the file where something happened that is worth it; a quiet world costs a comparison. */
const createFileKeeper = ({ world, site, counts }: NumbersOptions, readNumbers: () => Read): (() => void) => {
  const path = join(site.ownPath, 'metrics.json');
  const { owner, name } = site.repository;
  let looked: { readonly memory: unknown; readonly actionCount: number } | null = null;
  let writtenKey = '';
  const bring = (): void => {
    const memory = world.store.readMemory();
    const actionCount = counts.readActionCount();
    if (looked?.memory === memory && looked.actionCount === actionCount) return;
    looked = { memory, actionCount };
    const { families, health } = readNumbers();
    const key = metricsKeyOf(families);
    if (key === writtenKey) return;
    const at = isoOf(world.clock.now().atMs);
    world.files.writeText(path, renderMetricsJson({ at, repository: `${owner}/${name}`, health, families }));
    writtenKey = key;
  };
  const tell = createTroubleTeller(world);
  return () => tell(bring);
};

/** What the disk does not allow is told once, and tried again with the next change. */
const createTroubleTeller = ({ clock, narrator }: World): ((write: () => void) => void) => {
  let told = '';
  return (write) => {
    try {
      write();
      told = '';
    } catch (error) {
      if (!(error instanceof TransientError || error instanceof PermanentError)) throw error;
      if (error.message !== told)
        narrator.tell({ atMs: clock.now().atMs, subject: 'metrics', word: 'trouble', text: adviceOf(error) });
      told = error.message;
    }
  };
};

interface Listening {
  readonly exposition: Exposition;
  close(): Promise<void>;
}

/** The library and the server are loaded only here. */
const listen = async (
  { world, site, counts, port }: NumbersOptions & { readonly port: number },
  readNumbers: () => Read,
): Promise<Listening> => {
  const { createExposition } = await import('../world/metrics/exposition.ts');
  const { openEndpoint } = await import('../world/metrics/serve.ts');
  const { owner, name } = site.repository;
  const exposition = createExposition({
    repository: `${owner}/${name}`,
    readFamilies: () => readNumbers().families,
  });
  const endpoint = await openEndpoint({
    port,
    scrape: exposition.scrape,
    readHealth: () => {
      const isAlive = counts.readTickMs() < longestTickMs;
      return { isAlive, text: isAlive ? readNumbers().health : 'a tick hangs' };
    },
  });
  world.narrator.tell({
    atMs: world.clock.now().atMs,
    subject: 'metrics',
    word: 'listening',
    text: `for Prometheus at ${endpoint.url}/metrics`,
  });
  return { exposition, close: endpoint.close };
};
