/**
 * The numbers of a running coordinator: `.coordinator/metrics.json`, and with `--port` an endpoint for Prometheus.
 */
import { join } from 'node:path';
import type { DaemonEars } from '../daemon/ears.ts';
import { adviceOf, PermanentError, TransientError } from '../model/failures.ts';
import { metricsKeyOf, renderMetricsJson } from '../render/metrics/json.ts';
import { isoOf } from '../render/utc-time.ts';
import type { Exposition } from '../world/metrics/exposition.ts';
import type { World } from '../world/world.ts';
import { createNumbersReader, type NumbersPlace, type NumbersRead } from './read-numbers.ts';

/** What the numbers are taken from, and where they are shown. */
export interface NumbersOptions extends NumbersPlace {
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
  const readNumbers = createNumbersReader(options);
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

/** Writes the file where something happened that is worth it; a quiet world costs a comparison. */
const createFileKeeper = (
  { world, site, counts }: NumbersOptions,
  readNumbers: () => NumbersRead,
): (() => void) => {
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

/** A restart helps against no full disk: whoever asks is told, and that we live. */
const healthText = (readNumbers: () => NumbersRead): string => {
  try {
    return readNumbers().health;
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    return error.message;
  }
};

interface Listening {
  readonly exposition: Exposition;
  close(): Promise<void>;
}

/** The library and the server are loaded only here. */
const listen = async (
  { world, site, counts, port }: NumbersOptions & { readonly port: number },
  readNumbers: () => NumbersRead,
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
      return { isAlive, text: isAlive ? healthText(readNumbers) : 'a tick hangs' };
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
